#!/bin/sh
# Streams what a configured command prints into a file on a host, and proves that it arrived whole.
#
# Environment: GU_HOST, GU_COMMAND (the command, one argument a line), GU_FILE (absolute path on the host), GU_VIA (ssh
# destination where the command is run, may be absent), GU_SSH, GU_SSH_CONFIG (may be absent), GU_SCRATCH. Repeatable: the file
# is replaced only by a whole one.
set -eu
umask 077
fail() {
    printf 'restore-file %s: %s\n' "$GU_HOST" "$*" >&2
    exit 1
}
export TZ=UTC LC_ALL=C.UTF-8
case $GU_FILE in
*/../* | */.. | */./*) fail "expected a path without . and .., found: $GU_FILE" ;;
/?*) ;;
*) fail "expected an absolute path, found: $GU_FILE" ;;
esac
work=$(mktemp -d "${GU_SCRATCH:-/tmp}/restore.XXXXXX") || fail "expected a folder to work in at ${GU_SCRATCH:-/tmp}, found none"
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM INT HUP
printf '%s\n' "$GU_COMMAND" >"$work/command"
set --
while IFS= read -r word; do set -- "$@" "$word"; done <"$work/command"
[ -n "${1:-}" ] || fail "expected a command that prints the restore point, found none"
if [ -n "${GU_VIA:-}" ]; then
    case $GU_VIA in -*) fail "expected an ssh destination, found: $GU_VIA" ;; esac
    # Each word keeps to itself on the other side.
    for word; do printf "'%s' " "$(printf '%s' "$word" | sed "s/'/'\\\\''/g")"; done >"$work/quoted"
    { printf 'export TZ=UTC LC_ALL=C\ncd /\nexec ' && cat "$work/quoted" && echo; } >"$work/remote"
fi

# print: the restore point; how it ended lies in `code`, for a pipe shows only the end of its last part.
print() {
    code=0
    if [ -n "${GU_VIA:-}" ]; then
        ssh ${GU_SSH_CONFIG:+-F "$GU_SSH_CONFIG"} -o BatchMode=yes -o ConnectTimeout=15 -- "$GU_VIA" 'exec sh -s' <"$work/remote" 2>"$work/said" || code=$?
    else
        "$@" </dev/null 2>"$work/said" || code=$?
    fi
    printf '%s\n' "$code" >"$work/code"
}
ended() {
    if [ "$(cat "$work/code" 2>/dev/null || echo "no status")" != 0 ] || [ -s "$work/said" ]; then
        head -n 20 "$work/said" >&2
        fail "the command that prints the restore point ended with $(cat "$work/code" 2>/dev/null || echo "no status"), see above"
    fi
}
# The name comes first, and is read byte by byte: what follows it are the contents.
# shellcheck disable=SC2016 # constant text for the shell of the host
on_host='
    umask 077
    IFS= read -r name && folder=${name%/*} && { [ -z "$folder" ] || mkdir -p "$folder"; } &&
        cat >"$name.groundup" && sync -f "$name.groundup" && sha256sum <"$name.groundup"'
ended=0
{ printf '%s\n' "$GU_FILE" && print "$@"; } | "$GU_SSH" "$GU_HOST" "$on_host" >"$work/arrived" 2>"$work/host" || ended=$?
if [ "$ended" -ne 0 ]; then
    head -n 20 "$work/host" >&2
    fail "the host did not take all of $GU_FILE; see the lines above: is it up, and is there room on it?"
fi
ended
print "$@" | sha256sum >"$work/sent"
ended
cmp -s "$work/sent" "$work/arrived" || fail "expected the same contents on the host as in the restore point, found others; run it again"
# shellcheck disable=SC2016 # constant text for the shell of the host
printf '%s\n' "$GU_FILE" | "$GU_SSH" "$GU_HOST" 'IFS= read -r name && mv -f "$name.groundup" "$name" && sync -f "$name"' ||
    fail "the file could not be put in its place on the host"
echo "restored on $GU_HOST: $GU_FILE"
