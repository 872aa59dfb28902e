#!/bin/sh
# Opens the body of every engine that brings paths back: what it works in, and which paths.
#
# Environment: GU_HOST, GU_PATHS (absolute, one a line), GU_SSH, GU_SCRATCH (may be absent); the part of the engine names
# its own. Leaves a folder of its own in `work`, which goes with it, and the paths in the file `paths` there.
set -eu
umask 077
fail() {
    printf 'restore-paths %s: %s\n' "$GU_HOST" "$*" >&2
    exit 1
}
export TZ=UTC LC_ALL=C.UTF-8
work=$(mktemp -d "${GU_SCRATCH:-/tmp}/restore.XXXXXX") || fail "expected a folder to work in at ${GU_SCRATCH:-/tmp}, found none"
# What an engine has to clean up besides.
clean() { :; }
trap 'clean; rm -rf "$work"' EXIT
trap 'exit 143' TERM INT HUP
printf '%s\n' "$GU_PATHS" | sed 's,//*,/,g; s,\(.\)/$,\1,; /^$/d' | sort -u >"$work/paths"
[ -s "$work/paths" ] || fail "expected at least one path, found none"
wrong=$(grep -v -m 1 '^/.' "$work/paths" || grep -m 1 -E '/\.\.?(/|$)' "$work/paths" || true)
[ -z "$wrong" ] || fail "expected absolute paths without . and .., found: $wrong"
