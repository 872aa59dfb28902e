#!/bin/sh
# Reads all of the archive GU_NAME: `entry SIZE NAME` for each file in it, and `ends BZIP2 TAR`, the statuses of both. bzip2
# compares the checksum of each block.
cd -- "$GU_FOLDER" || exit 66
work=$(mktemp -d "${GU_SCRATCH:-/tmp}/entries.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM INT HUP
{
    ended=0
    bzip2 -dc -- "./$GU_NAME" 2>"$work/said" || ended=$?
    echo "$ended" >"$work/bzip2"
} | {
    ended=0
    tar -tv --numeric-owner --quoting-style=escape 2>"$work/tar.said" || ended=$?
    echo "$ended" >"$work/tar"
    # What follows the end of the archive counts too.
    cat >/dev/null
} | sed -n 's/^-[^ ]* *[0-9]*\/[0-9]* *\([0-9]*\) [0-9-]* [0-9:.]* /entry \1 /p'
head -n 3 "$work/said" "$work/tar.said" | sed -n 's/^\([^=].*\)/said \1/p'
printf 'ends %s %s\n' "$(cat "$work/bzip2")" "$(cat "$work/tar")"
