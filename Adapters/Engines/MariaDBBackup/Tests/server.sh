#!/bin/sh
# Makes a real MariaDB server with a folder of backups, and works with them. Needs root.
#
# Usage: FOLDER=... server.sh COMMAND; the folder is for this alone. Commands: make, full NAME, increment NAME BASE, sql,
# rows DATA, stop.
set -eu
cd /
export LC_ALL=C
run=$FOLDER/run
layout="--innodb-log-file-size=4M --innodb-buffer-pool-size=8M --innodb-data-file-path=ibdata1:2M:autoextend --innodb-autoextend-increment=1"
# A row is in its file only after a checkpoint: nothing is held back.
eager="--innodb-max-dirty-pages-pct=0 --innodb-max-dirty-pages-pct-lwm=0"
serve() {
    # shellcheck disable=SC2086 # options without spaces
    mariadbd --no-defaults $layout $eager --user=mysql --datadir="$1" --socket="$2/s" --pid-file="$2/pid" \
        --skip-networking --log-error="$2/log" "${3:---loose-skip-ssl}" </dev/null >/dev/null 2>&1 &
    tries=0
    until mariadb --no-defaults --socket="$2/s" -e 'select 1' >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ "$tries" -lt 300 ] || { tail -n 20 "$2/log" >&2 && exit 1; }
        sleep 0.1
    done
}
end() {
    [ -f "$1/pid" ] || return 0
    kill -TERM "$(cat "$1/pid")"
    while [ -f "$1/pid" ]; do sleep 0.1; done
}
client() { mariadb --no-defaults --socket="$run/s" -N -B "$@"; }
# Waits until all that was written lies in the files of the tables.
settle() {
    tries=0
    until [ "$(client -e "show global status like 'Innodb_buffer_pool_pages_dirty'" | cut -f 2)" = 0 ] &&
        [ "$(client -e "show global status like 'Innodb_checkpoint_age'" | cut -f 2)" -lt 100 ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 100 ] || break
        sleep 0.1
    done
}
backup() {
    settle
    mariadb-backup --no-defaults --socket="$run/s" --user=root --backup "--target-dir=$FOLDER/repository/$1" \
        "--datadir=$FOLDER/data" ${2:+"--incremental-basedir=$FOLDER/repository/$2"} >"$run/said" 2>&1 || { tail -n 5 "$run/said" >&2 && exit 1; }
}
case $1 in
make)
    chmod 755 "$FOLDER"
    install -d -o mysql "$run"
    mkdir "$FOLDER/repository"
    # shellcheck disable=SC2086 # options without spaces
    mariadb-install-db --no-defaults $layout --user=mysql --datadir="$FOLDER/data" --skip-test-db \
        --auth-root-authentication-method=normal >"$run/made" 2>&1 || { tail -n 5 "$run/made" >&2 && exit 1; }
    serve "$FOLDER/data" "$run"
    client -e 'create database shop; use shop; create table o (id int primary key auto_increment, word varchar(200)) engine=innodb;
        create table m (word varchar(20)) engine=myisam; insert into m values ("of MyISAM");
        insert into o (word) select concat("word ", seq) from seq_1_to_2000'
    ;;
full) backup "$2" ;;
increment) backup "$2" "$3" ;;
sql) client ;;
rows)
    install -d -o mysql "$FOLDER/rows"
    serve "$2" "$FOLDER/rows"
    mariadb --no-defaults --socket="$FOLDER/rows/s" -N -B -e 'select word from shop.o where word not like "word %" order by id; select word from shop.m'
    end "$FOLDER/rows"
    ;;
stop) end "$run" ;;
*) exit 64 ;;
esac
