#!/bin/sh
# The last part of restore-database.sh, on the host: prepares the copies, tries them, and puts them in place.
set -eu
export LC_ALL=C
umask 077
IFS= read -r data
IFS= read -r point
work=$data.groundup
server=
fail() { printf "%s\n" "$*" >&2; exit 1; }
stop() { [ -z "$server" ] || { kill -TERM "$server" 2>/dev/null; wait "$server" 2>/dev/null; server=; } || true; }
# Status 0 alone has proven nothing.
call() {
    mariadb-backup --no-defaults "$@" </dev/null >"$work/said" 2>&1 || return 1
    tail -n 1 "$work/said" | grep -q "completed OK!\$"
}
# A server works in its data folder.
serving() { find /proc/[0-9]*/cwd -maxdepth 0 -lname "$data" 2>/dev/null | grep -q .; }
trap stop EXIT
trap "exit 143" TERM INT HUP
number=0
while [ -d "$work/$number" ]; do
    set -- --prepare "--target-dir=$work/0"
    [ "$number" -eq 0 ] || set -- "$@" "--incremental-dir=$work/$number"
    call "$@" || {
        grep -i -E "error|corrupt|unsupported|upgrade" "$work/said" | tail -n 10 >&2
        fail "mariadb-backup could not prepare part $number of backup $point, see above; choose another restore point"
    }
    [ "$number" -eq 0 ] || rm -rf "${work:?}/$number"
    number=$((number + 1))
done
mkdir "$work/data"
call --move-back "--target-dir=$work/0" "--datadir=$work/data" || {
    tail -n 5 "$work/said" >&2
    fail "the prepared files could not be put together, see above"
}
# How the files are laid out; nothing else of the lost server counts here.
echo "[mysqld]" >"$work/settings"
grep -E "^innodb_(data_file_path|page_size|undo_tablespaces)=[A-Za-z0-9:;._-]*\$" "$work/0/backup-my.cnf" >>"$work/settings" || true
chown -R mysql: "$work/data"
mkdir -m 700 "$work/run"
chown mysql: "$work" "$work/run" "$work/settings"
# Nobody else reaches it: no network, a socket in a folder of its own.
mariadbd "--defaults-file=$work/settings" --user=mysql "--datadir=$work/data" "--socket=$work/run/s" "--pid-file=$work/run/pid" \
    --skip-networking --skip-grant-tables --skip-log-bin "--log-error=$work/run/log" </dev/null >/dev/null 2>&1 &
server=$!
tries=0
until tables=$(mariadb --no-defaults "--socket=$work/run/s" -N -B -e "select count(*) from information_schema.tables" 2>/dev/null); do
    tries=$((tries + 1))
    if ! kill -0 "$server" 2>/dev/null || [ "$tries" -gt 36000 ]; then
        tail -n 15 "$work/run/log" >&2
        fail "MariaDB did not come up on the restored files, see above; choose another restore point"
    fi
    sleep 0.2
done
kill -TERM "$server"
wait "$server" || fail "the server that tried the restored files did not stop well"
server=

# Only now does anything that was there have to give way.
if serving; then
    systemctl stop mariadb mysql 2>/dev/null || true
    ! serving || fail "expected no server on $data, found one that is no unit mariadb or mysql; stop it first"
fi
printf "%s\n" "$point" >"$work/data/groundup-restored.new"
chown mysql: "$work/data/groundup-restored.new"
sync -f "$work/data"
place "$work/data" "$data"
chmod 755 "$data"
sync -f "$data"
mv "$data/groundup-restored.new" "$data/groundup-restored"
sync -f "$data"
rm -rf "$work"
echo "$tables"
