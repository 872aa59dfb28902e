/// Moves what an earlier machine of the name left aside, with a list of its files and their checksums; deletes nothing.
///
/// Repeatable: the move is one rename, and a list that was not finished is made anew. What this run made itself, and a
/// machine that still runs, are left alone. Environment: `GU_RUN`, `GU_HOST`, `GU_MACHINES`, `GU_HOST_NAMESPACE`.
let preserveScript = #"""
    set -eu
    export LC_ALL=C
    fail() {
        printf 'preserve %s: %s\n' "$GU_HOST" "$*" >&2
        exit 1
    }
    : "$GU_RUN" "$GU_HOST_NAMESPACE"
    case $GU_HOST in '' | -* | *[!a-z0-9-]*) fail "expected a host name of a-z, 0-9 and -" ;; esac
    machine=$GU_MACHINES/$GU_HOST
    copy=$GU_MACHINES/$GU_HOST.forensic-$GU_RUN
    mkdir -p "$GU_MACHINES"
    exec 9>"$GU_MACHINES/.$GU_HOST.lock"
    flock -w 120 9 || fail "another run has been working on $machine for 2 minutes"

    is_running() {
        [ ! -e "$machine/running.lock" ] || flock -n "$machine/running.lock" true || return 0
        [ -e "/run/netns/$GU_HOST_NAMESPACE" ] && [ -n "$(ip netns pids "$GU_HOST_NAMESPACE")" ]
    }
    if [ ! -d "$copy" ]; then
        if [ ! -d "$machine/upper" ] || [ -z "$(ls -A "$machine/upper")" ]; then
            echo "no earlier machine of this name is here; there is nothing to keep"
            exit 0
        fi
        [ ! -e "$machine/groundup-run" ] || [ "$(cat "$machine/groundup-run")" != "$GU_RUN" ] || {
            echo "the machine is of this run"
            exit 0
        }
        ! is_running || fail "the earlier machine still runs in $GU_HOST_NAMESPACE; stop it, so that it stays as it is"
        while mountpoint -q "$machine/root"; do umount "$machine/root"; done
        mv "$machine" "$copy"
    fi
    manifest=$copy.manifest
    [ ! -e "$manifest" ] || {
        echo "kept in $copy"
        exit 0
    }
    {
        printf 'host %s\nkept-by-run %s\nmade-by-run %s\nbytes %s\n' "$GU_HOST" "$GU_RUN" \
            "$(cat "$copy/groundup-run" 2>/dev/null || echo unknown)" "$(du -sb "$copy" | cut -f 1)"
        printf 'base %s\n' "$(cat "$copy/lower" 2>/dev/null || echo unknown)"
        cd "$copy"
        find . -xdev -type f -print0 | sort -z | xargs -0 -r sha256sum
    } >"$manifest.new"
    sync -f "$manifest.new"
    mv "$manifest.new" "$manifest"
    echo "kept in $copy, $(grep -c '^.\{0,1\}[0-9a-f]\{64\} ' "$manifest") files listed in $manifest"
    """#
