#!/bin/sh
# shellcheck shell=sh disable=SC2154 # the frame before it defines work and fail
# Runs the configured command that makes a new restore point, on the host whose data it is. Environment besides: GU_COMMAND
# (the command, one argument a line).
printf '%s\n' "$GU_COMMAND" >"$work/command"
set --
while IFS= read -r word; do set -- "$@" "$word"; done <"$work/command"
[ -n "${1:-}" ] || fail "expected a command that makes a restore point, found none"
run "$@"
tell
