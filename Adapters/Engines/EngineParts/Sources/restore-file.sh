# Streams what a command prints into a file on a host, and proves that it arrived whole.
#
# Environment: GU_HOST, GU_COMMAND (the command, one argument a line), GU_FILE (absolute path on the host), GU_VIA (ssh
# destination where the command is run, may be absent), GU_SSH, GU_SSH_CONFIG (may be absent), GU_SCRATCH. Repeatable: the file
# is replaced only by a whole one.
# shellcheck shell=sh disable=SC2154 # begun by begin.sh
plain "$GU_FILE"
printf '%s\n' "$GU_COMMAND" >"$work/command"
set --
while IFS= read -r word; do set -- "$@" "$word"; done <"$work/command"
[ -n "${1:-}" ] || fail "expected a command that prints the restore point, found none"
# Each word keeps to itself wherever it is run.
for word; do printf "'%s' " "$(printf '%s' "$word" | sed "s/'/'\\\\''/g")"; done >"$work/quoted"
{ printf 'export TZ=UTC LC_ALL=C\ncd /\nexec ' && cat "$work/quoted" && echo '</dev/null'; } >"$work/remote"

# print: the restore point; how it ended lies in `code`, for a pipe shows only the end of its last part.
print() {
    code=0
    at_source 'exec sh -s' <"$work/remote" 2>"$work/said" || code=$?
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
receive='
    umask 077
    IFS= read -r name && folder=${name%/*} && { [ -z "$folder" ] || mkdir -p "$folder"; } &&
        cat >"$name.groundup" && sync -f "$name.groundup" && sha256sum <"$name.groundup"'
ended=0
{ printf '%s\n' "$GU_FILE" && print; } | on_host "$receive" >"$work/arrived" 2>"$work/host" || ended=$?
if [ "$ended" -ne 0 ]; then
    head -n 20 "$work/host" >&2
    fail "the host did not take all of $GU_FILE; see the lines above: is it up, and is there room on it?"
fi
ended
print | sha256sum >"$work/sent"
ended
cmp -s "$work/sent" "$work/arrived" || fail "expected the same contents on the host as in the restore point, found others; run it again"
# shellcheck disable=SC2016 # constant text for the shell of the host
printf '%s\n' "$GU_FILE" | on_host 'IFS= read -r name && mv -f "$name.groundup" "$name" && sync -f "$name"' ||
    fail "the file could not be put in its place on the host"
echo "restored on $GU_HOST: $GU_FILE"
