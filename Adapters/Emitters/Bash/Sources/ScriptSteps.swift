/// The part of the script that runs one step.
enum ScriptSteps {
    static let text = #"""

        # What runs on a host: takes the step from standard input, so that nothing of it shows in a list of processes.
        # The lock keeps a lost connection's attempt and a new one apart.
        # shellcheck disable=SC2016 # it is expanded on the host
        readonly on_host='
        set -eu
        umask 077
        exec 9> "$dir.lock"
        if ! flock -w "$limit" 9; then
            echo "An earlier attempt of this step still runs on this host: wait for it, or end it there." >&2
            exit 75
        fi
        trap "rm -rf $dir" EXIT
        mkdir -p "$dir"
        cat > "$dir/step"
        umask 022
        timeout -k 10 "$limit" sh "$dir/step" < /dev/null'

        # The whole text of step $1.
        script_of() {
            environment_of "$1"
            body_of "${step_body[$1]}"
        }

        run_on_controller() {
            local number=$1 name reference
            local -a assignments=()
            while read -r name reference; do
                [[ -n $name ]] && assignments+=("$name=${secret_path[reference]}")
            done <<< "${step_secrets[number]}"
            mkdir -p "$state/scratch/$number"
            script_of "$number" > "$work/step.$number"
            # Bodies make files for everyone, as they do under groundup; what this script writes is private.
            (umask 022 && exec env "${assignments[@]}" GU_SSH="$work/ssh" GU_SSH_CONFIG="$ssh_config" GU_RUN="bash-$tag" \
                GU_SCRATCH="$state/scratch/$number" \
                timeout -k 10 "${step_timeout[number]}" sh "$work/step.$number" < /dev/null 7>&- 8>&-) &
            child=$!
            wait "$child"
        }

        run_on_host() {
            local number=$1 name reference dir=/run/groundup-restore-$tag-$1 exports=''
            while read -r name reference; do
                [[ -n $name ]] || continue
                "$work/ssh" "${step_host[number]}" "umask 077; mkdir -p $dir; cat > $dir/secret-$reference" \
                    < "${secret_path[reference]}" || return
                exports+="export $name=$dir/secret-$reference; "
            done <<< "${step_secrets[number]}"
            script_of "$number" > "$work/step.$number"
            # The host ends the body in time; this ends a connection that hangs. It may first wait for an earlier attempt.
            timeout -k 10 $((2 * step_timeout[number] + 120)) \
                "$work/ssh" "${step_host[number]}" "dir=$dir; limit=${step_timeout[number]}; export GU_RUN=bash-$tag; $exports$on_host" \
                < "$work/step.$number" 7>&- 8>&- &
            child=$!
            wait "$child"
        }

        # Runs step $1 and reports how it ended whatever happens; has to be started with &, as a process of its own.
        run_step() {
            local number=$1 child='' status=1 attempt
            trap 'echo "$number $status" >&7' EXIT
            trap '[[ -z $child ]] || kill "$child" 2> /dev/null; status=143; exit' TERM
            for ((attempt = 1; attempt <= step_attempts[number]; attempt++)); do
                ((attempt > 1)) && sleep $((attempt * 2))
                echo "--- attempt $attempt of ${step_attempts[number]}"
                if [[ ${step_place[number]} == controller ]]; then run_on_controller "$number"; else run_on_host "$number"; fi
                status=$?
                ((status == 0)) && break
            done
            exit $status
        }
        """#
}
