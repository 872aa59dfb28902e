#!/bin/sh
# Makes a real PostgreSQL cluster with a pgBackRest repository in a folder, and works with them. Needs root.
#
# Usage: FOLDER=... cluster.sh COMMAND; the folder is for this alone. Commands: make, stanza REPOSITORY [CIPHER-FILE],
# backup TYPE [REPOSITORY CIPHER-FILE], sql, moment, segment, rows DATA, stop.
set -eu
own=$(realpath "$0")
cd /
export LC_ALL=C TZ=UTC
programs=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin | sort -V | tail -n 1)
data=$FOLDER/data
as_postgres() { runuser -u postgres -- "$@"; }
sql() { as_postgres psql --no-psqlrc -Atq --set=ON_ERROR_STOP=1 --host="$FOLDER/socket" --dbname=postgres "$@"; }
rest() {
    repository=$1
    shift
    as_postgres pgbackrest --no-config --stanza=main --repo1-path="$repository" --pg1-path="$data" --pg1-socket-path="$FOLDER/socket" \
        --log-level-file=off --log-level-console=off --log-level-stderr=error --lock-path="$FOLDER/lock" "$@"
}
# encrypted REPOSITORY CIPHER-FILE ARGUMENT...
encrypted() {
    repository=$1
    PGBACKREST_REPO1_CIPHER_PASS=$(cat "$2")
    export PGBACKREST_REPO1_CIPHER_PASS
    shift 2
    rest "$repository" --repo1-cipher-type=aes-256-cbc "$@"
}
case $1 in
make)
    chmod 755 "$FOLDER"
    install -d -o postgres -g postgres -m 700 "$data" "$FOLDER/socket" "$FOLDER/lock" "$FOLDER/repository"
    as_postgres "$programs/initdb" --pgdata="$data" --no-sync --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null
    push="pgbackrest --no-config --stanza=main --repo1-path=$FOLDER/repository --pg1-path=$data --log-level-file=off --lock-path=$FOLDER/lock archive-push %p"
    cat >>"$data/postgresql.conf" <<END
listen_addresses = ''
unix_socket_directories = '$FOLDER/socket'
archive_mode = on
archive_command = '$push'
fsync = off
shared_buffers = 16MB
END
    as_postgres mkdir "$data/folder"
    echo one | as_postgres tee "$data/one" >/dev/null
    echo two2 | as_postgres tee "$data/folder/two" >/dev/null
    as_postgres "$programs/pg_ctl" start --pgdata="$data" --silent --wait --log="$FOLDER/socket/log" >/dev/null
    sh "$own" stanza "$FOLDER/repository"
    sql --command='create table entries (word text)'
    ;;
stanza)
    install -d -o postgres -g postgres -m 750 "$2"
    if [ -n "${3:-}" ]; then encrypted "$2" "$3" stanza-create; else rest "$2" stanza-create; fi
    ;;
backup)
    kind=$2
    shift 2
    set -- "$@" --type="$kind" --start-fast --repo1-retention-full=9
    # Another repository gets no log, which therefore is not waited for.
    case $1 in
    -*) rest "$FOLDER/repository" "$@" backup ;;
    *) encrypted "$@" --no-archive-check backup ;;
    esac
    ;;
sql) sql ;;
# The next whole second, once it has come.
moment) sql --command="select pg_sleep(ceil(extract(epoch from now())) - extract(epoch from now()))" --command='select floor(extract(epoch from clock_timestamp()))' | tail -n 1 ;;
# Ends the segment of the log that is written, waits until it is in the archive, and names it.
segment)
    sql --command="insert into entries select 'filler'"
    segment=$(sql --command='select pg_walfile_name(pg_current_wal_insert_lsn())')
    sql --command='select pg_switch_wal()' >/dev/null
    until [ "$(sql --command="select last_archived_wal >= '$segment' from pg_stat_archiver")" = t ]; do
        [ "$(sql --command='select failed_count > 3 from pg_stat_archiver')" = f ] || exit 1
    done
    echo "$segment"
    ;;
# What a restored cluster holds, read without starting a server.
rows) echo 'select word from entries' | as_postgres "$programs/postgres" --single -D "$2" -c archive_mode=off postgres 2>/dev/null |
    sed -n 's/^.*word = "\([^"]*\)".*$/\1/p' | grep -v filler | sort ;;
stop) as_postgres "$programs/pg_ctl" stop --pgdata="$data" --mode=immediate --silent >/dev/null 2>&1 || true ;;
*) exit 64 ;;
esac
