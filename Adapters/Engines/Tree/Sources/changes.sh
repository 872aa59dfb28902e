# shellcheck shell=sh disable=SC2154,SC2317 # follows points.sh; the trap calls
# Reads two restore points and the folder in them; prints each path whose type, size or time differs, first the older side's
# (without a blank before it), with the bytes of line ends and NUL exchanged. The last line tells how it went.
IFS= read -r earlier && IFS= read -r later && IFS= read -r below || exit 64
first=$(tree_of "$earlier" "$below") || exit 67
second=$(tree_of "$later" "$below") || exit 67
work=$(mktemp -d) || exit 73
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM INT HUP PIPE
mkfifo "$work/first" "$work/second" || exit 73
# No path holds two slashes, so what comes after them cannot mix with names when it is sorted.
listing() {
    { (cd "$1" && find . ! -type d -printf '%p//%y %s %T@\0') || touch "$work/failed"; } | sort -z
}
listing "$first" >"$work/first" &
listing "$second" >"$work/second" &
{
    comm -z -3 "$work/first" "$work/second"
    if [ -e "$work/failed" ]; then printf 'end 1\0'; else printf 'end 0\0'; fi
} | tr '\n\0' '\0\n'
