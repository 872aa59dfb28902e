#!/bin/sh
# Copies the files that standard input names, each ended by a zero byte, from GU_SNAPSHOT to GU_TARGET.
#
# All of them are in the manifest, which no symbolic link leads out of.
set -eu
umask 077
mkdir -p "$GU_TARGET"
cd "$GU_SNAPSHOT"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM INT HUP
code=0
{
    tar -c --null --verbatim-files-from --no-recursion -T - || echo "tar ended with $?" >"$work/code"
} | tar -x -C "$GU_TARGET" || code=$?
# A file that cannot be read to its end is filled up with zeros, and only the status tells.
[ ! -s "$work/code" ] || {
    cat "$work/code" >&2
    exit 1
}
exit "$code"
