# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # the frame before it defines work and fail
# Talks to a running QEMU by QMP, its monitor protocol: one command at a time over one connection, which nobody else has meanwhile.
#
# Environment besides: GU_MONITOR (QEMU's socket). Every command is a constant filter of jq, and what goes in is its argument.
question=0 closed=
open_monitor() {
    for program in jq socat; do
        command -v "$program" >/dev/null || fail "expected the program $program on this host, found none; install it"
    done
    [ -S "$GU_MONITOR" ] || fail "expected the monitor of a running QEMU at $GU_MONITOR, found no socket; does the machine run?"
    mkfifo "$work/asked" "$work/answered"
    socat - "UNIX-CONNECT:$GU_MONITOR" <"$work/asked" >"$work/answered" 2>/dev/null 8>&- &
    exec 3>"$work/asked" 4<"$work/answered"
    # A QEMU that goes away shows as an end of its answers.
    trap '' PIPE
    # It speaks first, and to one at a time.
    patience=${GU_PATIENCE:-300}
    timeout "$patience" head -n 1 <&4 | grep -q '"QMP"' ||
        fail "expected the greeting of QMP at $GU_MONITOR within $patience seconds, found none; does the machine run, and who else uses this monitor?"
    ask '{execute: "qmp_capabilities"}' || fail "expected QMP at $GU_MONITOR, found: $(refusal)"
}
# ask COMMAND [OPTIONS of jq]: the answer is then in `answer`; fails when QEMU refuses.
ask() {
    command=$1 question=$((question + 1))
    shift
    : >"$work/answer"
    jq -n -c --arg id "groundup-$question" "$@" "($command) + {id: \$id}" >&3 2>/dev/null || return 1
    while IFS= read -r line <&4; do
        # Greetings, events and answers to others come in between.
        printf '%s\n' "$line" | jq -e --arg id "groundup-$question" 'select(.id == $id)' >"$work/answer" 2>/dev/null || continue
        jq -e 'has("return")' "$work/answer" >/dev/null
        return
    done
    closed=yes
    return 1
}
# refusal: why the last command was refused, in QEMU's words.
refusal() { jq -r '.error.desc // empty' "$work/answer" 2>/dev/null | head -n 1 | cut -c 1-300 | grep . || echo "no answer"; }
