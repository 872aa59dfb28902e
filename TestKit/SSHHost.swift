/// A host that is reached over ssh, which is this machine: each connection starts a real sshd for itself.
///
/// Nothing listens, and no key opens it but one that is made for it. Needs root, as sshd does for its account of its own.
package struct SSHHost: Sendable {
    /// What `via` of a repository calls it.
    package static let name = "vault1"
    /// The configuration by which ssh finds it, and no other host.
    package let configuration: String

    /// - Parameter folder: gets a folder `ssh` with all that it needs.
    package init(in folder: ScratchFolder) async throws {
        configuration = folder.path("ssh/config")
        try await folder.sh(Self.making, [Self.name])
    }

    private static let making = """
        mkdir -p /run/sshd && mkdir -m 700 ssh && cd ssh
        for key in host user; do ssh-keygen -q -t ed25519 -N '' -f "$key"; done
        printf '%s %s\\n' "$1" "$(cut -d ' ' -f 1,2 host.pub)" >known
        cat >sshd <<SSHD
        HostKey $PWD/host
        AuthorizedKeysFile $PWD/user.pub
        AuthenticationMethods publickey
        PermitRootLogin prohibit-password
        StrictModes no
        UsePAM no
        PidFile none
        SSHD
        cat >config <<CONFIG
        Host $1
        User $(id -un)
        HostKeyAlias $1
        ProxyCommand /usr/sbin/sshd -i -q -f $PWD/sshd
        IdentityFile $PWD/user
        IdentitiesOnly yes
        IdentityAgent none
        UserKnownHostsFile $PWD/known
        StrictHostKeyChecking yes
        CONFIG
        """
}
