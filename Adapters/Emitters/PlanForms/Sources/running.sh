#!/bin/sh
# The part of step that runs a step on the controller or on its host; step reads it.
# shellcheck disable=SC2154 # what load, open_state and choose_ssh set

# Prints a script for the step's host: it needs nothing but sh, coreutils and util-linux there, and holds the secrets.
#
# The lock keeps a lost connection's attempt and a new one apart.
print_payload() {
    cat << GU_HEAD
#!/bin/sh
set -eu
umask 077
main() {
    dir=/run/groundup-$run-$label limit=$timeout
    exec 9>> "\$dir.lock"
    if ! flock -w "\$limit" 9; then
        echo "An earlier attempt of this step still runs on this host: wait for it, or end it there." >&2
        exit 75
    fi
    trap 'rm -rf "\$dir"' EXIT
    mkdir -p "\$dir/scratch"
    export GU_RUN='$run' GU_SCRATCH="\$dir/scratch" HOME=/root LC_ALL=C TZ=UTC
    PATH=\$PATH:/usr/local/sbin:/usr/sbin:/sbin
GU_HEAD
    for pair in $secrets; do
        find_secret "${pair#*:}" || return
        printf "base64 -d > \"\$dir/secret-%s\" << 'GU_DATA'\n" "${pair#*:}"
        base64 < "$secret"
        # shellcheck disable=SC2016 # it is expanded on the host
        printf 'GU_DATA\nexport %s="$dir/secret-%s"\n' "${pair%:*}" "${pair#*:}"
    done
    printf "base64 -d > \"\$dir/step\" << 'GU_DATA'\n"
    print_step | base64
    cat << 'GU_TAIL'
GU_DATA
    umask 022
    timeout -k 10 "$limit" sh "$dir/step" < /dev/null 9>&-
}
main
GU_TAIL
}

run_on_host() {
    print_payload > "$private/payload" || return
    # The host ends the body in time; this ends a connection that hangs. It may first wait for an earlier attempt.
    timeout -k 10 $((2 * timeout + 120)) "$GU_SSH" "$host" 'sh -s' < "$private/payload" 9>&- &
    child=$!
    wait "$child"
}

run_on_controller() {
    mkdir -p "$state/scratch/$label" || return
    print_step > "$private/step" || return
    (
        for pair in $secrets; do
            find_secret "${pair#*:}" || exit 66
            export "${pair%:*}=$secret"
        done
        export GU_SCRATCH="$state/scratch/$label"
        umask 022
        exec timeout -k 10 "$timeout" sh "$private/step" < /dev/null
    ) 9>&- &
    child=$!
    wait "$child"
}

# Runs the step as often as the plan allows; its status is that of the last attempt.
attempt() {
    number=1
    while :; do
        echo "--- attempt $number of $attempts"
        if [ "$place" = controller ]; then run_on_controller; else run_on_host; fi
        status=$?
        number=$((number + 1))
        if [ "$status" -eq 0 ] || [ "$number" -gt "$attempts" ]; then return "$status"; fi
        sleep $((number * 2)) &
        child=$!
        wait "$child"
    done
}

# Refuses a step whose needs are not done, whoever asks.
require_needs() {
    [ "${GU_NEEDS:-on}" != off ] || return 0
    for need in $needs; do
        if [ ! -e "$state/done/$need" ]; then
            complain "$label needs $need, which is not done."
            exit 75
        fi
    done
}

# A hold point: a person looks, then lets the step run.
require_release() {
    if [ -n "$hold" ] && [ ! -e "$state/released/$label" ]; then
        complain "HOLD     $id: $hold"
        complain "         To let it run: $here/step release $label, then start again."
        exit 75
    fi
}

run_step() {
    load "$1"
    open_state
    # One runner of a step at a time: what an earlier, killed caller left running is waited for.
    exec 9>> "$state/locks/$label"
    flock 9
    [ ! -e "$state/done/$label" ] || exit 0
    require_needs
    require_release
    open_private
    choose_ssh
    find_secrets
    take_capacities
    say "start    $id: $title"
    began=$(date +%s)
    attempt >> "$state/logs/$label.log" 2>&1
    status=$?
    if [ "$status" -eq 0 ]; then
        : > "$state/done/$label"
        say "done     $id in $(($(date +%s) - began)) s"
        exit 0
    fi
    say "FAILED   $id with status $status; its log: $state/logs/$label.log"
    tail -n 5 "$state/logs/$label.log" | tr -d '\000-\010\013-\037\177' | sed 's/^/           /'
    exit "$status"
}

# Writes the script for the step's host, which holds its secrets: in memory where there is a folder in memory.
open_step() {
    close_step "$1" failed
    [ ! -e "$state/done/$label" ] || exit 0
    require_needs
    require_release
    open_private
    find_secrets
    folder=/dev/shm
    [ -w "$folder" ] || folder=${TMPDIR:-/tmp}
    script=$(mktemp "$folder/groundup-XXXXXXXX") || exit 66
    printf '%s\n' "$script" > "$state/open/$label"
    print_payload > "$script" && printf '%s\n' "$script"
}
