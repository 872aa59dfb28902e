/// The part of the script that chooses steps, runs them in parallel and remembers what is done.
enum ScriptRun {
    static let text = #"""

        declare -A selected=() waiting_for=() running=() failed=() skipped=() told=()
        declare -a followers=() ready=() held=() started=()
        stopping=0

        say() { printf '%(%H:%M:%S)T  %s\n' -1 "$*"; }

        # Chooses the steps of host $1, and the shared ones that they need.
        select_host() {
            local number need open
            for number in "${!step_id[@]}"; do
                [[ ${step_host[number]} == "$1" ]] && selected[$number]=1
            done
            if ((${#selected[@]} == 0)); then
                complain "The plan does not rebuild a host $1; it rebuilds: $(printf '%s\n' "${step_host[@]}" | sort -u | xargs)"
                return 1
            fi
            local -a queue=("${!selected[@]}")
            while ((${#queue[@]} > 0)); do
                open=${queue[0]}
                queue=("${queue[@]:1}")
                for need in ${step_needs[open]}; do
                    if [[ -z ${step_host[need]} && -z ${selected[$need]:-} ]]; then
                        selected[$need]=1
                        queue+=("$need")
                    fi
                done
            done
        }

        # Chooses step $1 and everything that waits for it, and forgets that they were done.
        select_from() {
            local number need
            selected[$1]=1
            # Steps stand in order of start, so what a step needs stands before it.
            for number in "${!step_id[@]}"; do
                for need in ${step_needs[number]}; do
                    [[ -n ${selected[$need]:-} ]] && selected[$number]=1
                done
                [[ -n ${selected[$number]:-} ]] && rm -f "$state/done/$number"
            done
            return 0
        }

        select_steps() {
            local number
            if [[ -n $only ]]; then
                select_host "$only" || return
            elif [[ -n $from ]]; then
                number=$(number_of "$from") || return
                select_from "$number"
            else
                for number in "${!step_id[@]}"; do selected[$number]=1; done
            fi
        }

        # Counts for each chosen step how many chosen steps it still waits for.
        count_needs() {
            local number need
            for number in "${!selected[@]}"; do
                [[ -e $state/done/$number ]] && continue
                waiting_for[$number]=0
                for need in ${step_needs[number]}; do
                    [[ -n ${selected[$need]:-} && ! -e $state/done/$need ]] || continue
                    waiting_for[$number]=$((waiting_for[$number] + 1))
                    followers[need]="${followers[need]:-} $number"
                done
                ((waiting_for[$number] == 0)) && ready[number]=1
            done
        }

        fits() {
            local use
            for use in ${step_uses[$1]}; do
                ((${held[${use%=*}]:-0} + ${use#*=} <= ${limit_of[${use%=*}]})) || return 1
            done
        }

        # Adds $2 times what step $1 uses to what is held.
        hold() {
            local use
            for use in ${step_uses[$1]}; do
                held[${use%=*}]=$((${held[${use%=*}]:-0} + $2 * ${use#*=}))
            done
        }

        # Whether step $1 waits for a person; says so once.
        is_held() {
            [[ -n ${step_hold[$1]} && ! -e $state/released/$1 ]] || return
            [[ -n ${told[$1]:-} ]] && return
            told[$1]=1
            say "HOLD     ${step_id[$1]}: ${step_hold[$1]}"
            say "         To let it run, also while others run: $0 --release ${step_id[$1]@Q} --state ${state@Q}"
        }

        start_what_can() {
            local number
            # Numbers follow the order of start, so the step that everything waits for comes first.
            for number in "${!ready[@]}"; do
                ((stopping == 0 && ${#running[@]} < jobs)) || return 0
                fits "$number" || continue
                is_held "$number" && continue
                unset "ready[$number]" "waiting_for[$number]"
                hold "$number" 1
                say "start    ${step_id[number]}: ${step_title[number]}"
                started[number]=$SECONDS
                run_step "$number" > "$state/logs/$number.log" 2>&1 &
                running[$number]=$!
            done
        }

        # Marks everything that waits for step $1, directly or not, as skipped.
        skip_followers() {
            local follower
            for follower in ${followers[$1]:-}; do
                [[ -n ${waiting_for[$follower]:-} ]] || continue
                unset "waiting_for[$follower]"
                skipped[$follower]=1
                say "skip     ${step_id[follower]}: it needs ${step_id[$1]}"
                skip_followers "$follower"
            done
        }

        # Takes note that step $1 ended with status $2.
        finish() {
            local number=$1 status=$2 follower
            [[ -n ${running[$number]:-} ]] || return
            unset "running[$number]"
            hold "$number" -1
            if ((status == 0)); then
                : > "$state/done/$number"
                say "done     ${step_id[number]} in $((SECONDS - started[number])) s"
                for follower in ${followers[number]:-}; do
                    [[ -n ${waiting_for[$follower]:-} ]] || continue
                    waiting_for[$follower]=$((waiting_for[$follower] - 1))
                    ((waiting_for[$follower] == 0)) && ready[follower]=1
                done
                return
            fi
            failed[$number]=1
            say "FAILED   ${step_id[number]} with status $status; its log: $state/logs/$number.log"
            tail -n 5 "$state/logs/$number.log" | tr -d '\000-\010\013-\037\177' | sed 's/^/           /'
            skip_followers "$number"
        }

        # Steps that were killed cannot report; the table of processes says so.
        find_killed() {
            local number other status
            local -a gone=()
            for number in "${!running[@]}"; do
                kill -0 "${running[$number]}" 2> /dev/null || gone+=("$number")
            done
            # One that ended just now has reported; what it said counts.
            while read -r -t 0.1 -u 7 other status; do finish "$other" "$status"; done
            for number in "${gone[@]}"; do finish "$number" 137; done
        }

        interrupt() {
            local pid
            if ((stopping == 0)); then
                stopping=1
                say "No more steps are started; those that run are waited for. Interrupt again to end them."
                return
            fi
            for pid in "${running[@]}"; do kill "$pid" 2> /dev/null; done
        }

        run_all() {
            local number status
            trap interrupt INT TERM
            while start_what_can && ((${#running[@]} > 0)); do
                number=''
                if read -r -t 10 -u 7 number status && [[ -n $number ]]; then
                    finish "$number" "$status"
                elif [[ -z $number ]]; then
                    find_killed
                fi
            done
        }

        list_steps() {
            local number mark
            for number in "${!step_id[@]}"; do
                mark=' '
                [[ -e $state/done/$number ]] && mark=x
                printf '[%s] %-44s %s\n' "$mark" "${step_id[number]}" "${step_title[number]}"
            done
        }

        # One plan and one run per folder of state.
        open_state() {
            mkdir -p "$state/done" "$state/logs" "$state/scratch" "$state/released" || exit 1
            state=$(cd "$state" && pwd) || exit 1
            exec 8> "$state/lock"
            if ! flock -n 8; then
                complain "Another run uses $state."
                exit 75
            fi
            if [[ -e $state/plan && $(< "$state/plan") != "$plan" ]]; then
                complain "$state belongs to another plan: name another folder with --state."
                exit 64
            fi
            printf '%s\n' "$plan" > "$state/plan"
            work=$(mktemp -d) || exit 1
            trap 'rm -rf "$work"' EXIT
            mkfifo "$work/finished"
            exec 7<> "$work/finished"
            local own=${HOME:-/root}/.ssh/config
            if [[ -n $ssh_config && ! -r $ssh_config ]]; then
                complain "The ssh configuration $ssh_config cannot be read."
                exit 64
            fi
            [[ -z $ssh_config && -r $default_ssh_config ]] && ssh_config=$default_ssh_config
            [[ -z $ssh_config && -r $own ]] && ssh_config=$own
            ssh_config=$(realpath "${ssh_config:-/dev/null}")
            # Moved hosts are looked for where they are, by their old names.
            if [[ -n $moved_hosts ]]; then
                while read -r host address; do
                    printf 'Host %s\n    HostName %s\n    HostKeyAlias %s\n' "$host" "$address" "$host"
                done <<< "$moved_hosts" > "$work/ssh_config"
                printf 'Host *\n    Include "%s"\n' "$ssh_config" >> "$work/ssh_config"
                ssh_config=$work/ssh_config
            fi
            # A host that falls silent is given up after a minute.
            cat > "$work/ssh" << 'GU_END'
        #!/bin/sh
        exec ssh -F "$GU_SSH_CONFIG" -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=10 \
            -o ServerAliveCountMax=6 "$@"
        GU_END
            chmod 700 "$work/ssh"
            export GU_SSH_CONFIG=$ssh_config
        }

        main() {
            local number
            read_arguments "$@"
            case $mode in
            list) list_steps; exit 0 ;;
            secrets) list_secrets; exit 0 ;;
            show)
                number=$(number_of "$shown") || exit 64
                script_of "$number"
                exit 0
                ;;
            esac
            if [[ $mode == release ]]; then
                number=$(number_of "$shown") || exit 64
                # The step's own body may be what waits: it looks for this in its folder.
                mkdir -p "$state/released" "$state/scratch/$number" &&
                    id -un | tee "$state/scratch/$number/released" > "$state/released/$number"
                exit
            fi
            open_state
            select_steps || exit 64
            find_secrets || exit 66
            count_needs
            say "${#selected[@]} steps of estate $estate; $((${#selected[@]} - ${#waiting_for[@]})) of them are done already"
            run_all
            local left=$((${#waiting_for[@]} + ${#failed[@]} + ${#skipped[@]}))
            say "$((${#selected[@]} - left)) steps done, ${#failed[@]} failed, ${#skipped[@]} skipped, ${#waiting_for[@]} not started"
            ((left == 0))
        }

        # Everything above is read before anything runs.
        main "$@"
        exit
        """# + "\n"
}
