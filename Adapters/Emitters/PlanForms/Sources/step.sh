#!/bin/sh
# Runs the steps of a restoration plan one by one; --help tells how. It needs sh, ssh, coreutils and util-linux.
#
# Whoever calls it (make, ninja, Ansible, a person) decides about the order; it keeps the limits, the marks of what is
# done, and the logs.
# shellcheck disable=SC2154,SC2317 # what the files of the plan set; what only other files call
set -u
umask 077
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
parts=$here/parts
# shellcheck source=/dev/null
. "$parts/settings"
# shellcheck source=/dev/null
. "$parts/secrets"
# shellcheck source=/dev/null
. "$parts/asking.sh"
# shellcheck source=/dev/null
. "$parts/limits.sh"
# shellcheck source=/dev/null
. "$parts/running.sh"
state=${GU_STATE:-$here/state}
label='' private='' child='' secret=''

usage() {
    cat << GU_USAGE
Steps of the plan that rebuilds the estate "$estate". A step is named by its label; list prints them.

  step list             print the steps in the order in which they may run, and what is done
  step show LABEL       print what a step runs
  step run LABEL        run a step unless it is done; what it needs has to be done already
  step release LABEL [WHO AND WHY]
                        let a step run that waits for a person; list shows those with [!]
  step forget LABEL     take a step, and everything that waits for it, as not done
  step check            look whether everything is at hand
  step secrets          print which secrets are needed, and where they are looked for

For other programs:
  step open LABEL       write the script that the step's host has to run, secrets included, and print its path;
                        nothing is printed for a step that is done
  step close LABEL done|failed   remove that script, and mark the step as done if it is
  step done LABEL       exit with 0 if the step is done, with 1 if not
  step ssh-config       print the configuration that ssh is used with

Environment:
  GU_STATE         what is done, and the logs (default: state beside this program)
  GU_SECRETS_DIR   folder with secrets, one file each, named as secrets says
  GU_SSH_CONFIG    configuration for ssh (default: ${default_ssh_config:-that of the user})
  GU_LIMITS=off    the caller keeps the limits of what may go on at once
  GU_NEEDS=off     run a step although what it needs is not marked as done

Exit status: 0 done; 64 wrong arguments; 66 something is missing; 75 it has to wait; else the step's own.
GU_USAGE
}

complain() { printf '%s\n' "$*" >&2; }
say() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*"; }

# Reads what there is to know about step $1.
load() {
    case ${1:-} in
    '' | *[!A-Za-z0-9-]*) label='' ;;
    *) label=$1 ;;
    esac
    if [ -z "$label" ] || [ ! -e "$parts/steps/$label.about" ]; then
        complain "There is no step ${1:-without a label}: 'step list' prints the labels."
        exit 64
    fi
    # shellcheck source=/dev/null
    . "$parts/steps/$label.about"
}

# The folder of state belongs to one plan.
open_state() {
    mkdir -p "$state/done" "$state/logs" "$state/scratch" "$state/active" "$state/locks" \
        "$state/open" "$state/released" || exit 66
    (
        flock 9
        [ -s "$state/plan" ] || printf '%s\n' "$plan" > "$state/plan"
    ) 9>> "$state/lock"
    if [ "$(cat "$state/plan")" != "$plan" ]; then
        complain "$state belongs to another plan: name another folder with GU_STATE."
        exit 64
    fi
}

# Files that only this process may read; they are gone when it ends.
open_private() {
    private=$(mktemp -d) || exit 66
    trap 'rm -rf "$private" "$state/active/$label"' EXIT
    trap '[ -z "$child" ] || kill "$child" 2> /dev/null; exit 143' INT TERM HUP
}

choose_ssh() {
    own=${HOME:-/root}/.ssh/config
    if [ -n "${GU_SSH_CONFIG:-}" ] && [ ! -r "$GU_SSH_CONFIG" ]; then
        complain "The ssh configuration $GU_SSH_CONFIG cannot be read."
        exit 66
    fi
    if [ -z "${GU_SSH_CONFIG:-}" ]; then
        GU_SSH_CONFIG=/dev/null
        [ ! -r "$own" ] || GU_SSH_CONFIG=$own
        [ ! -r "$default_ssh_config" ] || GU_SSH_CONFIG=$default_ssh_config
    fi
    GU_SSH_CONFIG=$(realpath "$GU_SSH_CONFIG")
    [ -z "${moved_hosts:-}" ] || follow_moved_hosts
    GU_SSH=$parts/ssh GU_RUN=$run
    export GU_SSH GU_SSH_CONFIG GU_RUN
}

# A configuration of ssh that looks for moved hosts where they are, by their old names, and is the chosen one for the rest.
follow_moved_hosts() {
    open_state
    [ "$GU_SSH_CONFIG" != "$state/ssh_config" ] || return 0
    {
        printf '%s\n' "$moved_hosts" | while read -r host address; do
            printf 'Host %s\n    HostName %s\n    HostKeyAlias %s\n' "$host" "$address" "$host"
        done
        printf 'Host *\n    Include "%s"\n' "$GU_SSH_CONFIG"
    } > "$state/ssh_config.$$"
    mv "$state/ssh_config.$$" "$state/ssh_config"
    GU_SSH_CONFIG=$state/ssh_config
}

# Sets `secret` to the file that holds secret number $1: in the folder of secrets, or where the plan says that it is.
find_secret() {
    describe_secret "$1"
    secret=${GU_SECRETS_DIR:-}/$file
    [ -z "${GU_SECRETS_DIR:-}" ] || [ ! -r "$secret" ] || return 0
    case $reference in
    file:/*)
        secret=${reference#file:}
        [ ! -r "$secret" ] || return 0
        ;;
    env:[A-Za-z_]*)
        secret=$private/$file
        printenv "${reference#env:}" > "$secret" && return 0
        ;;
    esac
    complain "The secret $reference is not there: put it into a file $file in the folder that GU_SECRETS_DIR names."
    return 1
}

# Finds every secret of the step, so that nothing starts before all of them are at hand.
find_secrets() {
    for pair in $secrets; do find_secret "${pair#*:}" || exit 66; done
}

print_step() {
    cat "$parts/steps/$label.env" "$parts/bodies/$body"
}

case ${1:-} in
run) run_step "${2:-}" ;;
list) list_steps ;;
show) load "${2:-}" && print_step ;;
release) release_step "$@" ;;
forget) forget_from "${2:-}" ;;
check) check_all ;;
secrets) list_secrets ;;
open) open_step "${2:-}" ;;
close) close_step "${2:-}" "${3:-}" ;;
done) load "${2:-}" && open_state && [ -e "$state/done/$label" ] ;;
ssh-config) choose_ssh && printf '%s\n' "$GU_SSH_CONFIG" ;;
-h | --help | help) usage ;;
*)
    usage >&2
    exit 64
    ;;
esac
exit
