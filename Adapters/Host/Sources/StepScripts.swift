/// The constant scripts that carry a step's body; data reaches them as arguments and on standard input only.
enum StepScripts {
    /// Starts an attempt, or finds what became of it, waits for its end and prints its log and its result.
    ///
    /// Arguments: place, folder, folder for secrets, unit, attempt, time limit in seconds. Standard input: a line with the
    /// sizes of the runner, the body and the environment and the count of secrets, then these three, then for each secret a
    /// line with its name and size and its bytes. The last line printed tells the result.
    static let outer = #"""
        set -u
        umask 077
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$PATH
        export PATH
        place=$1 folder=$2 secrets=$3 unit=$4 attempt=$5 limit=$6

        report() {
            tail -c 1048576 "$folder/$attempt.log"
            printf '\ngroundup-result %s\n' "$(cat "$folder/$attempt.result")"
            exit 0
        }
        refuse() {
            printf '%s\ngroundup-refused\n' "$1"
            exit 0
        }
        # The next bytes of standard input become a file, whole or not at all.
        take() {
            if head -c "$2" > "$1.$$" && [ "$(wc -c < "$1.$$")" -eq "$2" ] && mv -f "$1.$$" "$1"; then return; fi
            rm -f "$1.$$"
            refuse "groundup: $1 could not be written; check that its disk is not full and may be written to."
        }

        [ -s "$folder/$attempt.result" ] && report
        if [ "$place" = target ] && systemctl --quiet is-active "$unit"; then
            while systemctl --quiet is-active "$unit"; do sleep 0.3; done
        else
            mkdir -p "$folder/scratch" "$secrets" || refuse "groundup: $folder or $secrets could not be made."
            read -r runner body environment count || refuse "groundup: the step did not arrive."
            take "$folder/runner" "$runner"
            take "$folder/body" "$body"
            take "$folder/environment" "$environment"
            while [ "$count" -gt 0 ]; do
                read -r name size || refuse "groundup: the secrets did not arrive."
                take "$secrets/$name" "$size"
                count=$((count - 1))
            done
            if [ "$place" = target ]; then
                systemd-run --quiet --wait --collect --unit="$unit" --property=RuntimeMaxSec=$((2 * limit + 120)) \
                    /bin/sh "$folder/runner" "$folder" "$secrets" "$attempt" "$limit" \
                    > "$folder/start.log" 2>&1 < /dev/null
                # The connection to systemd may break, as when its packages are upgraded; the unit goes on.
                while systemctl --quiet is-active "$unit"; do sleep 0.3; done
            else
                # A session of its own: whoever kills this script does not kill the body.
                setsid /bin/sh "$folder/runner" "$folder" "$secrets" "$attempt" "$limit" \
                    > "$folder/start.log" 2>&1 < /dev/null &
                wait $!
            fi
        fi
        [ -s "$folder/$attempt.result" ] && report
        tail -c 65536 "$folder/$attempt.log" "$folder/start.log" 2> /dev/null
        printf '\ngroundup-lost\n'
        """#

    /// Runs the body once for each attempt, whoever asks and how often, and records its exit status and milliseconds.
    static let runner = #"""
        set -u
        umask 077
        folder=$1 secrets=$2 attempt=$3 limit=$4
        cd "$folder" || exit 73
        echo $$ > "$attempt.session"
        # Held until the body has ended: a second runner of this step waits here, then finds the result.
        exec 9>> lock
        flock 9 || exit 73
        if [ ! -s "$attempt.result" ]; then
            began=$(date +%s%3N)
            (
                umask 022
                . ./environment
                exec timeout -k 10 "$limit" /bin/sh ./body
            ) > "$attempt.log" 2>&1 < /dev/null 9>&-
            code=$?
            ended=$(date +%s%3N)
            printf '%s %s\n' "$code" "$((ended - began))" > "$attempt.result.new" &&
                mv -f "$attempt.result.new" "$attempt.result"
        fi
        rm -rf "$secrets"
        [ -s "$attempt.result" ]
        """#

    /// Ends an attempt: its body and all that it started; an attempt that has ended stays as it is.
    ///
    /// Arguments: place, folder, unit, attempt. It prints nothing and succeeds once nothing of the attempt runs any more.
    static let stop = #"""
        set -u
        place=$1 folder=$2 unit=$3 attempt=$4
        if [ "$place" = target ]; then
            systemctl --quiet is-active "$unit" || exit 0
            exec systemctl stop "$unit"
        fi
        session=$(cat "$folder/$attempt.session" 2> /dev/null) || exit 0
        [ -s "$folder/$attempt.result" ] && exit 0
        # The number may belong to somebody else by now.
        tr '\0' ' ' < "/proc/$session/cmdline" 2> /dev/null | grep -qF -- "$folder/runner" || exit 0
        pkill -TERM -s "$session"
        tries=0
        while pgrep -s "$session" > /dev/null; do
            [ "$tries" -lt 100 ] || pkill -KILL -s "$session"
            tries=$((tries + 1))
            sleep 0.1
        done
        """#

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
