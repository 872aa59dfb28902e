#!/bin/sh
# Whether a dump of MariaDB is whole: its last line says so, and it loads into a server of its own that starts empty.
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
tail -n 1 "$file" | grep -q '^-- Dump completed' || damaged "its last line does not say \"-- Dump completed\": it was cut"
for tool in mariadb-install-db mariadbd mariadb mariadb-check; do
    command -v "$tool" >/dev/null || [ -x "/usr/sbin/$tool" ] || skip "$tool is not installed here"
done
mariadb-install-db --no-defaults --datadir="$GU_WORK/data" --auth-root-authentication-method=normal --skip-test-db >said 2>&1 ||
    skip "no empty server can be made: $(tail -n 1 said)"
PATH=$PATH:/usr/sbin
mariadbd --no-defaults --datadir="$GU_WORK/data" --skip-networking --skip-log-bin --socket="$GU_WORK/socket" \
    --pid-file="$GU_WORK/pid" --innodb-flush-log-at-trx-commit=0 --log-error="$GU_WORK/log" </dev/null >said 2>&1 &
process=$!
tries=0
until mariadb --no-defaults --user=root --socket="$GU_WORK/socket" --execute='create database if not exists loaded' >/dev/null 2>&1; do
    kill -0 "$process" 2>/dev/null || skip "the empty server does not start: $(tail -n 1 log)"
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] || skip "the empty server does not answer"
    sleep 0.2
done
tables() { mariadb --no-defaults --user=root --socket="$GU_WORK/socket" --batch --skip-column-names --execute="select count(*) from information_schema.tables where table_schema not in ('mysql', 'sys', 'information_schema', 'performance_schema')"; }
mariadb --no-defaults --user=root --socket="$GU_WORK/socket" --database=loaded <"$file" >/dev/null 2>errors || damaged "it does not load: $(tail -n 1 errors)"
loaded=$(tables)
[ "$loaded" -gt 0 ] || damaged "it holds no table"
kill "$process"
wait "$process" || true
echo "proof: a dump of $(stat -Lc %s "$file") bytes that says that it is complete was loaded into an empty server, $loaded tables"
