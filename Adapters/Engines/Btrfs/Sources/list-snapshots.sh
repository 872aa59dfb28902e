#!/bin/sh
# Prints every subvolume up to two folders below GU_FOLDER: its path, how `btrfs subvolume show` ended, and what it said, each
# ended by a zero byte; and `complete` when none was left out.
set -u
[ -d "$GU_FOLDER" ] || {
    echo "expected a folder with snapshots, found no folder $GU_FOLDER" >&2
    exit 20
}
kind=$(stat -f -c %T "$GU_FOLDER") || exit 20
[ "$kind" = btrfs ] || {
    echo "expected $GU_FOLDER on btrfs, found it on $kind" >&2
    exit 20
}
command -v btrfs >/dev/null || {
    echo "btrfs is not installed" >&2
    exit 127
}
# The root of a subvolume has number 256, always.
# shellcheck disable=SC2016 # the inner shell expands it
find "$GU_FOLDER" -mindepth 1 -maxdepth 2 -type d -inum 256 -prune -exec sh -c '
    for path; do
        code=0
        said=$(btrfs subvolume show "$path" 2>&1) || code=$?
        printf "%s\0%s\0%s\0" "$path" "$code" "$said"
    done' sh {} + || exit
printf 'complete\0'
