#!/bin/sh
# shellcheck disable=SC2016 # single quotes on purpose: constant text for the shell of the host
# Streams paths of a restic restore point onto a host: the password stays here, the host needs neither restic nor a key.
#
# Environment: GU_HOST, GU_REPOSITORY, GU_SNAPSHOT, GU_PATHS (absolute, one a line), GU_VIA (ssh alias, may be absent),
# GU_REPOSITORY_PASSWORD (path of a file), GU_SSH, GU_SSH_CONFIG. Repeatable: existing files are replaced.
set -eu
fail() {
    printf 'restore-paths %s: %s\n' "$GU_HOST" "$*" >&2
    exit 1
}
export TZ=UTC LC_ALL=C.UTF-8
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '%s\n' "$GU_PATHS" | sed '/^$/d' >"$work/paths"
[ -s "$work/paths" ] || fail "expected at least one path, found none"
! grep -qv '^/.' "$work/paths" || fail "expected absolute paths, found: $(grep -v '^/.' "$work/paths" | head -n 1)"
[ -r "$GU_REPOSITORY_PASSWORD" ] || fail "expected the repository's password in a readable file; check its reference in the configuration"

# A restore must work beside a stale lock and must not believe an old cache.
set -- --no-cache --no-lock --repo "$GU_REPOSITORY" --password-file "$GU_REPOSITORY_PASSWORD"
case $GU_REPOSITORY in
sftp:*)
    # restic splits this command into words itself, so every part has to be plain.
    authority=${GU_REPOSITORY#sftp:}
    authority=${authority#//}
    authority=${authority%%[:/]*}
    user=
    case $authority in *@*) user="-l ${authority%%@*} " ;; esac
    config=
    [ -z "${GU_SSH_CONFIG:-}" ] || config="-F $GU_SSH_CONFIG "
    transport="ssh ${config}-o BatchMode=yes -o ConnectTimeout=15 ${user}${GU_VIA:-${authority#*@}} -s sftp"
    case $transport in *[!A-Za-z0-9._/@:+=%,\ -]*) fail "expected plain words for ssh, found: $transport" ;; esac
    set -- "$@" -o "sftp.command=$transport"
    ;;
esac

# dump ARGUMENTS: restic's output; what restic said and how it ended is kept.
dump() {
    code=0
    restic "$@" 2>"$work/said" || code=$?
    echo "$code" >"$work/code"
}
check() {
    code=$(cat "$work/code")
    # restic may end with 0 although it left files out: it has to have said nothing as well.
    if [ "$code" -ne 0 ] || grep -qi 'ignoring error\|error' "$work/said"; then
        cat "$work/said" >&2
        fail "restic exited with $code for restore point $GU_SNAPSHOT; is the repository complete, and reachable?"
    fi
}
extract='tar -x -C / -p --acls --xattrs --xattrs-include="user.*" --warning=no-timestamp'

# restore_folder PATH OPTIONS: everything below it, then the folder's own owner, mode and time.
restore_folder() {
    relative=${1#/}
    parent=$(dirname "$1")
    shift
    $GU_SSH "$GU_HOST" 'mkdir -p "/$(cat)"' <<END || fail "the folder could not be made; is the host up?"
$relative
END
    dump "$@" dump --archive tar "$GU_SNAPSHOT" "/$relative" | $GU_SSH "$GU_HOST" "$extract" ||
        fail "the host did not take all of /$relative; is there room on it?"
    check
    send_list "$relative"
    # It ends when the one entry was read, so restic may well complain of a closed pipe.
    dump "$@" dump --archive tar "$GU_SNAPSHOT" "$parent" |
        $GU_SSH "$GU_HOST" "$extract --no-recursion --occurrence=1 --verbatim-files-from -T $list; code=\$?; rm -f $list; exit \$code" ||
        fail "the owner and mode of /$relative could not be brought back"
}

# send_list NAMES: puts names of members into a file on the host and its path into `list`.
send_list() {
    list=$(printf '%s\n' "$1" | $GU_SSH "$GU_HOST" 'umask 077 && file=$(mktemp /run/groundup-paths.XXXXXX) && cat >"$file" && echo "$file"') ||
        fail "the list of paths could not be sent; is the host up?"
    case $list in
    /run/groundup-paths.*[!A-Za-z0-9]*) fail "expected the name of a list, found: $list" ;;
    /run/groundup-paths.*) ;;
    *) fail "expected the name of a list, found: $list" ;;
    esac
}

# restore_listed: only the listed paths below the folder that they share, with the folders between.
restore_listed() {
    base=$(dirname "$(head -n 1 "$work/paths")")
    while IFS= read -r path; do
        while [ "$base" != / ] && [ "${path#"$base"/}" = "$path" ]; do base=$(dirname "$base"); done
    done <"$work/paths"
    while IFS= read -r path; do
        printf '%s\n' "${path#/}"
        folder=$(dirname "$path")
        while [ "$folder" != "$base" ] && [ "$folder" != / ]; do
            printf '%s\n' "${folder#/}"
            folder=$(dirname "$folder")
        done
    done <"$work/paths" | sort -u >"$work/members"
    send_list "$(cat "$work/members")"
    dump "$@" dump --archive tar "$GU_SNAPSHOT" "$base" |
        $GU_SSH "$GU_HOST" "$extract --no-recursion --verbatim-files-from -T $list 2>&1; code=\$?; rm -f $list; exit \$code" >"$work/tar" || {
        cat "$work/tar" >&2
        check
        fail "the host did not take all listed paths; see the lines above"
    }
    check
}

first=$(head -n 1 "$work/paths")
kind=-
if [ "$(wc -l <"$work/paths")" -eq 1 ]; then
    restic "$@" ls --long "$GU_SNAPSHOT" "$first" >"$work/listing" 2>"$work/said" || {
        cat "$work/said" >&2
        fail "restore point $GU_SNAPSHOT could not be listed"
    }
    kind=$(awk -v path="$first" 'substr($0, length($0) - length(path)) == " " path { print substr($0, 1, 1); exit }' "$work/listing")
    [ -n "$kind" ] || fail "restore point $GU_SNAPSHOT does not hold $first"
fi
if [ "$kind" = d ]; then restore_folder "$first" "$@"; else restore_listed "$@"; fi

# What counts is what is there now.
missing=$($GU_SSH "$GU_HOST" 'while IFS= read -r path; do [ -e "$path" ] || [ -L "$path" ] || printf "%s\n" "$path"; done' <"$work/paths") ||
    fail "the host could not be asked what it has"
[ -z "$missing" ] || fail "after the restore these are missing: $missing"
printf 'restored %s path(s) of restore point %s\n' "$(wc -l <"$work/paths")" "$GU_SNAPSHOT"
