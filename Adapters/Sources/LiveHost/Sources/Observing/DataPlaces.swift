/// The places of the file system hierarchy in which data lies that somebody would miss.
enum DataPlaces {
    /// Each with the number of parts, below it, that make one body of data: `/srv/uploads`, `/home/alice`.
    private static let roots = [
        ("/srv", 1), ("/opt", 1), ("/home", 1), ("/usr/local", 0), ("/var/lib", 1), ("/var/backups", 1),
        ("/var/www", 1),
        ("/var/spool", 1), ("/var/mail", 0),
    ]

    /// Made again by itself, or of no use on another machine.
    private static let passing = [
        "/proc", "/sys", "/dev", "/run", "/tmp", "/var/tmp", "/var/cache", "/var/log", "/var/lock", "/var/run", "/etc",
        "/boot", "/var/lib/systemd", "/var/spool/cron",
    ]

    /// Folders of /var/lib and files of /var/backups that the operating system keeps for itself.
    private static let systemState: Set<String> = [
        "/var/lib/apt", "/var/lib/dpkg", "/var/lib/systemd", "/var/lib/dbus", "/var/lib/misc", "/var/lib/pam",
        "/var/lib/private", "/var/lib/polkit-1", "/var/lib/python", "/var/lib/ucf", "/var/lib/logrotate",
        "/var/lib/git",
        "/var/lib/man-db", "/var/lib/vim", "/var/lib/machines", "/var/lib/portables", "/var/lib/os-prober",
        "/var/lib/initramfs-tools", "/var/lib/grub", "/var/lib/sudo", "/var/lib/shells.state", "/var/lib/udisks2",
        "/var/lib/usbutils", "/var/lib/update-notifier", "/var/lib/command-not-found", "/var/lib/apt-xapian-index",
        "/var/lib/dhcp", "/var/lib/NetworkManager", "/var/lib/sgml-base", "/var/lib/xml-core",
        "/var/lib/emacsen-common",
        "/var/lib/ispell", "/var/lib/dictionaries-common", "/var/lib/ghostscript", "/var/lib/xfonts",
        "/var/lib/swcatalog",
        // What a restore by groundup itself leaves on a host.
        "/var/lib/groundup",
    ]

    /// Whether data at `path` is worth keeping at all.
    static func holdsData(_ path: String) -> Bool {
        path.hasPrefix("/") && path != "/" && !passing.contains { lies(path, within: $0) }
            && !systemState.contains { lies(path, within: $0) }
    }

    /// The body of data that an open file belongs to: `/srv/uploads` of `/srv/uploads/2026/index.log`.
    static func folder(of file: String, isFolder: (String) -> Bool) -> String? {
        guard holdsData(file) else { return nil }
        let parts = file.split(separator: "/")
        for (root, depth) in roots where lies(file, within: root) {
            let wanted = root.split(separator: "/").count + depth
            return "/" + parts.prefix(wanted).joined(separator: "/")
        }
        // Outside the usual places: the folder in which the file lies.
        return parts.count > 1 ? "/" + parts.dropLast().joined(separator: "/") : nil
    }

    /// Bodies of data that no package brought and that hold something, sorted.
    static func unpackaged(in storage: StorageFacts) -> [String] {
        let candidates = storage.folders.union(storage.singleFiles).filter { path in
            guard !storage.owned.contains(path), holdsData(path), !isSystemBackup(path) else { return false }
            return roots.contains { root, depth in
                depth > 0 && lies(path, within: root)
                    && path.split(separator: "/").count == root.split(separator: "/").count + depth
            }
        }
        let local = storage.singleFiles.contains { lies($0, within: "/usr/local") && !storage.owned.contains($0) }
        return (candidates.filter { !isEmpty($0, in: storage) } + (local ? ["/usr/local"] : [])).sorted()
    }

    /// Folders without files take one block each; one that was not measured may hold anything.
    static func isEmpty(_ path: String, in storage: StorageFacts) -> Bool {
        guard let bytes = storage.sizes[path] else { return false }
        let folders = storage.folders.count { lies($0, within: path) }
        let filler = fillers.filter { lies($0, within: path) }.compactMap { storage.sizes[$0] }.reduce(0, +)
        return bytes - filler <= Int64(4_096 * folders)
    }

    /// Files that scripts of packages put there.
    private static let fillers = ["/var/www/html/index.nginx-debian.html"]

    /// Copies that dpkg and apt make of their own state.
    private static func isSystemBackup(_ path: String) -> Bool {
        ["/var/backups/dpkg.", "/var/backups/apt.", "/var/backups/alternatives."].contains(where: path.hasPrefix)
    }
}
