# shellcheck shell=sh
# Unpacks on the controller an archive that is made elsewhere. Environment: GU_PACK (what makes it), GU_VIA (may be absent), GU_SSH_CONFIG
# (may be absent), GU_TO (a folder). Its input goes to GU_PACK.
set -eu
pack() {
    if [ -n "${GU_VIA:-}" ]; then
        ssh ${GU_SSH_CONFIG:+-F "$GU_SSH_CONFIG"} -o BatchMode=yes -o ConnectTimeout=15 -o ServerAliveInterval=15 -- "$GU_VIA" "$GU_PACK"
    else
        sh -c "$GU_PACK"
    fi
}
mkdir -p "$GU_TO"
ended=$({
    {
        code=0
        pack || code=$?
        echo "$code" >&3
    } | tar -x -C "$GU_TO" --no-same-owner >&2
} 3>&1) || exit 74
exit "$ended"
