# shellcheck shell=sh disable=SC2016,SC2154 # single quotes on purpose: constant text for the shell of the host # begin.sh sets `work`
# Streams paths of a restic restore point onto a host: the password stays here, the host needs neither restic nor a key.
#
# Environment: GU_HOST, GU_REPOSITORY, GU_SNAPSHOT, GU_PATHS (absolute, one a line), GU_VIA (ssh alias, may be absent),
# GU_REPOSITORY_PASSWORD (path of a file), GU_SSH, GU_SSH_CONFIG (may be absent), GU_SCRATCH. Repeatable: what exists
# is replaced, what is there besides stays. Needs restic 0.13 or later, on the host a shell and GNU tar.
#
# Owners go by name, those of a path itself by number; times are whole seconds; a hard link becomes a file of its own;
# pipes and sockets are left to the services that make them.
case $GU_SNAPSHOT in '' | *[!0-9a-f]*) fail "expected the id of a restore point, found: $GU_SNAPSHOT" ;; esac
[ -s "${GU_REPOSITORY_PASSWORD:-}" ] ||
    fail "expected the repository's password in a readable file; check its reference in the configuration"

# A restore must work beside a stale lock and must not believe an old cache.
set -- --no-cache --no-lock --repo "$GU_REPOSITORY" --password-file "$GU_REPOSITORY_PASSWORD"
case $GU_REPOSITORY in
sftp:*)
    # restic splits this command into words itself, so every part has to be plain.
    authority=${GU_REPOSITORY#sftp:}
    port=
    case $authority in
    //*)
        authority=${authority#//}
        authority=${authority%%/*}
        case $authority in *:*) port=${authority##*:} ;; esac
        ;;
    esac
    authority=${authority%%:*}
    user=
    case $authority in *@*) user=${authority%@*} ;; esac
    destination=${GU_VIA:-${authority##*@}}
    for word in "${GU_SSH_CONFIG:-plain}" "${user:-plain}" "${port:-1}" "$destination"; do
        case $word in '' | -* | *[!A-Za-z0-9._/@:+=%,-]*) fail "expected a plain word for ssh, found: '$word'" ;; esac
    done
    transport="ssh${GU_SSH_CONFIG:+ -F $GU_SSH_CONFIG} -o BatchMode=yes -o ConnectTimeout=15 -o ServerAliveInterval=15"
    # An alias decides its own port; a user given in the address counts either way.
    [ -n "${GU_VIA:-}" ] || transport="$transport${port:+ -p $port}"
    case $destination in *@*) ;; *) transport="$transport${user:+ -l $user}" ;; esac
    set -- "$@" -o "sftp.command=$transport $destination -s sftp"
    ;;
esac

# call ARGUMENTS: runs restic and keeps what it said and how it ended, for a pipe shows only the end of its last part.
call() {
    rm -f "$work/code"
    code=0
    restic "$@" 2>"$work/said" || code=$?
    printf '%s\n' "$code" >"$work/code"
}
# Fails unless restic did all of it. It may end with 0 although it left files out: it must not have said so either.
check() {
    code=$(cat "$work/code" 2>/dev/null || echo "no status")
    if [ "$code" != 0 ] || grep -q -i 'ignoring error' "$work/said"; then
        head -n 20 "$work/said" >&2
        fail "restic ended with $code on restore point $GU_SNAPSHOT, see above; is the repository reachable, whole, and the password its own?"
    fi
}
# Fails with what really went wrong first: a restic that lost its reader is a consequence, not a cause.
check_stream() {
    if [ "$1" -ne 0 ] && { grep -q -i 'broken pipe' "$work/said" || [ "$(cat "$work/code")" = 0 ]; }; then
        head -n 20 "$work/tar" >&2
        fail "the host did not take all of $2; see the lines above: is it up, and is there room on it?"
    fi
    check
}

# A link that leads to a folder is kept: someone moved the folder to another disk.
on_host='tar -x -C / -p --acls --xattrs --xattrs-include="*" --warning=no-timestamp --keep-directory-symlink'
extract() {
    options=$1
    ended=0
    "$GU_SSH" "$GU_HOST" "$on_host $options" >"$work/tar" 2>&1 || ended=$?
    return "$ended"
}

# restore_listed FOLDER: the paths in `listed`, all below the folder, with the folders between, in one stream.
restore_listed() {
    base=$1
    shift
    {
        while IFS= read -r wanted; do
            folder=${wanted%/*}
            while [ "$folder" != "$base" ]; do
                printf 'between %s\n' "${folder#/}"
                folder=${folder%/*}
            done
        done <"$work/listed" | sort -u
        sed 's,^/,listed ,' "$work/listed"
    } >"$work/names"
    list=$("$GU_SSH" "$GU_HOST" '
        umask 077
        list=$(mktemp -d /run/groundup-paths.XXXXXX) && cd "$list" && cat >names &&
            sed -n "s/^between //p" names >between && sed -n "s/^listed //p" names >listed && echo "$list"' <"$work/names") ||
        fail "the list of paths could not be sent; is the host up?"
    case ${list#/run/groundup-paths.} in
    '' | *[!A-Za-z0-9]*) fail "expected the name of a list on the host, found: $list" ;;
    esac
    ended=0
    call "$@" dump --archive tar "$GU_SNAPSHOT" "$base" |
        extract "--no-unquote --verbatim-files-from --no-recursion -T $list/between --recursion -T $list/listed
            code=\$?; rm -rf $list; exit \$code" || ended=$?
    absent=$(sed -n 's/^tar: \(.*\): Not found in archive$/\1/p' "$work/tar")
    if [ -n "$absent" ] && [ "$(cat "$work/code")" = 0 ]; then
        printf '%s\n' "$absent" | head -n 50 | sed 's,^,not in the restore point: /,' >&2
        fail "restore point $GU_SNAPSHOT lacks $(printf '%s\n' "$absent" | wc -l) listed path(s), see above; choose a newer one, or plan anew"
    fi
    check_stream "$ended" "the listed paths below $base"
}

# restore_way PATH: brings the path itself, without what lies in it, and the folders on the way to it into `tree`.
restore_way() {
    left=$(printf '%s' "${1#/}" | sed 's/[][*?\\]/\\&/g')/
    shift
    way=
    while [ -n "$left" ]; do
        set -- "$@" --exclude "$way/*" --exclude "!$way/${left%%/*}"
        way=$way/${left%%/*}
        left=${left#*/}
    done
    rm -rf "$work/tree"
    mkdir "$work/tree"
    call "$@" --exclude "$way/*" --target "$work/tree" restore "$GU_SNAPSHOT" >/dev/null
    check
}

# send_tree OPTIONS NAMES: entries of `tree`, with the numbers of their owners: the controller's names mean others.
send_tree() {
    options=$1
    shift
    tar -C "$work/tree" -c --no-recursion --numeric-owner --acls --xattrs --xattrs-include='*' -- "$@" >"$work/tree.tar"
    extract "$options" <"$work/tree.tar" || {
        head -n 20 "$work/tar" >&2
        fail "the host did not take $path; see the lines above: is it up, and is there room on it?"
    }
}

# restore_path PATH: a file, or a folder with everything below it and its own owner, mode, rights and time.
restore_path() {
    path=$1
    shift
    restore_way "$path" "$@"
    [ -e "$work/tree$path" ] || [ -L "$work/tree$path" ] ||
        fail "restore point $GU_SNAPSHOT does not hold $path; choose another one, or check what its backup covers"
    # Folders on the way are made as they were where they lack, and left alone where they exist.
    parent=${path%/*}
    if [ -n "$parent" ]; then
        (
            set --
            while [ -n "$parent" ]; do
                set -- "${parent#/}" "$@"
                parent=${parent%/*}
            done
            send_tree --no-overwrite-dir "$@"
        ) || exit
    fi
    if [ -d "$work/tree$path" ] && [ ! -L "$work/tree$path" ]; then
        ended=0
        call "$@" dump --archive tar "$GU_SNAPSHOT" "$path" | extract '' || ended=$?
        check_stream "$ended" "$path"
    fi
    send_tree '' "${path#/}"
}

# /etc holds many small files, which come in one stream; anywhere else a path is a body of data of its own.
grep '^/etc/' "$work/paths" >"$work/listed" || true
[ ! -s "$work/listed" ] || restore_listed /etc "$@"
grep -v '^/etc/' "$work/paths" >"$work/bodies" || true
while IFS= read -r body <&3; do restore_path "$body" "$@"; done 3<"$work/bodies"

# What closes the body says what came back.
# shellcheck disable=SC2034
brought="restore point $GU_SNAPSHOT"
