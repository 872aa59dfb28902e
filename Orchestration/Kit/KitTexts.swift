internal import Formats

/// Constant files of a kit for people and for the shell.
enum KitTexts {
    /// Brings the tools from the kit's own depot; apt verifies them by the archive's signature, not by ours.
    static func prepare(_ tools: [String]) -> String {
        #"""
        #!/bin/sh
        # Installs what a bare Debian system lacks, from this kit's depot only; apt verifies every package itself.
        set -eu
        here=$(cd "$(dirname "$0")" && pwd)
        depot=$here/state/depot
        apt=$(mktemp -d)
        trap 'rm -rf "$apt"' EXIT
        mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
        keyring=/usr/share/keyrings/debian-archive-keyring.gpg
        for release in "$depot"/debian/dists/* "$depot"/debian-security/dists/*; do
            printf 'deb [signed-by=%s] copy:%s %s main\n' "$keyring" "${release%/dists/*}" "${release##*/}"
        done > "$apt/sources.list"
        set -- -qq -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=- \
            -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o Acquire::Languages=none \
            -o Acquire::Check-Valid-Until=false -o Acquire::Check-Date=false -o APT::Install-Recommends=false \
            -o APT::Sandbox::User=root
        apt-get "$@" update
        DEBIAN_FRONTEND=noninteractive apt-get "$@" -y install \#(tools.joined(separator: " "))

        """#
    }

    static func readme(_ manifest: KitManifest) -> String {
        let plans = manifest.plans.map { "  groundup restore \($0.prefix(12))" }.joined(separator: "\n")
        return """
            A recovery kit of the estate \(manifest.estateName), made by groundup \(manifest.program).

            It needs a Debian 12 machine with root, this file, one of its recipients' keys, and a way to the hosts and to
            the backup repositories. Nothing else.

              mkdir kit && tar -C kit -xf KIT.tar        (KIT.tar.zst: zstd -d first)
              kit/prepare                                tools, from the kit's own depot
              kit/groundup kit verify KIT.tar --key KEY.pub
              kit/groundup kit open KIT.tar --to /recovery --identity YOUR-KEY --key KEY.pub
              cd /recovery

            and then, in /recovery, with ./groundup:

            \(plans)  --config groundup.yaml --state state

            Without groundup: runbooks/ tells every step to people; break-glass/ is the same as bash scripts. Compare
            SHA-256 of every file with manifest.json, which manifest.json.sig signs (ssh-keygen -Y verify, namespace
            groundup-kit, principal groundup).

            """
    }
}
