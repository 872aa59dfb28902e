#!/bin/sh
# What bodies of backups share; an engine's own part follows. Adds a restore point, removes none.
#
# Environment: GU_HOST (the host's name in restore points), GU_PATHS and GU_EXCLUDES (absolute, one a line), GU_REPOSITORY,
# GU_REPOSITORY_PASSWORD (path of a file, may be absent), GU_SCRATCH. Repeatable: a killed backup leaves no restore point, or
# one that says that it is not whole.
set -eu
umask 077
fail() {
    printf 'back-up %s: %s\n' "$GU_HOST" "$*" >&2
    exit 1
}
export TZ=UTC LC_ALL=C.UTF-8 PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/sbin"
cd /
work=$(mktemp -d "${GU_SCRATCH:-/tmp}/back-up.XXXXXX") || fail "expected a folder to work in at ${GU_SCRATCH:-/tmp}, found none"
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM INT HUP
printf '%s\n' "$GU_PATHS" | sed '/^$/d' >"$work/paths"
printf '%s\n' "${GU_EXCLUDES:-}" | sed '/^$/d' >"$work/excludes"
wrong=$(grep -v -m 1 '^/' "$work/paths" || grep -v -m 1 '^/' "$work/excludes" || true)
[ -s "$work/paths" ] || fail "expected at least one path, found none"
[ -z "$wrong" ] || fail "expected absolute paths, found: $wrong"

# What is not there cannot be backed up, and some tools leave it out without a word.
while IFS= read -r path; do
    [ -e "$path" ] || [ -L "$path" ] || fail "expected $path on this host, found nothing there; discover the host again and plan anew"
done <"$work/paths"

# Two backups of one host into one repository would only wait for each other inside the tool, or fail there.
lock=/run/groundup-backup-$(printf '%s' "$GU_REPOSITORY" | sha256sum | cut -c 1-16).lock
exec 8>"$lock"
flock -w "${GU_PATIENCE:-300}" 8 || fail "another backup of this host into $GU_REPOSITORY goes on; run this one again when it has ended"

# run COMMAND...: runs the tool with closed input, and keeps what it says and how it ends.
run() {
    command -v "$1" >/dev/null || fail "expected the program $1 on this host, found none; install it"
    code=0
    "$@" </dev/null >"$work/out" 2>"$work/err" 8>&- || code=$?
}
# some FILE MARK: its first and last lines; who judges needs what was said first, and the proof stands at the end.
some() {
    { head -n 4 "$1"; tail -n +5 "$1" | tail -n 4; } | cut -c 1-800 | sed "s/^/$2: /"
}
# tell: the last thing that is printed.
tell() {
    echo "groundup-ended $code"
    some "$work/out" out
    some "$work/err" err
}
