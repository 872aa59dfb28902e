#!/bin/sh
# For the shell of a host: place NEW DATA puts a restored folder, which lies beside it, in the place of a data folder. What was
# there is kept beside it as DATA.before-TIME; a data folder that is a file system of its own has to be empty.
place() {
    if mountpoint -q "$2" 2>/dev/null; then
        held=$(find "$2" -mindepth 1 -maxdepth 1 ! -name lost+found | head -n 1)
        [ -z "$held" ] || { echo "expected nothing in $2, which is a file system of its own, found $held; empty it first" >&2 && return 1; }
        find "$1" -mindepth 1 -maxdepth 1 -exec cp -a -t "$2" {} +
        chown --reference="$1" "$2"
    else
        [ ! -d "$2" ] || rmdir "$2" 2>/dev/null || mv "$2" "$2.before-$(date -u +%Y%m%dT%H%M%SZ)"
        mv "$1" "$2"
    fi
    sync -f "$2"
}
