#!/bin/sh
# Prepares copies of the backups GU_CHAIN below GU_FOLDER in a folder of its own below GU_SCRATCH, and reads every page of
# what came of it; nothing in the repository is touched. Ends with 0 whatever it found: what it prints tells.
umask 077
work=$(mktemp -d "${GU_SCRATCH:-/tmp}/decode.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM INT HUP
cd -- "$GU_FOLDER" || exit 66
needed=$(printf '%s\n' "$GU_CHAIN" | tr '\n' '\0' | xargs -0 du -sk -c -- | tail -n 1 | cut -f 1) || exit 66
free=$(df -Pk "$work" | awk 'END { print $4 }')
[ "$free" -gt $((needed + needed / 4)) ] || {
    echo "No space left on device: preparing a copy needs $((needed + needed / 4)) KiB, $work has $free" >&2
    exit 1
}
command -v mariadb-backup innochecksum >/dev/null || { echo "mariadb-backup: command not found" >&2 && exit 127; }
number=0
printf '%s\n' "$GU_CHAIN" >"$work/chain"
while IFS= read -r folder; do
    cp -a --reflink=auto -- "$folder" "$work/$number" || exit 1
    number=$((number + 1))
done <"$work/chain"
prepare "$work" || exit 0
cd -- "$work/0" && pages
