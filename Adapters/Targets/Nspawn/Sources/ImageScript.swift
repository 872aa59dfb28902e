/// Builds the read-only base system that all machines of the target share, from signed packages of the depot only.
///
/// Environment: `GU_DEPOT`, `GU_IMAGES`. Repeatable: only a whole image ever gets its name.
let imageScript = #"""
    set -eu
    fail() {
        printf 'image: %s\n' "$*" >&2
        exit 1
    }
    [ -r "$GU_DEPOT/depot.json" ] || fail "expected a finished depot at $GU_DEPOT, found no depot.json; fill the depot first"
    command -v mmdebstrap >/dev/null || fail "expected the program mmdebstrap on the controller, found none; install it"
    # The image's key: the signed metadata decides which versions it holds.
    image_key() {
        {
            echo 'groundup base image 3'
            cat "$GU_DEPOT"/debian/dists/*/InRelease "$GU_DEPOT"/debian-security/dists/*/InRelease
        } | sha256sum | cut -c 1-16
    }
    key=$(image_key)
    image=$GU_IMAGES/$key
    mkdir -p "$GU_IMAGES"
    exec 9>"$GU_IMAGES/.$key.lock"
    flock -w 600 9 || fail "another run has been building $image for 10 minutes"
    if [ -d "$image" ]; then
        echo "image $key is already built"
        exit 0
    fi

    # Only a whole image ever gets its name: a killed build leaves a .partial folder, which the next one removes.
    partial=$GU_IMAGES/.$key.partial
    rm -rf --one-file-system "$partial"
    mkdir -p "$partial"
    keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    sources=$partial/sources.list
    for release in "$GU_DEPOT"/debian/dists/* "$GU_DEPOT"/debian-security/dists/*; do
        printf 'deb [signed-by=%s] copy:%s %s main\n' "$keyring" "${release%/dists/*}" "${release##*/}"
    done >"$sources"

    # Age is judged when the depot is built and shown with the plan; at recovery the clock and the archive may be off.
    mmdebstrap --quiet --mode=root --variant=minbase --include=systemd,systemd-sysv,dbus,openssh-server,iproute2,python3-minimal \
        --aptopt='Acquire::Languages "none"' --aptopt='Acquire::Check-Valid-Until "false"' \
        --aptopt='Acquire::Check-Date "false"' --aptopt='APT::Install-Recommends "false"' \
        --aptopt='APT::Sandbox::User "root"' --dpkgopt=force-unsafe-io --skip=check/empty \
        '' "$partial/root" - <"$sources" || fail "the base system could not be built from $GU_DEPOT; see the lines above"

    root=$partial/root
    # Nothing that has to differ between hosts may be in what they share.
    rm -f "$root"/etc/ssh/ssh_host_*_key "$root"/etc/ssh/ssh_host_*_key.pub "$root"/etc/hostname "$root"/etc/resolv.conf
    rm -f "$root"/etc/apt/apt.conf.d/99mmdebstrap "$root"/etc/dpkg/dpkg.cfg.d/99mmdebstrap
    : >"$root/etc/machine-id"
    # The sources of the original come back with its configuration; a file of ours would stay beside them.
    rm -f "$root/etc/apt/sources.list"
    chroot "$root" systemctl --quiet enable systemd-networkd.service

    # The signed metadata rides along, so that it need not travel to every host.
    depot=$root/var/lib/groundup/depot
    mkdir -p "$depot/debian" "$depot/debian-security"
    cp -R --preserve=timestamps "$GU_DEPOT/debian/dists" "$depot/debian/"
    cp -R --preserve=timestamps "$GU_DEPOT/debian-security/dists" "$depot/debian-security/"

    sync -f "$partial"
    mv "$root" "$image"
    rm -rf --one-file-system "$partial"
    echo "image $key is built"
    """#
