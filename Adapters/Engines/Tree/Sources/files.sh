# shellcheck shell=sh
# Follows points.sh. Reads the restore point and the folder in it, then names, `.` or `./NAME`, one a line; prints what lies
# there, one a line, with the bytes of line ends and NUL exchanged. The last line tells how it went.
IFS= read -r point && IFS= read -r below || exit 64
tree=$(tree_of "$point" "$below") || exit 67
cd "$tree" && real=$(pwd -P) || exit 67
{
    code=0
    while IFS= read -r name; do
        [ -e "$name" ] || [ -L "$name" ] || continue
        # A link on the way leads to what belongs to this machine.
        folder=$(dirname "$name")
        [ "$(realpath "$folder")" = "${real%/}${folder#.}" ] || continue
        find "$name" -printf '%y %s %T@ %p\0' || code=$?
    done
    printf 'end %s\0' "$code"
} | tr '\n\0' '\0\n'
