# shellcheck shell=sh disable=SC2034,SC2154 # the parts around it set and use them
# Puts paths of a duplicity backup together here, and streams them onto a host: the passphrase stays here.
#
# Environment: GU_HOST, GU_REPOSITORY (file:///absolute/path), GU_POINT (time as duplicity writes it), GU_ROOT (where it
# belongs on the host), GU_PATHS, GU_REPOSITORY_PASSWORD (path of a file; absent for a repository without encryption),
# GU_KEYS (folder of GnuPG, may be absent), GU_SSH, GU_SCRATCH, where there has to be room for the deepest folder that holds all
# of the paths. Repeatable.
#
# Owners go by number; folders on the way that lack on the host are made anew. duplicity keeps no ACLs, no extended
# attributes and no further names of files.
GU_VIA=
case $GU_POINT in '' | *[!0-9TZ]*) fail "expected the time of a restore point, found: $GU_POINT" ;; esac
folder=${GU_REPOSITORY#file://}
case $folder in /*) ;; *) fail "expected file:///path as repository, found: $GU_REPOSITORY" ;; esac
# duplicity makes a folder that lacks, and finds it in order.
[ -d "$folder" ] || fail "expected the repository in $folder, found no such folder"
# It takes the newest backup before a time that it does not know.
set -- "$folder"/duplicity-full."$GU_POINT".manifest* "$folder"/duplicity-inc.*.to."$GU_POINT".manifest*
for file; do [ ! -e "$file" ] || found=yes; done
[ -n "${found:-}" ] || fail "expected the restore point $GU_POINT in the repository, found none; plan anew"
root=$GU_ROOT
name_paths
# One call goes through all of the volumes, whatever it is asked for: the deepest folder that holds all of the paths.
common=$(sed -n 1p "$work/names")
while IFS= read -r name; do
    until [ "$common" = . ] || case $name/ in "$common"/*) true ;; *) false ;; esac do common=${common%/*}; done
done <"$work/names"
tree=$work/tree
(umask 022 && mkdir -p "$tree/$(dirname "$common")" "$work/gnupg") && chmod 700 "$work/gnupg" && mkdir "$work/temporary"
set -- --archive-dir "$work/archive" --tempdir "$work/temporary" --numeric-owner --time "$GU_POINT"
[ "$common" = . ] || set -- "$@" --file-to-restore "${common#./}"
export GNUPGHOME="${GU_KEYS:-$work/gnupg}"
if [ -n "${GU_REPOSITORY_PASSWORD:-}" ]; then
    [ -s "$GU_REPOSITORY_PASSWORD" ] ||
        fail "expected the repository's password in a readable file; check its reference in the configuration"
    PASSPHRASE=$(cat "$GU_REPOSITORY_PASSWORD")
    export PASSPHRASE
else
    set -- "$@" --no-encryption
fi
rmdir "$tree" 2>/dev/null || true
code=0
duplicity restore "$@" "$GU_REPOSITORY" "$tree${common#.}" </dev/null >"$work/printed" 2>"$work/said" || code=$?
unset PASSPHRASE
# 19 and 20 say that it does not hold the path.
case $code in 19 | 20) fail "not in the restore point: ${root%/}${common#.}" ;; esac
if [ "$code" != 0 ] || [ -s "$work/said" ]; then
    head -n 20 "$work/said" >&2
    fail "duplicity ended with $code on restore point $GU_POINT, see above; is the repository whole, and the password its own?"
fi
send
brought="restore point $GU_POINT"
