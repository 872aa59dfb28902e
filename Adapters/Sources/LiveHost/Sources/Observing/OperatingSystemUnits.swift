/// Units that belong to the operating system: they come with it and are no service that somebody would ask for.
///
/// The list is of names as Debian has them; a name that ends in `@` stands for its instances. A recipe may claim such a
/// unit where the data it speaks of exists, as with sshd in front of backup repositories.
enum OperatingSystemUnits {
    static func contains(_ unit: String) -> Bool {
        if prefixes.contains(where: unit.hasPrefix) { return true }
        let name = unit.hasSuffix(".service") ? String(unit.dropLast(".service".count)) : unit
        return names.contains(name) || instances.contains { name.hasPrefix($0) }
    }

    /// systemd itself, package maintenance, volumes, and what groundup runs.
    private static let prefixes = [
        "systemd-", "apt-", "dpkg-", "lvm2-", "initrd-", "plymouth", "cloud-", "dm-", "run-", "groundup-",
        "keyboard-setup",
        "console-setup", "ifup", "e2scrub", "snapd.",
    ]

    private static let instances: Set<String> = [
        "getty@", "serial-getty@", "container-getty@", "user@", "user-runtime-dir@", "ssh@", "modprobe@", "ifup@",
        "dhclient@",
        "wpa_supplicant@", "autovt@",
    ]

    private static let names: Set<String> = [
        // sessions and messages between processes
        "dbus", "dbus-broker", "ssh", "sshd", "console-getty", "emergency", "rescue", "polkit", "accounts-daemon",
        "elogind", "rtkit-daemon", "getty-static", "sudo",
        // jobs and records
        "cron", "anacron", "atd", "rsyslog", "syslog-ng", "auditd", "logrotate", "man-db", "unattended-upgrades",
        "sysstat", "fstrim", "needrestart",
        // time and network of the host itself
        "networking", "NetworkManager", "NetworkManager-wait-online", "ModemManager", "wpa_supplicant", "dhcpcd",
        "resolvconf", "chrony", "ntp", "ntpsec", "nftables", "iptables", "netfilter-persistent", "ufw", "firewalld",
        "avahi-daemon", "nscd", "unscd",
        // hardware and virtual machines
        "udev", "udisks2", "upower", "acpid", "irqbalance", "smartmontools", "smartd", "thermald", "mdmonitor",
        "multipathd", "blk-availability", "qemu-guest-agent", "open-vm-tools", "vgauth", "haveged", "rng-tools-debian",
        "kmod", "apparmor", "fwupd", "packagekit", "bluetooth",
    ]
}
