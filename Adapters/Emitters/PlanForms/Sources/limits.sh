#!/bin/sh
# The part of step that keeps the plan's capacities among steps that run at once; step reads it.
# shellcheck disable=SC2154 # what load and open_state set
#
# Each step that runs or waits says so in a file, with its process and what it uses. A process that is gone counts for
# nothing, so a kill leaves no capacity taken. Every look costs no program but flock.

# Whether process $1, which began at $2 as the kernel counts, still runs.
is_alive() {
    [ -r "/proc/$1/stat" ] && read -r line 2> /dev/null < "/proc/$1/stat" || return 1
    # shellcheck disable=SC2086 # words on purpose
    set -- "$2" ${line##*) }
    # The 22nd field: the third is the first one after the name in brackets.
    [ "$1" = "${21}" ]
}

# Sets `me` to this process and when it began.
find_me() {
    read -r line < "/proc/$$/stat"
    me=$$
    # shellcheck disable=SC2086 # words on purpose
    set -- ${line##*) }
    me="$me ${20}"
}

# Whether uses $@ fit beside what is held.
fit() {
    for use in "$@"; do
        eval "sum=\$((\${held_${use%:*}:-0} + ${use#*:})) limit=\$limit_${use%:*}"
        [ "$sum" -le "$limit" ] || return 1
    done
}

# Adds what running steps hold.
count_held() {
    for file in "$state"/active/*; do
        read -r process began how others 2> /dev/null < "$file" || continue
        if [ "$how" != holds ] || ! is_alive "$process" "$began"; then continue; fi
        for use in $others; do eval "held_${use%:*}=\$((\${held_${use%:*}:-0} + ${use#*:}))"; done
    done
}

# Whether a waiting step that the plan starts before this one could start now.
is_another_first() {
    for file in "$state"/active/*; do
        other=${file##*/}
        [ "${other%%-*}" -lt "${label%%-*}" ] || break
        read -r process began how others 2> /dev/null < "$file" || continue
        # shellcheck disable=SC2086 # words on purpose
        [ "$how" = waits ] && fit $others && is_alive "$process" "$began" && return 0
    done
    return 1
}

try_to_take() {
    flock 8
    count_held
    # shellcheck disable=SC2086 # words on purpose
    fit $uses && ! is_another_first && printf '%s holds %s\n' "$me" "$uses" > "$state/active/$label"
}

# Waits until what the step uses is free, and takes it until this process ends.
take_capacities() {
    if [ -z "$uses" ] || [ "${GU_LIMITS:-on}" = off ]; then return; fi
    find_me
    printf '%s waits %s\n' "$me" "$uses" > "$state/active/$label"
    until (try_to_take) 8>> "$state/lock"; do sleep 0.2; done
}
