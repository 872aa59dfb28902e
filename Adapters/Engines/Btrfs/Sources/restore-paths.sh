# shellcheck shell=sh disable=SC2016,SC2154 # single quotes on purpose: constant text for the shell of another host # begun by begin.sh
# Streams paths of a read-only btrfs snapshot onto a host, and compares every file there with the snapshot.
#
# Environment: GU_HOST, GU_PATHS (absolute, one a line, at or below GU_SOURCE), GU_FOLDER (where the snapshots lie), GU_SNAPSHOT (the
# UUID), GU_SOURCE (the subvolume's path on the host), GU_VIA (ssh destination where the snapshots lie, may be absent), GU_SSH,
# GU_SSH_CONFIG (may be absent), GU_SCRATCH. Repeatable: what exists is replaced, what is there besides stays.
#
# Owners go by number, for a snapshot knows no names; pipes and sockets are left to the services that make them.
case $GU_SNAPSHOT in '' | -* | *[!0-9a-f-]*) fail "expected the UUID of a snapshot, found: $GU_SNAPSHOT" ;; esac
source=${GU_SOURCE%/}
GU_WANTED=$(printf '%s\n' "$GU_PATHS" | sed 's,//*,/,g; s,\(.\)/$,\1,; /^$/d' | sort -u |
    while IFS= read -r path; do
        case $path in
        */../* | */.. | */./* | */.) echo "../$path" ;;
        "${source:-/}") echo . ;;
        "$source"/*) printf './%s\n' "${path#"$source"/}" ;;
        *) echo "../$path" ;;
        esac
    done)
[ -n "$GU_WANTED" ] || fail "expected at least one path, found none"
wrong=$(printf '%s\n' "$GU_WANTED" | sed -n 's,^\.\./,,p' | head -n 1)
[ -z "$wrong" ] || fail "expected paths at or below $GU_SOURCE without . and .., found: $wrong"

assign() { printf "export %s='%s'\n" "$1" "$(printf '%s' "$2" | sed "s/'/'\\\\''/g")"; }
# near SCRIPT: runs a constant script where the snapshots lie; how it ended lies in `code`, what it said in `said`.
near() {
    code=0
    {
        printf 'export TZ=UTC LC_ALL=C.UTF-8\n'
        assign GU_FOLDER "$GU_FOLDER"
        assign GU_SNAPSHOT "$GU_SNAPSHOT"
        assign GU_WANTED "$GU_WANTED"
        # In braces all of it is read before any of it runs.
        printf '{\n%s\n%s\nexit\n} </dev/null\n' "$find" "$1"
    } >"$work/script"
    at_source 'exec sh -s' <"$work/script" 2>"$work/said" || code=$?
    printf '%s\n' "$code" >"$work/code"
}
# A file that cannot be read to its end is filled up with zeros by tar: only what it says and how it ends tell.
check() {
    if [ "$(cat "$work/code" 2>/dev/null || echo none)" != 0 ] || [ -s "$work/said" ]; then
        head -n 20 "$work/said" >&2
        fail "snapshot $GU_SNAPSHOT could not be read, see above; what is on the host now is not to be used"
    fi
}
# Goes into the snapshot, and sees to it that no symbolic link leads out of it.
find='set -eu
command -v btrfs >/dev/null || { echo "btrfs is not installed" >&2; exit 127; }
paths=$(find "$GU_FOLDER" -mindepth 1 -maxdepth 2 -type d -inum 256 -prune -exec sh -c '\''
    for path; do
        shown=$(btrfs subvolume show "$path") || continue
        printf "%s\n" "$shown" | grep -q "^	UUID:[ 	]*$GU_SNAPSHOT\$" || continue
        printf "%s\n" "$shown" | grep -q "^	Flags:.*readonly" && printf "%s\n" "$path"
    done'\'' sh {} +)
[ -n "$paths" ] || { echo "no read-only snapshot with the UUID $GU_SNAPSHOT is below $GU_FOLDER" >&2; exit 1; }
cd "$paths"
printf "%s\n" "$GU_WANTED" | while IFS= read -r wanted; do
    [ -e "$wanted" ] || [ -L "$wanted" ] || { echo "the snapshot does not hold $wanted" >&2; exit 1; }
    folder=${wanted%/*}
    while [ "$folder" != . ] && [ "$folder" != "$wanted" ]; do
        [ ! -L "$folder" ] || { echo "$folder is a symbolic link in the snapshot" >&2; exit 1; }
        folder=${folder%/*}
    done
done'
send='printf "%s\n" "$GU_WANTED" | tar -c --acls --xattrs --xattrs-include="*" --numeric-owner --warning=no-file-ignored --verbatim-files-from -T -'
sums='printf "%s\n" "$GU_WANTED" | tr "\n" "\0" | xargs -0 sh -c '\''find "$@" -xdev -type f -exec sha256sum {} +'\'' sh'

# The folder comes first, and is read byte by byte: what follows it is the archive.
receive='IFS= read -r folder && mkdir -p "$folder" && cd "$folder" &&
    tar -x -p --acls --xattrs --xattrs-include="*" --numeric-owner --warning=no-timestamp --keep-directory-symlink &&
    sync -f .'
ended=0
{ printf '%s\n' "$GU_SOURCE" && near "$send"; } | on_host "$receive" >"$work/host" 2>&1 || ended=$?
if [ "$ended" -ne 0 ] && [ "$(cat "$work/code" 2>/dev/null || echo none)" = 0 ]; then
    head -n 20 "$work/host" >&2
    fail "the host did not take all of it; see the lines above: is it up, and is there room on it?"
fi
check
[ "$ended" -eq 0 ] || fail "the host did not take all of it: $(head -n 1 "$work/host")"

near "$sums" >"$work/sums"
check
count=$(wc -l <"$work/sums")
if [ "$count" -gt 0 ]; then
    { printf '%s\n' "$GU_SOURCE" && cat "$work/sums"; } |
        on_host 'IFS= read -r folder && cd "$folder" && sha256sum --check --quiet --strict -' >"$work/host" 2>&1 || {
        head -n 20 "$work/host" >&2
        fail "expected the same contents on the host as in the snapshot, found others, see above; run it again"
    }
fi
echo "restored on $GU_HOST: $(printf '%s\n' "$GU_WANTED" | wc -l) path(s), $count file(s) compared, of snapshot $GU_SNAPSHOT"
