#!/bin/sh
# The part of step that answers questions and keeps the marks; step reads it.
# shellcheck disable=SC2154 # what load, open_state and choose_ssh set

list_steps() {
    for file in "$parts"/steps/*.about; do
        label=${file##*/} mark=' '
        load "${label%.about}"
        [ -z "$hold" ] || [ -e "$state/released/$label" ] || mark=!
        [ ! -e "$state/done/$label" ] || mark=x
        printf '[%s] %s  %s\n' "$mark" "$label" "$title"
    done
}

list_secrets() {
    number=0
    while describe_secret "$number"; do
        printf '%s\n    file in GU_SECRETS_DIR: %s\n' "$reference" "$file"
        number=$((number + 1))
    done
}

# Nothing should start before all of it can end: every secret, and a readable configuration of ssh.
check_all() {
    open_state
    open_private
    choose_ssh
    number=0 missing=0
    while describe_secret "$number"; do
        find_secret "$number" || missing=66
        number=$((number + 1))
    done
    exit "$missing"
}

# Steps stand in order of start, so what a step needs stands before it.
forget_from() {
    load "$1"
    open_state
    forgotten=" $label "
    rm -f "$state/done/$label"
    for file in "$parts"/steps/*.about; do
        label=${file##*/}
        load "${label%.about}"
        for need in $needs; do
            case $forgotten in *" $need "*) forgotten="$forgotten$label " && rm -f "$state/done/$label" ;; esac
        done
    done
}

# Lets step $2 run. Its own body may be what waits: that finds who released it, and why, in its folder.
release_step() {
    load "${2:-}"
    open_state
    shift 2
    mkdir -p "$state/scratch/$label"
    printf '%s\n' "${*:-$(id -un)}" | tee "$state/scratch/$label/released" > "$state/released/$label"
}

# Removes the script that open_step wrote for step $1, also one that a killed caller left; marks it when $2 is done.
close_step() {
    load "$1"
    open_state
    if [ -e "$state/open/$label" ]; then rm -f "$(cat "$state/open/$label")" "$state/open/$label"; fi
    if [ "$2" = "done" ]; then : > "$state/done/$label"; fi
}
