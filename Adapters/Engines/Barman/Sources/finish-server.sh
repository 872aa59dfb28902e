#!/bin/sh
# The last part of restore-server.sh, on the host; the cluster follows its name on standard input, as an archive of tar.
# shellcheck disable=SC2154 # begun by try-cluster.sh and place-folder.sh
set -eu
umask 077
export LC_ALL=C TZ=UTC
cd /
IFS= read -r data
work=$data.groundup
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}
trap stop_cluster EXIT
trap 'exit 143' TERM INT HUP
id postgres >/dev/null 2>&1 || fail "expected an account postgres, found none; install the server first"
mkdir -p "${data%/*}"
rm -rf "$work"
mkdir -m 755 "$work"
mkdir -m 700 "$work/data" "$work/try"
tar -x -C "$work/data" || fail "the host did not take all of the cluster; is there room on it?"
[ -s "$work/data/PG_VERSION" ] || fail "expected a cluster from Barman, found none"
chown -R postgres: "$work/data"
try_cluster "$work/data" "$work/try"
# Segments that Barman put there to recover from.
rm -rf "$work/data/barman_wal" "$work/data/barman_xlog"
echo 'archive_mode = off' >>"$work/data/postgresql.auto.conf"
sync -f "$work/data"
if [ -f "$data/postmaster.pid" ] && kill -0 "$(head -n 1 "$data/postmaster.pid")" 2>/dev/null; then
    fail "expected no server on $data, found one; stop it first"
fi
place "$work/data" "$data"
rm -rf "$work"
echo "$rows"
