# shellcheck shell=sh disable=SC2154 # follows points.sh
# Reads the lock of rsnapshot besides (may be empty). The last line proves that nothing was cut off.
IFS= read -r lock || exit 64
points | sed 's/^/point /'
[ "$layout" != rsnapshot ] ||
    find . -mindepth 2 -maxdepth 2 -type d -regextype posix-extended -regex "$names/[A-Za-z0-9._-]+" -printf 'host %P\n'
[ "$layout" = single ] ||
    printf 'others %s\n' "$(find . -mindepth 1 -maxdepth 1 -type d -regextype posix-extended ! -regex "$names" ! -name '.*' \
        ! -name lost+found -printf x | wc -c)"
if [ -n "$lock" ] && [ -e "$lock" ]; then
    holder=$(head -c 20 "$lock" | tr -cd 0-9)
    if [ -n "$holder" ] && [ -d "/proc/$holder" ]; then echo "lock $holder"; else echo 'lock stale'; fi
fi
tar --version | sed -n '1s/^/version /p'
echo end
