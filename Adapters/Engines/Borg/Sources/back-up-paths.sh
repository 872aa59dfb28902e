#!/bin/sh
# shellcheck shell=sh disable=SC2154 # the frame before it defines work and fail
# Backs paths of this host up with Borg. Environment besides: GU_REMOTE_PATH (borg on the repository's host, may be absent).
export BORG_BASE_DIR="$work/borg" BORG_EXIT_CODES=modern BORG_RELOCATED_REPO_ACCESS_IS_OK=yes
export BORG_RSH="ssh -o BatchMode=yes -o ConnectTimeout=15 -o ServerAliveInterval=15 -o LogLevel=ERROR"
mkdir "$work/borg"
unset BORG_REPO BORG_PASSPHRASE BORG_PASSCOMMAND
[ -z "${GU_REMOTE_PATH:-}" ] || export BORG_REMOTE_PATH="$GU_REMOTE_PATH"
if [ -n "${GU_REPOSITORY_PASSWORD:-}" ]; then
    [ -s "$GU_REPOSITORY_PASSWORD" ] ||
        fail "expected the repository's password in a readable file; check its reference in the configuration"
    exec 9<"$GU_REPOSITORY_PASSWORD"
    # An unencrypted repository in place of the encrypted one is somebody's exchange.
    export BORG_PASSPHRASE_FD=9 BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=no
else
    export BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes
fi
set --
while IFS= read -r path; do set -- "$@" --exclude "pp:$path"; done <"$work/excludes"
# Archives are found by host and time; the name only has to be new. Single braces would be placeholders.
archive=$(printf '%s::%s' "$GU_REPOSITORY" "$GU_HOST" | sed 's/[{}]/&&/g')
set -- "$@" -- "$archive-$(date -u +%Y-%m-%dT%H:%M:%S)-$$"
while IFS= read -r path; do set -- "$@" "$path"; done <"$work/paths"
run borg --log-json --lock-wait 600 create --json "$@"
tell
