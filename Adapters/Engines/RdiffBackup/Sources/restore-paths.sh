# shellcheck shell=sh disable=SC2016,SC2034,SC2154,SC2317 # the parts around it set and use them
# Streams paths of an rdiff-backup repository onto a host: they are put together where the repository lies, and sent.
#
# Environment: GU_HOST, GU_REPOSITORY (absolute path), GU_POINT (second of its time), GU_ROOT (where it belongs on the host),
# GU_PATHS, GU_VIA (ssh destination where the repository lies, may be absent), GU_SSH, GU_SSH_CONFIG (may be absent), GU_SCRATCH.
# Needs rdiff-backup 2.2 and room for the paths where the repository lies. Repeatable.
#
# Owners go by number. Sockets are left to the services that make them.
case $GU_POINT in '' | *[!0-9]*) fail "expected the second of a restore point, found: $GU_POINT" ;; esac
root=$GU_ROOT
name_paths
tree=$({ printf '%s\n' "$GU_REPOSITORY" "$GU_POINT" && cat "$work/names"; } | at_source "$assemble" 2>"$work/said") || {
    code=$?
    head -n 20 "$work/said" >&2
    fail "restore point $GU_POINT could not be put together ($code), see above; is the repository whole, does nobody work in it, and is there room?"
}
clean() {
    dirname "$tree" | at_source 'IFS= read -r scratch && case $scratch in /var/tmp/groundup-restore.??????) rm -rf "$scratch" ;; esac' || true
}
send
brought="restore point $GU_POINT"
