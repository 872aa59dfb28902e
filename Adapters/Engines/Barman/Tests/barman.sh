#!/bin/sh
# Makes a real PostgreSQL cluster with a Barman server in a folder, and works with them. Needs root; all of it runs as barman.
#
# Usage: FOLDER=... barman.sh COMMAND; the folder is for this alone. Commands: make, backup, sql, moment, segment, rows DATA, stop,
# and anything else as arguments of barman itself.
set -eu
cd /
export LC_ALL=C TZ=UTC
programs=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin | sort -V | tail -n 1)
home=$FOLDER/home
data=$FOLDER/data
mine() { runuser -u barman -- "$@"; }
call() { mine barman --config "$FOLDER/barman.conf" --quiet "$@"; }
sql() { mine psql --no-psqlrc -Atq --set=ON_ERROR_STOP=1 --host="$FOLDER/socket" --username=postgres --dbname=postgres "$@"; }
# Ends the segment of the log that is written, and brings it into the catalogue; prints its name.
segment() {
    sql --command="insert into entries select 'filler'"
    segment=$(sql --command='select pg_walfile_name(pg_current_wal_insert_lsn())')
    sql --command='select pg_switch_wal()' >/dev/null
    until [ "$(sql --command="select last_archived_wal >= '$segment' from pg_stat_archiver")" = t ]; do sleep 0.1; done
    call archive-wal main
    echo "$segment"
}
case $1 in
make)
    chmod 755 "$FOLDER"
    install -d -o barman -g barman -m 700 "$data" "$FOLDER/socket" "$home" "$home/main" "$home/main/incoming"
    mine "$programs/initdb" --pgdata="$data" --username=postgres --no-sync --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null
    cat >>"$data/postgresql.conf" <<END
listen_addresses = ''
unix_socket_directories = '$FOLDER/socket'
archive_mode = on
archive_command = 'cp %p $home/main/incoming/%f.tmp && mv $home/main/incoming/%f.tmp $home/main/incoming/%f'
fsync = off
shared_buffers = 16MB
END
    cat >"$FOLDER/barman.conf" <<END
[barman]
barman_home = $home
barman_user = barman
log_file = $FOLDER/socket/barman.log
log_level = INFO

[main]
description = main
conninfo = host=$FOLDER/socket user=postgres dbname=postgres
streaming_conninfo = host=$FOLDER/socket user=postgres
backup_method = postgres
archiver = on
streaming_archiver = off
path_prefix = $programs
END
    mine mkdir "$data/folder"
    echo one | mine tee "$data/one" >/dev/null
    echo two2 | mine tee "$data/folder/two" >/dev/null
    mine "$programs/pg_ctl" start --pgdata="$data" --silent --wait --log="$FOLDER/socket/log" >/dev/null
    call cron || true
    sql --command='create table entries (word text)'
    segment >/dev/null
    ;;
backup)
    call backup --immediate-checkpoint main
    call archive-wal main
    # Only a check takes the mark away that it waits for its log.
    segment >/dev/null
    call check-backup main latest
    ;;
sql) sql ;;
# The next whole second, once it has come.
moment) sql --command="select pg_sleep(ceil(extract(epoch from now())) - extract(epoch from now()))" --command='select floor(extract(epoch from clock_timestamp()))' | tail -n 1 ;;
segment) segment ;;
# What a restored cluster holds, read without starting a server.
rows)
    echo 'select word from entries' | runuser -u postgres -- "$programs/postgres" --single -D "$2" -c archive_mode=off postgres 2>/dev/null |
        sed -n 's/^.*word = "\([^"]*\)".*$/\1/p' | grep -v filler | sort
    ;;
stop) mine "$programs/pg_ctl" stop --pgdata="$data" --mode=immediate --silent >/dev/null 2>&1 || true ;;
*) mine barman --config "$FOLDER/barman.conf" "$@" ;;
esac
