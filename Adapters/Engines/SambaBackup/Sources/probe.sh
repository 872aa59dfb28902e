#!/bin/sh
# Tells what archives can be looked at with: samba-tool, or bzip2 alone.
if command -v samba-tool >/dev/null; then
    version=$(samba-tool --version) || exit 1
    printf 'samba-tool %s\n' "$version"
    exit
fi
command -v bzip2 >/dev/null || { echo "bzip2: command not found" >&2 && exit 127; }
bzip2 --help 2>&1 | sed -n '1s/.*Version \([0-9.]*\).*/bzip2 \1/p'
