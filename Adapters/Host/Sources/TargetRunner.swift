/// The constant script that is the unit of an attempt on a target.
extension TargetScripts {
    /// Runs the body once for each attempt, whoever asks and how often, and records how it ended.
    ///
    /// Arguments: `run` or `end`, folder, folder for secrets, attempt, time limit in seconds, folder in memory, file of
    /// the body. Called with `end` by systemd whatever the unit died of. `StepDelivery` puts the function `environment`
    /// in front of it.
    ///
    /// The log keeps the first mebibyte of what the body prints as it comes, and the last one once it has ended.
    static let runner = #"""
        set -u
        umask 077
        mode=$1 folder=$2 secrets=$3 attempt=$4 limit=$5 memory=$6 body=$7
        cd "$folder" || exit 73
        # A result that is there stays; nothing more has to fit on the disk than what was reserved.
        record() {
            if [ -d "$secrets" ]; then rm -rf "$secrets"; fi
            if [ -e "$attempt.room" ] && [ ! -s "$attempt.result" ]; then
                printf '%-62s\n' "$1 $2 $3" 1<> "$attempt.room" && mv -f "$attempt.room" "$attempt.result"
            fi
            for pipe in "$memory"/w/*; do if [ -p "$pipe" ]; then printf x 1<> "$pipe"; fi; done
        }
        keep() {
            (ulimit -c 0 && ulimit -f 2048 && exec cat > "$attempt.log") && return 0
            # Above 128: a signal, for the first mebibyte is full; else the disk is.
            set -- $?
            tail -c 1048576 > "$attempt.log.last"
            [ "$1" -gt 128 ]
        }
        # How many processes the kernel has killed for lack of memory so far; older ones do not say.
        oom_kills() { sed -n 's/^oom_kill //p' /proc/vmstat; }
        # Whether they have become more while the body ran. systemd says it of its own units, but not on every host.
        has_oom_killed() { now=$(oom_kills) && [ "${now:-0}" -gt "${kills:-0}" ]; }
        if [ "$mode" = end ]; then
            [ -s "$attempt.result" ] && exit 0
            ended=$(date +%s%3N) began=$ended kills=
            [ -s "$attempt.began" ] && read -r began kills < "$attempt.began"
            took=$((ended - began))
            case ${SERVICE_RESULT:-} in
                oom-kill) record 137 "$took" o ;;
                signal) if [ -n "$kills" ] && has_oom_killed; then record 137 "$took" o; else record lost "$took" -; fi ;;
                success)
                    # Asked to end: by a person, or because its host goes down.
                    case $(systemctl is-system-running 2> /dev/null) in
                        stopping) record lost "$took" r ;;
                        *) record lost "$took" s ;;
                    esac
                    ;;
                *) record lost "$took" - ;;
            esac
            exit 0
        fi
        # Held until the body has ended: a second runner of this step waits here, then finds the result.
        exec 9>> lock
        flock 9 || exit 73
        if [ -s "$attempt.result" ]; then
            rm -rf "$secrets"
            exit 0
        fi
        [ -p pipe ] || mkfifo pipe || exit 73
        began=$(date +%s%3N) kills=$(oom_kills)
        echo "$began $kills" > "$attempt.began"
        keep < pipe 9>&- 2> /dev/null &
        keeper=$!
        (
            umask 022
            environment
            exec timeout -k 10 "$limit" /bin/sh "$body"
        ) > pipe 2>&1 < /dev/null 9>&-
        code=$?
        took=$(($(date +%s%3N) - began))
        mark=-
        if [ "$code" -ne 0 ] && has_oom_killed; then
            # Perhaps it was one of the body's own: then systemd is about to end the unit, and says so.
            sleep 1
            # SIGKILL, and not for being late.
            if [ "$code" -eq 137 ] && [ "$took" -lt "$((limit * 1000))" ]; then mark=o; else mark=m; fi
        fi
        # What the body left behind may hold the pipe open for ever.
        (
            exec 9>&-
            sleep 2
            kill "$keeper"
        ) > /dev/null 2>&1 &
        wait "$keeper"
        # 1: what it printed could not be written.
        if [ $? -eq 1 ]; then mark=${mark#-}f; fi
        record "$code" "$took" "$mark"
        """#
}
