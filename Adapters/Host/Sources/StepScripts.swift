/// The constant scripts that the controller runs or leaves for bodies; data reaches them as arguments only.
enum StepScripts {
    /// `$GU_SSH HOST COMMAND...`: reaches a host by its name in the plan, whatever ssh has to be told for it.
    static let reach = #"""
        #!/bin/sh
        host=${1:?usage: HOST COMMAND...}
        shift
        # A host that came back elsewhere is looked for there, and known by its name.
        alias=$host
        moved=$(printf '%s\n' "${GU_SSH_ADDRESSES:-}" | while read -r name address; do
            if [ "$name" = "$host" ]; then printf '%s' "$address" && break; fi
        done)
        if [ -r "$GU_SSH_DESTINATIONS/$host" ]; then IFS= read -r host < "$GU_SSH_DESTINATIONS/$host"; fi
        connect() {
            set -- -- "$host" "$@"
            if [ -n "$moved" ]; then set -- -o "HostName=$moved" -o "HostKeyAlias=$alias" "$@"; fi
            set -- -o BatchMode=yes -o ConnectTimeout=10 -o ServerAliveInterval=10 -o ServerAliveCountMax=3 \
                -o ControlMaster=auto -o ControlPersist=60 -o ControlPath="$GU_SSH_CONTROL/%C" "$@"
            if [ -n "${GU_SSH_CONFIG:-}" ]; then set -- -F "$GU_SSH_CONFIG" "$@"; fi
            if [ -n "${ask-}" ]; then set -- -O "$ask" "$@"; fi
            ssh "$@"
        }
        is_connected() (
            ask=check
            connect < /dev/null > /dev/null 2>&1
        )
        # A host that answered before and does not now may be restarting: it is waited for, as it is by its own steps.
        reached=$GU_SSH_CONTROL/reached-$(printf '%s' "$alias" | tr -c 'A-Za-z0-9.' -)
        if [ -e "$reached" ] && ! is_connected; then
            end=$(($(date +%s) + 120))
            until why=$(connect true < /dev/null 2>&1) || [ "$(date +%s)" -ge "$end" ]; do
                case $why in *'Host key verification failed'*) break ;; esac
                sleep 1
            done
        fi
        connect "$@"
        code=$?
        # 255: ssh itself failed.
        [ "$code" -eq 255 ] || : > "$reached"
        exit "$code"

        """#

    /// Removes what a run left on a host; arguments: the run's folder and its folder for secrets.
    static let clean = #"rm -rf -- "$1" "$2""#
}
