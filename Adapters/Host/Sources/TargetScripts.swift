/// The constant scripts that carry a step's body on a target; data reaches them as arguments and on standard input only.
///
/// Each answers in frames, which `StepFrame` reads: a line `groundup-frame UNIT WORD MILLISECONDS SIZE MARKS`, then that
/// many bytes; the last line is `groundup-end`, so that a cut answer is told from a whole one. A script that was
/// overtaken by another controller answers with the word `fenced`.
///
/// Nothing waits by asking again and again: whoever waits makes a pipe in the run's folder in memory, and an attempt that
/// ends writes a byte into each of them.
enum TargetScripts {
    /// Starts an attempt or finds what became of it, and waits a moment for its end.
    ///
    /// Arguments: folder of the run, its folder in memory, step, unit, fence, attempt, time limit in seconds, seconds to
    /// wait. Standard input as `StepDelivery` tells. Answers with one frame: how it ended, `running` or `refused`.
    static let begin = common + beginning

    /// Waits until an attempt ends, for the seconds given, and tells which of those asked for have ended.
    ///
    /// Arguments: folder of the run, its folder in memory, seconds. Standard input: lines of unit, step, attempt and
    /// whether to look if its unit is still there. Answers with a frame for each that has ended or is gone.
    static let watch = common + watching

    /// Ends an attempt with all it started; one that has ended stays as it is, one that never began never will.
    ///
    /// Arguments: folder of the run, its folder in memory, step, unit, fence, attempt. Answers without a frame.
    static let stop = common + stopping

    /// Removes what a run left on a host.
    ///
    /// Arguments: folder of the run, its folder in memory, fence. Answers without a frame.
    static let clean = common + cleaning

    private static let common = #"""
        set -u
        umask 077
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$PATH
        export PATH

        finish() {
            printf 'groundup-end\n'
            exit 0
        }
        # A frame without text of a body, but with a reason.
        answer() {
            printf 'groundup-frame %s %s 0 %s -\n%s\n' "$1" "$2" "${#3}" "$3"
            finish
        }
        # How an attempt ended, and the end of what it printed.
        tell() {
            read -r word milliseconds marks < "$2/$3.result"
            log=$2/$3.log size=0
            if [ -s "$log.last" ]; then log=$log.last marks=${marks}c; fi
            if [ -s "$log" ]; then size=$(wc -c < "$log"); fi
            printf 'groundup-frame %s %s %s %s %s\n' "$1" "$word" "$milliseconds" "$size" "$marks"
            # Exactly as many bytes as were said, even when something that the body left behind prints on.
            if [ "$size" -gt 0 ]; then head -c "$size" "$log"; fi
            printf '\n'
        }
        # Until this script ends, no controller with a larger fence can believe that the host is its own.
        guard() {
            [ "$2" -gt 0 ] && [ -d "$1" ] || return 0
            exec 7>> "$1/fence.lock" && flock -s 7 || answer "$3" refused "groundup: $1 cannot be locked."
            known=0
            [ -s "$1/fence" ] && read -r known < "$1/fence"
            if [ "$known" -lt "$2" ]; then
                flock -x 7
                [ -s "$1/fence" ] && read -r known < "$1/fence"
                if [ "$known" -lt "$2" ]; then
                    printf '%s\n' "$2" > "$1/fence.new" && mv -f "$1/fence.new" "$1/fence" ||
                        answer "$3" refused "groundup: $1/fence could not be written; check that its disk is not full."
                fi
            fi
            [ "$known" -le "$2" ] || answer "$3" fenced "another controller has taken this run over"
        }
        # From here on every end is heard on descriptor 8.
        listen() {
            [ -d "$1/w" ] || mkdir -p "$1/w"
            mkfifo "$1/w/$$" && exec 8<> "$1/w/$$" || return 0
            pipe=$1/w/$$
            trap 'rm -f "$pipe"' EXIT
            trap 'exit 1' HUP INT TERM PIPE
        }
        hear() { [ "$1" -eq 0 ] || timeout "$1" head -c 1 <&8 > /dev/null; }
        # Keeps what the caller wrote to FILE.room as the result, unless there is one.
        settle() {
            ln "$1.$2" "$1.result" 2> /dev/null
            rm -f "$1.$2"
        }

