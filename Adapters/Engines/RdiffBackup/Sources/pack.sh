# shellcheck shell=sh disable=SC2154 # follows repository.sh
# Reads the second of a restore point and `all` or `some`, then the names of files with NUL after each; prints an archive of
# them as they were.
IFS= read -r at && IFS= read -r which || exit 64
check_mirror
scratch=$(mktemp -d) || exit 73
trap 'rm -rf "$scratch"' EXIT
trap 'exit 143' TERM INT HUP PIPE
if [ "$which" = all ]; then
    restored "$scratch/tree" --at "$at"
else
    sed -z "s,^\.,$scratch/tree," >"$scratch/list"
    restored "$scratch/tree" --at "$at" --include-filelist "$scratch/list" --exclude '**'
fi
cd "$scratch/tree" && find . -type f -print0 | tar -c --null --no-recursion --no-unquote --verbatim-files-from -T -
