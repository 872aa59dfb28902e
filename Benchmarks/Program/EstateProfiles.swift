internal import Estate

/// What made-up hosts consist of: little enough that an estate of ten thousand assets stays handy.
enum EstateProfiles {
    private static let packages = [
        "adduser", "apt", "base-files", "bash", "bsdutils", "ca-certificates", "coreutils", "cron", "curl", "dash",
        "debconf", "debianutils", "diffutils", "dpkg", "e2fsprogs", "findutils", "gpgv", "grep", "gzip", "hostname",
        "init", "iproute2", "iputils-ping", "kmod", "less", "libc6", "login", "logrotate", "mount", "nano",
        "ncurses-base",
        "openssh-server", "openssl", "passwd", "perl-base", "procps", "restic", "rsyslog", "sed", "sudo", "systemd",
        "systemd-sysv", "tar", "tzdata", "udev", "util-linux", "vim-tiny", "zlib1g",
    ]

    private static let configuration = [
        "/etc/apt/sources.list", "/etc/fstab", "/etc/hostname", "/etc/hosts", "/etc/ssh/sshd_config.d/site.conf",
        "/etc/sudoers.d/operators", "/etc/systemd/system/restic-backup.service",
        "/etc/systemd/system/restic-backup.timer",
    ]

    static func profile(of host: AssetID, rank: Int) -> HostProfile {
        HostProfile(
            fullName: "\(host.text).synthetic.example", operatingSystem: "debian 12", architecture: "amd64",
            machineID: hexadecimal(rank + 1), virtualization: "kvm",
            addresses: [
                HostAddress(
                    interface: "eth0", address: "10.\(rank / 65_536).\(rank / 256 % 256).\(rank % 256)", prefixLength: 8
                )
            ],
            gateway: "10.255.255.254", nameservers: [], searchDomains: ["synthetic.example"],
            packages: packages.map {
                InstalledPackage(
                    name: $0, version: "1.0-1", architecture: "amd64", isManual: $0 == "restic", origin: "Debian")
            },
            groups: [LocalGroup(name: "operators", identifier: 1_000, members: ["admin"])],
            users: ["root", "daemon", "backup", "sshd", "admin"].enumerated().map { number, name in
                LocalUser(
                    name: name, identifier: number == 4 ? 1_000 : number, primaryGroup: number, comment: "",
                    home: "/home/\(name)", shell: "/bin/sh")
            },
            changedConfiguration: configuration.map { ConfigurationFile(path: $0, package: nil, digest: "0") },
            enabledUnits: ["cron.service", "restic-backup.timer", "ssh.service"])
    }

    /// 32 digits, as machine-ids have.
    private static func hexadecimal(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }
}
