# Brings an etcd snapshot back on a host as the data folder of a member: etcdctl of the host checks its SHA-256 and makes it.
#
# Environment: GU_HOST, GU_FOLDER (the repository), GU_NAME (the file), GU_DIGEST (first 16 digits of the SHA-256 at its end),
# GU_DATA (data folder), GU_MEMBER, GU_PEER, GU_CLUSTER, GU_TOKEN (as in the configuration of the member), GU_VIA (ssh
# destination of the repository, may be absent), GU_SSH, GU_SSH_CONFIG (may be absent), GU_SCRATCH. Repeatable: an interrupted
# attempt is begun anew. What the data folder held before is kept beside it as GU_DATA.before-TIME. Needs etcdctl or etcdutl on
# the host. The service is started by its own step; each member of a cluster is restored from the same snapshot.
# shellcheck shell=sh disable=SC2154 # begun by begin.sh
plain "$GU_FOLDER" "$GU_DATA"
case ${GU_NAME:-} in '' | -* | .* | */*) fail "expected the name of a snapshot, found: ${GU_NAME:-}" ;; esac
# shellcheck disable=SC2016 # constant text for other shells
{
    printf '%s\n' "$GU_DATA" "$GU_NAME" "$GU_DIGEST" "$GU_MEMBER" "$GU_PEER" "$GU_CLUSTER" "$GU_TOKEN"
    printf '%s\n' "$GU_FOLDER" "$GU_NAME" | at_source '
        IFS= read -r folder && IFS= read -r name && exec cat <"$folder/$name"' 2>"$work/said" && echo sent >"$work/sent"
} | on_host "$finish" >"$work/answer" || {
    head -n 20 "$work/said" >&2
    fail "snapshot $GU_NAME was not restored, see above"
}
[ -s "$work/sent" ] || {
    head -n 20 "$work/said" >&2
    fail "expected all of $GU_NAME from the repository, found less, see above"
}
echo "restored on $GU_HOST: $GU_NAME in $GU_DATA, $(tail -n 1 "$work/answer") bytes"
