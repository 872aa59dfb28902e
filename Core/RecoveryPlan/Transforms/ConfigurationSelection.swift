package import Estate

/// Which changed files in /etc are restored as they were.
///
/// Left out is what the rebuilt host must have of its own, what other steps set, and what is generated:
///
/// | left out | because |
/// | --- | --- |
/// | machine-id | it is the identity of the lost machine; the target gives a new one |
/// | passwd, group, shadow, gshadow, subuid, subgid and their backups | the accounts step makes them |
/// | hostname, resolv.conf, network configuration, fstab, mtab | the target sets them for where it builds |
/// | ld.so.cache, links in /etc/ssl/certs to packaged certificates, alternatives, rc?.d, lock files | package scripts make them |
///
/// The sources of apt are restored: packages come from the verified depot without them, and the host needs them later.
/// The keys of sshd are restored: other hosts know them, and would refuse a host with new ones. After an attack they are
/// not: whoever got in may have copied them.
/// Files in /etc/ssl/certs are restored: a certificate that somebody put there, and the bundle that names whom the
/// host trusts.
package struct ConfigurationSelection {
    /// Sorted.
    let paths: [String]
    /// Paths that hold a line end or a null byte: a list of lines cannot name them.
    let unspeakable: [String]

    init(_ files: [ConfigurationFile], hostKeysComeBack: Bool = true) {
        let wanted = files.filter { !Self.isExcluded($0) }.map(\.path)
            .filter { hostKeysComeBack || !$0.hasPrefix("/etc/ssh/ssh_host_") }.sorted()
        let isSpeakable = { (path: String) in !path.utf8.contains { $0 == 10 || $0 == 0 } }
        paths = wanted.filter(isSpeakable)
        unspeakable = wanted.filter { !isSpeakable($0) }
    }

    /// Whether a rebuilt host has this file of its own, so that it is neither restored nor compared.
    package static func isExcluded(_ file: ConfigurationFile) -> Bool {
        let path = file.path
        if path.hasPrefix("/etc/ssl/certs/"), let digest = file.digest, digest.hasPrefix("->"),
            !digest.hasPrefix("->/usr/local/")
        {
            return true
        }
        if files.contains(path) || folders.contains(where: path.hasPrefix) { return true }
        // /etc/rc0.d to /etc/rcS.d hold links that package scripts make.
        guard path.hasPrefix("/etc/rc") else { return false }
        return Array(path.utf8.dropFirst(8).prefix(3)) == Array(".d/".utf8)
    }

    private static let files: Set<String> = [
        "/etc/machine-id", "/etc/passwd", "/etc/group", "/etc/shadow", "/etc/gshadow", "/etc/passwd-", "/etc/group-",
        "/etc/shadow-", "/etc/gshadow-", "/etc/subuid", "/etc/subgid", "/etc/subuid-", "/etc/subgid-",
        "/etc/hostname", "/etc/resolv.conf", "/etc/fstab", "/etc/mtab", "/etc/adjtime",
        "/etc/ld.so.cache", "/etc/.pwd.lock", "/etc/.updated",
    ]

    private static let folders = [
        "/etc/systemd/network/", "/etc/network/", "/etc/netplan/", "/etc/alternatives/",
    ]
}
