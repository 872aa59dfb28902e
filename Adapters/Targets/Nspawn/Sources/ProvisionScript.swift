/// Makes a machine on the base image, gives it its name, address and keys, boots it, and waits until ssh answers.
///
/// Repeatable: what an earlier attempt of the same run made is taken up; what anybody else made is never touched.
/// Environment: `GU_RUN`, `GU_SSH` and the parameters that `NspawnTarget` gives.
let provisionScript = #"""
    set -eu
    fail() {
        printf 'provision %s: %s\n' "$GU_HOST" "$*" >&2
        exit 1
    }
    # Named here, because in a pipe an unset variable would go unnoticed.
    : "$GU_RUN" "$GU_SSH" "$GU_DEPOT" "$GU_NAMESERVERS" "$GU_SEARCH_DOMAINS"
    # They become paths and interface names.
    case $GU_HOST in '' | -* | *[!a-z0-9-]*) fail "expected a host name of a-z, 0-9 and -" ;; esac
    case $GU_MACHINES$GU_IMAGES in *[:,\\]*) fail "expected folders without ':', ',' or '\\', found $GU_MACHINES and $GU_IMAGES" ;; esac
    # The image's key: the signed metadata decides which versions it holds.
    image_key() {
        {
            echo 'groundup base image 3'
            cat "$GU_DEPOT"/debian/dists/*/InRelease "$GU_DEPOT"/debian-security/dists/*/InRelease
        } | sha256sum | cut -c 1-16
    }
    machine=$GU_MACHINES/$GU_HOST
    mkdir -p "$GU_MACHINES"
    exec 9>"$GU_MACHINES/.$GU_HOST.lock"
    flock -w 120 9 || fail "another run has been working on $machine for 2 minutes"

    # A machine of ours holds this lock for as long as it runs; anybody's machine has processes in its namespace.
    is_running() {
        [ ! -e "$machine/running.lock" ] || flock -n "$machine/running.lock" true || return 0
        [ -e "/run/netns/$GU_HOST_NAMESPACE" ] && [ -n "$(ip netns pids "$GU_HOST_NAMESPACE")" ]
    }
    maker=none
    [ ! -e "$machine/groundup-run" ] || maker=$(cat "$machine/groundup-run")

    # Nothing that this run did not make is ever touched.
    if [ "$maker" != "$GU_RUN" ]; then
        if is_running; then
            fail "a machine is running in namespace $GU_HOST_NAMESPACE, made by run: $maker; stop it, or choose another target"
        fi
        if [ -d "$machine/upper" ] && [ -n "$(ls -A "$machine/upper")" ]; then
            fail "$machine/upper holds data, made by run: $maker; move it away, or choose another target"
        fi
        mkdir -p "$machine"
        printf '%s\n' "$GU_RUN" >"$machine/groundup-run.new"
        mv "$machine/groundup-run.new" "$machine/groundup-run"
    fi

    write_differences() {
        image=$GU_IMAGES/$(image_key)
        [ -d "$image" ] || fail "expected the base image $image, found none; run the image step first"
        printf '%s\n' "$image" >"$machine/lower"
        new=$machine/upper.new
        rm -rf "$new" "$machine/work"
        # These folders replace the image's own permissions, so they must not depend on the caller's umask.
        umask 022
        mkdir -p "$new/etc/ssh" "$new/etc/systemd/network" "$new/var/lib/groundup" "$new/root/.ssh"
        chmod 700 "$new/root" "$new/root/.ssh"

        printf '%s\n' "$GU_HOST" >"$new/etc/hostname"
        printf '127.0.0.1 localhost\n::1 localhost\n%s %s %s\n' "$GU_ADDRESS" "$GU_FULL_NAME" "$GU_HOST" >"$new/etc/hosts"
        {
            [ -z "$GU_SEARCH_DOMAINS" ] || printf 'search %s\n' "$(printf '%s' "$GU_SEARCH_DOMAINS" | paste -sd ' ')"
            printf '%s\n' "$GU_NAMESERVERS" | while read -r nameserver; do
                [ -z "$nameserver" ] || printf 'nameserver %s\n' "$nameserver"
            done
        } >"$new/etc/resolv.conf"
        {
            printf '[Match]\nName=host0\n\n[Network]\nAddress=%s/%s\n' "$GU_ADDRESS" "$GU_PREFIX_LENGTH"
            [ -z "$GU_GATEWAY" ] || printf 'Gateway=%s\n' "$GU_GATEWAY"
            printf 'LinkLocalAddressing=no\nIPv6AcceptRA=no\n'
        } >"$new/etc/systemd/network/10-host0.network"
        tr -d - </proc/sys/kernel/random/uuid >"$new/etc/machine-id"
        printf '%s\n' "$GU_RUN" >"$new/var/lib/groundup/run"
        cp "$GU_AUTHORIZED_KEY" "$new/root/.ssh/authorized_keys"
        chmod 600 "$new/root/.ssh/authorized_keys"
        ssh-keygen -q -t ed25519 -N '' -C "root@$GU_HOST" -f "$new/etc/ssh/ssh_host_ed25519_key"
        mv "$new" "$machine/upper"
    }

    register_host_key() (
        # One writer at a time: hosts are provisioned side by side.
        exec 8>"$GU_KNOWN_HOSTS.lock"
        flock -w 60 8 || fail "$GU_KNOWN_HOSTS has been locked for a minute"
        names=$GU_HOST,$GU_FULL_NAME,$GU_ADDRESS
        new=$GU_KNOWN_HOSTS.new
        # The original's key stays: it may come back with the original's configuration. That of another rebuilt one goes.
        {
            [ ! -e "$GU_KNOWN_HOSTS" ] || awk -v names="$names" '!($1 == names && $NF == "groundup")' "$GU_KNOWN_HOSTS"
            printf '%s %s groundup\n' "$names" \
                "$(cut -d ' ' -f 1,2 "$machine/upper/etc/ssh/ssh_host_ed25519_key.pub")"
        } >"$new"
        mv "$new" "$GU_KNOWN_HOSTS"
    )

    connect_network() {
        # The other end lives beside those of all hosts, so its name is made of the host's; at most 15 characters.
        peer=v$(printf '%s' "$GU_HOST" | cksum | cut -d ' ' -f 1)
        ip netns add "$GU_HOST_NAMESPACE" 2>/dev/null || [ -e "/run/netns/$GU_HOST_NAMESPACE" ] ||
            fail "the namespace $GU_HOST_NAMESPACE could not be made"
        ip -n "$GU_HOST_NAMESPACE" link delete host0 2>/dev/null || true
        ip -n "$GU_NAMESPACE" link delete "$peer" 2>/dev/null || true
        # With the original's own hardware address, neighbours find it at once instead of waiting for a dead one.
        set --
        case $GU_HARDWARE_ADDRESS in ??:??:??:??:??:??) set -- address "$GU_HARDWARE_ADDRESS" ;; esac
        ip -n "$GU_HOST_NAMESPACE" link add host0 "$@" type veth peer name "$peer" netns "$GU_NAMESPACE"
        ip -n "$GU_NAMESPACE" link set "$peer" master "$GU_BRIDGE" up
        ip -n "$GU_HOST_NAMESPACE" link set lo up
    }

    # Machines in one control group would end each other's services, so each gets its own.
    own_control_group() {
        awk '$3 == "cgroup2" || ($3 == "cgroup" && $4 ~ /(^|,)name=systemd(,|$)/) { print $2 }' /proc/self/mounts |
            while read -r hierarchy; do
                group=$hierarchy/$GU_HOST_NAMESPACE
                [ ! -d "$group" ] || find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
                mkdir -p "$group"
                printf '%s\n' "$group"
            done
    }

    boot() {
        while mountpoint -q "$machine/root"; do umount "$machine/root"; done
        mkdir -p "$machine/root" "$machine/work"
        mount -t overlay overlay "$machine/root" \
            -o "lowerdir=$(cat "$machine/lower"),upperdir=$machine/upper,workdir=$machine/work"
        if [ -d /run/systemd/system ]; then
            control_groups=
            set -- systemd-run --scope --quiet --collect --property=Delegate=yes "--unit=$GU_HOST_NAMESPACE"
        else
            control_groups=$(own_control_group)
            set --
        fi
        exec 7>"$machine/running.lock"
        flock -n 7 || fail "$machine/running.lock is held although no machine runs; look for its holder"
        # It has to outlive this script and whoever runs it: own session, none of our files open but the lock.
        # shellcheck disable=SC2016 # The inner shell expands it.
        CONTROL_GROUPS=$control_groups setsid sh -c '
            printf "%s\n" "$CONTROL_GROUPS" | while read -r group; do
                [ -z "$group" ] || echo $$ >"$group/cgroup.procs"
            done
            "$@" 7>&-
            exit' sh "$@" systemd-nspawn --quiet --directory="$machine/root" --machine="$GU_HOST_NAMESPACE" \
            --hostname="$GU_HOST" --network-namespace-path="/run/netns/$GU_HOST_NAMESPACE" --capability=CAP_NET_ADMIN \
            --register=no --keep-unit --resolv-conf=off --timezone=off --link-journal=no --boot \
            </dev/null >>"$machine/console.log" 2>&1 3>&- 4>&- 5>&- 6>&- 8>&- 9>&- &
        exec 7>&-
    }

    wait_for_ssh() {
        deadline=$(($(date +%s) + 90))
        until "$GU_SSH" "$GU_HOST" true 2>"$machine/ssh.log" </dev/null; do
            [ "$(date +%s)" -lt "$deadline" ] ||
                fail "no answer over ssh after 90 s: $(tail -n 1 "$machine/ssh.log"); see $machine/console.log"
            sleep 0.2
        done
    }

    if [ ! -e "$machine/upper/var/lib/groundup/run" ]; then
        rm -rf "$machine/upper"
        write_differences
    fi
    register_host_key
    if ! is_running; then
        connect_network
        boot
    fi
    wait_for_ssh
    echo "$GU_HOST is up, made by run $GU_RUN"
    """#
