# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # the parts around it set and use them
# Streams paths of a plain tree onto a host.
#
# Environment: GU_HOST, GU_REPOSITORY (absolute path), GU_LAYOUT, GU_MARK (may be absent), GU_POINT, GU_BELOW (folder in the
# point, may be absent), GU_ROOT (where it belongs on the host), GU_PATHS, GU_VIA (may be absent), GU_SSH, GU_SSH_CONFIG (may be
# absent), GU_SCRATCH. Repeatable: what exists is replaced, what is there besides stays.
#
# Owners go by number, as trees keep them. Sockets are left to the services that make them.
case $GU_POINT in '' | *[!A-Za-z0-9_.:+@-]*) fail "expected a restore point, found: $GU_POINT" ;; esac
root=$GU_ROOT
# The folder is looked up when it is needed: a rotation may have given it another name since the plan was made.
tree=$(printf '%s\n' "$GU_REPOSITORY" "$GU_LAYOUT" "${GU_MARK:-}" "$GU_POINT" "${GU_BELOW:-}" |
    at_source "$points"'
IFS= read -r point && IFS= read -r below && tree_of "$point" "$below"' 2>"$work/said") || {
    head -n 20 "$work/said" >&2
    fail "expected the restore point $GU_POINT in $GU_REPOSITORY${GU_VIA:+ on $GU_VIA}, found none; plan anew"
}
send
brought="restore point $GU_POINT"
