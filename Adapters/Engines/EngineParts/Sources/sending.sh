# shellcheck shell=sh disable=SC2016,SC2154 # constant text for other shells; the parts before it set `work`
# Brings the paths onto the host out of a folder that holds them as they were, and proves that they arrived whole.
#
# The engine's part sets `tree`, the folder, and `root`, where on the host its contents belong ('/' for those of a whole
# host). The folder lies where `at_source` leads: here, or on the host GU_VIA.

# name_paths: the paths as they are named in the folder, in `names`, and the folders on the way to them in `ways`.
name_paths() {
    while IFS= read -r path; do
        case $path/ in
        "${root%/}"/*) path=${path#"${root%/}"} ;;
        *) case ${root%/}/ in "$path"/*) path= ;; *) fail "not in the restore point: $path; it holds what is in $root" ;; esac ;;
        esac
        printf '.%s\n' "$path"
    done <"$work/paths" >"$work/names"
    while IFS= read -r name; do
        while [ "$name" != . ]; do
            name=${name%/*}
            printf '%s\n' "$name"
        done
    done <"$work/names" | sort -u >"$work/ways"
}

# A link on the way would lead out of the folder, to what belongs to the machine that it lies on.
look='
    IFS= read -r tree && cd "$tree" && real=$(pwd -P) || exit 66
    while IFS= read -r name; do
        folder=$(dirname "$name")
        { [ -e "$name" ] || [ -L "$name" ]; } && [ "$(realpath "$folder")" = "${real%/}${folder#.}" ] || printf "%s\n" "$name"
    done'
check_names() {
    absent=$({ printf '%s\n' "$tree" && cat "$work/names"; } | at_source "$look") ||
        fail "expected the folder $tree of the restore point${GU_VIA:+ on $GU_VIA}, found that it cannot be read"
    [ -z "$absent" ] || {
        printf '%s\n' "$absent" | head -n 50 | sed "s,^\.,not in the restore point: ${root%/}," >&2
        fail "the restore point lacks $(printf '%s\n' "$absent" | wc -l) path(s), see above; choose a newer one, or plan anew"
    }
}

# Names of owners here mean others than on the host, so their numbers count. A link that leads to a folder is kept on the
# host: someone moved the folder to another disk.
pack='IFS= read -r tree && cd "$tree" && exec tar -c --numeric-owner --acls --xattrs --xattrs-include="*" --no-unquote --verbatim-files-from'
unpack='umask 022; IFS= read -r root && mkdir -p "$root" && exec tar -x -C "$root" -p --numeric-owner --acls --xattrs --xattrs-include="*" --warning=no-timestamp --keep-directory-symlink'

# stream NAMES PACKING UNPACKING: what a file names, onto the host, with options for both ends.
stream() {
    ended=0
    printf 'no status\n' >"$work/code"
    {
        printf '%s\n' "$root"
        code=0
        { printf '%s\n' "$tree" && cat "$1"; } | at_source "$pack $2 -T -" 2>"$work/said" || code=$?
        printf '%s\n' "$code" >"$work/code"
    } | "$GU_SSH" "$GU_HOST" "$unpack $3" >"$work/tar" 2>&1 || ended=$?
    code=$(cat "$work/code")
    # A tar that lost its reader is a consequence, not a cause.
    if [ "$ended" -ne 0 ] && { [ "$code" = 0 ] || [ "$code" = 141 ] || [ "$code" = 'no status' ] || grep -q -i 'broken pipe\|Wrote only' "$work/said"; }; then
        head -n 20 "$work/tar" >&2
        fail "the host did not take all of it; see the lines above: is it up, and is there room on it?"
    fi
    [ "$code" = 0 ] || {
        head -n 20 "$work/said" >&2
        fail "reading the restore point ended with $code, see above; is it whole, and does nobody change it?"
    }
}

# Restored files can have their full size and other contents: only sums of what lies on the host now prove anything.
sums='IFS= read -r tree && cd "$tree" || exit 66
    while IFS= read -r name; do find "$name" -type f -print0; done | sort -zu | xargs -0 -r sha256sum -z -- | tr "\n\0" "\0\n"'
sums_there='IFS= read -r root && cd "$root" && xargs -0 -r sha256sum -z -- | tr "\n\0" "\0\n"'
compare() {
    { printf '%s\n' "$tree" && cat "$work/names"; } | at_source "$sums" >"$work/sums" || fail "the restore point could not be read again"
    { printf '%s\n' "$root" && cut -b 67- "$work/sums" | tr '\n\0' '\0\n'; } | "$GU_SSH" "$GU_HOST" "$sums_there" >"$work/arrived" 2>"$work/tar" ||
        fail "the host could not be asked what it has now"
    cmp -s "$work/sums" "$work/arrived" || {
        { diff "$work/sums" "$work/arrived" || true; } | sed -n 's/^< [0-9a-f]*  /differs on the host: /p' | head -n 20 >&2
        fail "expected the same contents on the host as in the restore point, found others; run it again"
    }
}

# send: the whole way; folders on the way are made as they were where they lack, and left alone where they exist.
send() {
    name_paths
    check_names
    [ ! -s "$work/ways" ] || stream "$work/ways" --no-recursion --no-overwrite-dir
    stream "$work/names" '' ''
    compare
}
