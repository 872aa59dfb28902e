#!/bin/sh
# shellcheck shell=sh disable=SC2154 # the frame before it defines work and fail
# Backs paths of this host up with restic: the repository's own address, the password from a file that is removed after.
[ -s "${GU_REPOSITORY_PASSWORD:-}" ] ||
    fail "expected the repository's password in a readable file; check its reference in the configuration"
# A pattern that means nothing but the path itself.
sed -e 's/[][*?\\]/\\&/g' -e 's/[$]/$$/g' "$work/excludes" >"$work/patterns"
# --json ends with a line of what was added; its lines in between come seldom.
export RESTIC_PROGRESS_FPS=0.01
run restic --repo "$GU_REPOSITORY" --password-file "$GU_REPOSITORY_PASSWORD" --cache-dir "$work/cache" --json backup \
    --host "$GU_HOST" --tag groundup --files-from-verbatim "$work/paths" --exclude-file "$work/patterns"
tell
