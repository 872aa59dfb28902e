#!/bin/sh
# Whether a dump of PostgreSQL is whole: it is loaded into a server of its own that starts empty, and read back.
# GU_SUBJECT is what pg_dump or pg_dumpall wrote, as text or in its own format.
set -eu
damaged() {
    printf 'damaged: %s\n' "$*"
    exit 1
}
skip() {
    printf 'not judged: %s\n' "$*"
    exit 3
}
file=$GU_FILES/$GU_SUBJECT
programs=$(find /usr/lib/postgresql -mindepth 3 -path '*/bin/initdb' 2>/dev/null | sort -t/ -k5 -n | tail -n 1)
programs=${programs%/initdb}
[ -n "$programs" ] || skip "the server of PostgreSQL is not installed here"
"$programs/initdb" --pgdata=data --username=check --auth=trust --encoding=UTF8 --no-sync >initdb.log 2>&1 ||
    skip "no empty server can be made: $(tail -n 1 initdb.log)"
"$programs/pg_ctl" start --pgdata=data --silent --wait --log=log --options="-c listen_addresses= -c fsync=off \
    -c unix_socket_directories=$GU_WORK -c shared_buffers=64MB -c autovacuum=off" >/dev/null || skip "the empty server does not start"
connect="--host=$GU_WORK --username=check"
kind="pg_dump"
case $(head -c 200 "$file") in
PGDMP*)
    # shellcheck disable=SC2086  # words without spaces
    createdb $connect loaded
    # shellcheck disable=SC2086
    "$programs/pg_restore" $connect --exit-on-error --no-owner --no-privileges --dbname=loaded "$file" >/dev/null 2>errors ||
        damaged "pg_restore: $(head -n 1 errors)"
    ;;
*)
    case $(head -c 200 "$file") in *"PostgreSQL database cluster dump"*) kind=pg_dumpall ;; esac
    end="-- PostgreSQL database dump complete"
    [ "$kind" = pg_dump ] || end="-- PostgreSQL database cluster dump complete"
    tail -n 8 "$file" | grep -qxF -e "$end" || damaged "its last lines do not say \"$end\""
    # shellcheck disable=SC2086
    createdb $connect loaded
    # shellcheck disable=SC2086
    psql $connect --no-psqlrc --quiet --dbname=loaded --file="$file" >/dev/null 2>errors || damaged "psql: $(tail -n 1 errors)"
    # Accounts of the lost server are not here; who owns what is no part of the data.
    grep -E ': (ERROR|FATAL|PANIC): ' errors | grep -vE 'role ".*" does not exist' >faults || true
    [ ! -s faults ] || damaged "$(wc -l <faults) statements fail, such as $(head -n 1 faults | sed 's/^psql:[^:]*:/line /')"
    ;;
esac
# shellcheck disable=SC2086
tables=$(psql $connect --no-psqlrc -Atq --dbname=loaded --command="select count(*) from pg_class c join pg_namespace n on n.oid = relnamespace where relkind in ('r', 'p') and nspname !~ '^pg_' and nspname <> 'information_schema'")
# shellcheck disable=SC2086
"$programs/pg_dumpall" $connect >/dev/null 2>errors || damaged "what was loaded cannot be dumped again: $(head -n 1 errors)"
[ "$kind" = pg_dumpall ] || [ "${tables:-0}" -gt 0 ] || damaged "it holds no table"
[ "$kind" = pg_dump ] || tables=
echo "proof: a $kind of $(stat -Lc %s "$file") bytes was loaded into an empty server${tables:+, $tables tables}, and read back"
