#!/bin/sh
# Prints every disk image in GU_FOLDER: its name, the time of its last change, how `qemu-img info` ended, and what it said, each
# ended by a zero byte; and `complete` when none was left out.
#
# The format is that of the name, never what the contents claim; the backing file is not opened.
set -u
[ -d "$GU_FOLDER" ] || {
    echo "expected a folder with images, found no folder $GU_FOLDER" >&2
    exit 20
}
command -v qemu-img >/dev/null || {
    echo "qemu-img is not installed" >&2
    exit 127
}
cd "$GU_FOLDER" || exit 20
# shellcheck disable=SC2016 # the inner shell expands it
find "$GU_FOLDER" -maxdepth 1 -type f \( -name '*.qcow2' -o -name '*.raw' -o -name '*.img' \) -exec sh -c '
    for path; do
        case $path in *.qcow2) format=qcow2 ;; *) format=raw ;; esac
        changed=$(stat -c %Y "$path" 2>/dev/null) || changed=
        code=0
        said=$(qemu-img info --output=json -f "$format" "$path" 2>&1) || code=$?
        printf "%s\0%s\0%s\0%s\0" "${path##*/}" "$changed" "$code" "$said"
    done' sh {} + || exit
printf 'complete\0'
