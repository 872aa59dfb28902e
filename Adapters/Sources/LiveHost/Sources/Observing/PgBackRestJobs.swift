internal import Estate

/// Stanzas of pgBackRest whose cluster is on this host.
struct PgBackRestJobs {
    private static let places = ["/etc/pgbackrest.conf", "/etc/pgbackrest", "/etc/groundup-backup/pgbackrest.conf"]
    private let host: BackupJobs

    init(_ host: BackupJobs) {
        self.host = host
    }

    func jobs() -> [BackupJob] {
        host.files(below: Self.places).filter { $0.path.hasSuffix(".conf") }.flatMap { file -> [BackupJob] in
            let sections = Self.sections(file.lines)
            let global = sections["global"] ?? [:]
            return sections.keys.filter { !$0.hasPrefix("global") }.sorted().compactMap { name in
                job(name, (sections[name] ?? [:]).merging(global) { own, _ in own }, in: file.path)
            }
        }
    }

    private func job(_ stanza: String, _ options: [String: String], in place: String) -> BackupJob? {
        // A cluster of another host is that host's.
        guard let data = options["pg1-path"], options["pg1-host"] == nil else { return nil }
        let path = options["repo1-path"] ?? "/var/lib/pgbackrest"
        let unit = host.units(starting: "pgbackrest").first { _, words in
            words.contains("--stanza=\(stanza)") && words.last == "backup"
        }
        return BackupJob(
            engine: "pgbackrest", definedIn: place, repository: options["repo1-host"].map { "\($0):\(path)" } ?? path,
            paths: [data], passwordFrom: options["repo1-cipher-pass"].map { _ in "file \(place)" },
            schedule: unit.flatMap { host.schedule(of: $0.unit) })
    }

    /// `[name]` and `key=value`; whatever else stands there means nothing.
    static func sections(_ lines: [String]) -> [String: [String: String]] {
        var sections: [String: [String: String]] = [:]
        var current: String?
        for line in lines {
            if line.hasPrefix("["), line.hasSuffix("]") {
                current = String(line.dropFirst().dropLast())
            } else if let name = current, !line.hasPrefix("#"), let equals = line.firstIndex(of: "=") {
                let key = line[..<equals].split(separator: " ").joined()
                let value = line[line.index(after: equals)...]
                sections[name, default: [:]][key] = String(value.trimmingBlanks)
            } else if let name = current {
                sections[name] = sections[name] ?? [:]
            }
        }
        return sections
    }
}

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        var text = drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text = text.dropLast() }
        return text
    }
}