        """#

    private static let beginning = #"""
        run=$1 memory=$2 step=$3 unit=$4 fence=$5 attempt=$6 limit=$7 patience=$8
        folder=$run/$step secrets=$memory/s/$step-$attempt
        alive() {
            case $(systemctl is-active "$unit" 2> /dev/null) in inactive | failed | unknown | '') return 1 ;; esac
        }
        report() {
            if [ -d "$secrets" ]; then rm -rf "$secrets"; fi
            tell "$unit" "$folder" "$attempt"
            finish
        }
        # Somebody else may have begun the same attempt meanwhile.
        told() {
            if [ -s "$folder/$attempt.result" ]; then report; fi
            if alive; then answer "$unit" running ""; fi
        }
        refuse() {
            told
            answer "$unit" refused "$1"
        }
        # The next bytes of standard input become a file of this delivery alone.
        take() {
            head -c "$2" > "$1" ||
                refuse "groundup: $1 could not be written; check that its disk is not full and may be written to."
        }
        mkdir -p "$folder/scratch" || refuse "groundup: $folder could not be made."
        guard "$run" "$fence" "$unit"
        # Asked for before: it may have ended, or run.
        [ ! -e "$folder/$attempt.asked" ] || told
        : > "$folder/$attempt.asked"
        # Nobody is kept waiting while the delivery is on its way.
        exec 7>&-
        read -r runner body count || refuse "groundup: the step did not arrive."
        take "$folder/$attempt.runner.$$" "$runner"
        take "$folder/$attempt.body.$$" "$body"
        if [ "$count" -gt 0 ]; then mkdir -p "$secrets" || refuse "groundup: $secrets could not be made."; fi
        while [ "$count" -gt 0 ]; do
            read -r name size || refuse "groundup: the secrets did not arrive."
            take "$secrets/$name" "$size"
            count=$((count - 1))
        done
        # What was cut on its way starts nothing.
        read -r last || refuse "groundup: the step did not arrive whole."
        [ "$last" = groundup-delivered ] || refuse "groundup: the step did not arrive whole."
        # Room for the result, so that a body which fills the disk can still be told of.
        printf '%63s\n' '' > "$folder/$attempt.room" || refuse "groundup: the disk of $folder is full."
        listen "$memory"
        guard "$run" "$fence" "$unit"
        runner=$folder/$attempt.runner.$$ body=$folder/$attempt.body.$$
        systemd-run --quiet --collect --unit="$unit" --property=RuntimeMaxSec=$((2 * limit + 120)) \
            --property=TimeoutStopSec=10 \
            --property=ExecStopPost="/bin/sh $runner end $folder $secrets $attempt $limit $memory $body" \
            /bin/sh "$runner" run "$folder" "$secrets" "$attempt" "$limit" "$memory" "$body" \
            > "$folder/start.log" 2>&1 < /dev/null 7>&- 8>&-
        code=$?
        exec 7>&-
        if [ "$code" -ne 0 ]; then
            told
            # As when systemd is being upgraded: the same may be asked for again.
            answer "$unit" again "groundup: systemd did not start the step: $(tail -c 2000 "$folder/start.log")"
        fi
        [ -s "$folder/$attempt.result" ] || hear "$patience"
        if [ -s "$folder/$attempt.result" ]; then report; fi
        answer "$unit" running ""
        """#

    private static let watching = #"""
        run=$1 memory=$2 patience=$3
        listen "$memory"
        asked=$(cat)
        found=0 total=0
        look() {
            while read -r unit step attempt probe; do
                [ -s "$run/$step/$attempt.result" ] || continue
                tell "$unit" "$run/$step" "$attempt"
                found=1 total=$((total + size))
                [ "$total" -lt 1048576 ] || break
            done <<END
        $asked
        END
        }
        # A unit that is gone without a result: its host was switched off.
        probe() {
            units=$(printf '%s\n' "$asked" | while read -r unit step attempt probe; do
                if [ "$probe" = 1 ]; then printf '%s\n' "$unit"; fi
            done)
            [ -n "$units" ] || return 0
            # shellcheck disable=SC2046,SC2086  # one word each: letters, digits, dots and dashes
            set -- $(systemctl is-active $units 2> /dev/null)
            [ "$#" -eq "$(printf '%s\n' "$units" | wc -l)" ] || return 0
            while read -r unit step attempt probe; do
                [ "$probe" = 1 ] || continue
                state=$1
                shift
                case $state in inactive | failed | unknown) ;; *) continue ;; esac
                found=1
                if [ -s "$run/$step/$attempt.result" ]; then
                    tell "$unit" "$run/$step" "$attempt"
                else
                    reason="groundup: the unit of the step is gone without a result; was its host restarted?"
                    printf 'groundup-frame %s lost 0 %s -\n%s\n' "$unit" "${#reason}" "$reason"
                fi
            done <<END
        $asked
        END
        }
        look
        [ "$found" -eq 1 ] || probe
        if [ "$found" -eq 0 ]; then
            hear "$patience"
            look
        fi
        finish
        """#

    private static let cleaning = #"""
        guard "$1" "$3" clean
        rm -rf -- "$1" "$2" && finish
        """#

    private static let stopping = #"""
        run=$1 memory=$2 step=$3 unit=$4 fence=$5 attempt=$6
        folder=$run/$step
        mkdir -p "$folder" || answer "$unit" refused "groundup: $folder could not be made."
        guard "$run" "$fence" "$unit"
        systemctl stop "$unit" 2> /dev/null
        if [ ! -s "$folder/$attempt.result" ]; then
            printf 'lost 0 s\n' > "$folder/$attempt.stopped" && settle "$folder/$attempt" stopped
        fi
        # Somebody may have begun it between the two.
        if systemctl --quiet is-active "$unit"; then systemctl stop "$unit"; fi
        if [ ! -s "$folder/$attempt.result" ]; then
            answer "$unit" refused "groundup: $folder could not be written; check that its disk is not full."
        fi
        for pipe in "$memory"/w/*; do if [ -p "$pipe" ]; then printf x 1<> "$pipe"; fi; done
        finish
        """#
}
