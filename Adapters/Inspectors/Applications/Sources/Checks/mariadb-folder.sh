#!/bin/sh
# Whether the folder of a MariaDB server works: page checksums, a private start, CHECK TABLE of everything, every row read.
# A backup of mariadb-backup that was not prepared yet is prepared first. GU_SUBJECT is the folder.
set -eu
damaged() {
    printf 'damaged: %s\n' "$*"
    exit 1
}
skip() {
    printf 'not judged: %s\n' "$*"
    exit 3
}
data=$GU_FILES/$GU_SUBJECT
server=$(command -v mariadbd || command -v mysqld || echo /usr/sbin/mariadbd)
for tool in "$server" innochecksum mariadb-check mariadb-dump mariadb; do
    command -v "$tool" >/dev/null || skip "$tool is not installed here"
done
chmod -R u+rwX "$data"
prepared=
if [ -f "$data/xtrabackup_checkpoints" ] && ! grep -q 'log-applied\|full-prepared' "$data/xtrabackup_checkpoints"; then
    grep -q 'full-backuped' "$data/xtrabackup_checkpoints" || skip "it is an incremental backup, which works only on its base"
    command -v mariadb-backup >/dev/null || skip "mariadb-backup is not installed here"
    mariadb-backup --no-defaults --prepare --target-dir="$data" >/dev/null 2>prepare.log || damaged "mariadb-backup --prepare: $(tail -n 1 prepare.log)"
    tail -n 1 prepare.log | grep -q 'completed OK!$' || damaged "mariadb-backup --prepare did not say that it was completed"
    prepared="prepared, "
fi
# The system table space holds a buffer of other pages, which innochecksum takes for damage; the server checks it as it reads.
find "$data" -name '*.ibd' | sort >spaces
pages=0
while IFS= read -r space; do
    innochecksum "$space" >sums 2>&1 || damaged "innochecksum: ${space#"$data"/}: $(tail -n 1 sums)"
    pages=$((pages + 1))
done <spaces
cat >settings <<END
[mysqld]
skip-networking
skip-grant-tables
skip-log-bin
socket=$GU_WORK/socket
pid-file=$GU_WORK/pid
innodb-buffer-pool-size=64M
log-error=$GU_WORK/log
plugin-load-add=
END
"$server" --defaults-file="$GU_WORK/settings" --datadir="$data" --lc-messages-dir=/usr/share/mysql </dev/null >said 2>&1 &
process=$!
tries=0
until mariadb --no-defaults --socket="$GU_WORK/socket" --execute='select 1' >/dev/null 2>&1; do
    kill -0 "$process" 2>/dev/null || damaged "MariaDB does not come up: $(grep -a 'ERROR' log | tail -n 2 | tr '\n' ' ')"
    tries=$((tries + 1))
    [ "$tries" -lt 3000 ] || damaged "MariaDB does not answer"
    sleep 0.2
done
# Status 0 stands beside "error : Corrupt": every line has to be read.
mariadb-check --no-defaults --socket="$GU_WORK/socket" --all-databases --check --extended >checked 2>&1 || damaged "mariadb-check: $(tail -n 1 checked)"
grep -qiE '^(error|warning) *:|Corrupt' checked && damaged "CHECK TABLE: $(grep -iE -B1 '^(error|warning) *:|Corrupt' checked | head -n 4 | tr '\n' ' ')"
tables=$(grep -cE ' OK$' checked || true)
[ "$tables" -gt 0 ] || damaged "CHECK TABLE answered for no table"
mariadb-dump --no-defaults --socket="$GU_WORK/socket" --all-databases --single-transaction --skip-lock-tables 2>dump.errors |
    tail -n 1 >trailer
grep -q '^-- Dump completed' trailer || damaged "mariadb-dump did not come to its end: $(head -n 1 dump.errors)"
unseen=$(mariadb --no-defaults --socket="$GU_WORK/socket" --batch --skip-column-names --execute="select count(*) from information_schema.tables where engine = 'MyISAM' and table_schema not in ('mysql', 'sys', 'information_schema', 'performance_schema')")
kill "$process"
wait "$process" || damaged "MariaDB did not stop as it should"
echo "proof: ${prepared}innochecksum passed $pages table spaces, MariaDB started, CHECK TABLE said OK of $tables tables, mariadb-dump read every row; $unseen MyISAM tables, whose rows have no checksum"
