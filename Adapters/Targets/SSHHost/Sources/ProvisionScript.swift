/// Takes over a host that somebody else installed, when it is a fresh Debian 12, and marks it as this run's.
///
/// Environment: `GU_HOST`, `GU_RUN`, `GU_SSH`. Repeatable: a host that this run took over already is accepted.
let provisionScript = #"""
    set -eu
    fail() {
        printf 'provision %s: %s\n' "$GU_HOST" "$*" >&2
        exit 1
    }
    claim=$(
        cat <<'CLAIM'
    set -eu
    read -r run
    read -r host
    refuse() {
        echo "$*; nothing was changed" >&2
        exit 3
    }
    marker=/var/lib/groundup/run
    if [ -e "$marker" ]; then
        maker=$(cat "$marker")
        [ "$maker" = "$run" ] || refuse "expected a fresh host, found one that run $maker made"
        exit 0
    fi
    [ "$(id -u)" = 0 ] || refuse "expected to be root there, found user $(id -un)"
    . /etc/os-release
    [ "${ID:-} ${VERSION_ID:-}" = "debian 12" ] || refuse "expected debian 12, found ${PRETTY_NAME:-no os-release}"
    [ "$(dpkg --print-architecture)" = amd64 ] || refuse "expected amd64, found $(dpkg --print-architecture)"
    [ -d /run/systemd/system ] || refuse "expected systemd as process 1, found $(cat /proc/1/comm)"
    # A host that serves anybody is not fresh, whatever it is called.
    serving=$(ss -H -ltnp | awk '$4 !~ /^(127\.|\[::1\])/ && $0 !~ /"(sshd|systemd|rpcbind|systemd-resolve)"/ { print $4, $6 }')
    [ -z "$serving" ] || refuse "expected a fresh host, found one that already serves: $(echo "$serving" | head -n 3 | paste -sd ' ')"
    umask 022
    mkdir -p /var/lib/groundup
    printf '%s\n' "$run" >"$marker.new"
    mv "$marker.new" "$marker"
    printf '%s\n' "$host" >/etc/hostname
    hostname "$host"
    CLAIM
    )
    deadline=$(($(date +%s) + 90))
    until why=$("$GU_SSH" "$GU_HOST" true 2>&1 </dev/null); do
        [ "$(date +%s)" -lt "$deadline" ] || fail "expected a fresh Debian 12 that answers over ssh, found: $why"
        sleep 2
    done
    printf '%s\n%s\n' "$GU_RUN" "$GU_HOST" | "$GU_SSH" "$GU_HOST" "$claim" || fail "the host cannot be taken over; see above"
    echo "$GU_HOST is a fresh Debian 12, taken over by run $GU_RUN"
    """#
