#!/bin/sh
# Restores the snapshot GU_NAME into a folder of its own, as a restore does; prints `restored BYTES` of the database it made.
umask 077
cd -- "$GU_FOLDER" || exit 66
work=$(mktemp -d "${GU_SCRATCH:-/tmp}/decode.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM INT HUP
# From 3.6 on another program of the same makers restores.
tool=etcdctl
! command -v etcdutl >/dev/null || tool=etcdutl
ETCDCTL_API=3 "$tool" snapshot restore "./$GU_NAME" --data-dir "$work/data" 2>"$work/said" || {
    ended=$?
    cat "$work/said" >&2
    exit "$ended"
}
grep -q '"restored snapshot"' "$work/said" || { tail -n 1 "$work/said" >&2 && exit 1; }
printf 'restored %s\n' "$(stat -c %s "$work/data/member/snap/db")"
