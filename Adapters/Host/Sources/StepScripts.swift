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
        set -- "$host" "$@"
        if [ -n "$moved" ]; then set -- -o "HostName=$moved" -o "HostKeyAlias=$alias" -- "$@"; else set -- -- "$@"; fi
        set -- -o BatchMode=yes -o ConnectTimeout=10 -o ServerAliveInterval=10 -o ServerAliveCountMax=3 \
            -o ControlMaster=auto -o ControlPersist=60 -o ControlPath="$GU_SSH_CONTROL/%C" "$@"
        if [ -n "${GU_SSH_CONFIG:-}" ]; then set -- -F "$GU_SSH_CONFIG" "$@"; fi
        exec ssh "$@"

        """#

    /// Removes what a run left on a host; arguments: the run's folder and its folder for secrets.
    static let clean = #"rm -rf -- "$1" "$2""#
}
