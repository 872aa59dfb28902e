internal import ByteParsing
internal import Contracts
internal import Estate

/// One archive of `samba-tool domain backup`, as its own `backup.txt` describes it.
struct SambaArchive: Hashable, Sendable {
    let name: String
    let written: Int64
    let size: Int64
    /// When `backup.txt` was written, as the archive itself keeps it; `nil` when that cannot be read.
    let made: Int64?
    /// The lines of `backup.txt`.
    let description: [String]

    /// `offline`, `online` or `rename`, as in `Domain offline backup, using DC 'dc1'`.
    var kind: String? {
        let words = description.first { $0.hasPrefix("Domain ") && $0.contains(" backup") }?.split(separator: " ")
        return words.flatMap { $0.count > 1 ? String($0[1]) : nil }
    }

    /// Whether passwords are in it; `nil` when it does not say.
    var hasSecrets: Bool? {
        let prefix = "Backup contains domain secrets: "
        return description.first { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) == "True" }
    }

    static func isName(_ text: String) -> Bool {
        text.hasSuffix(".tar.bz2") && !text.hasPrefix("-") && !text.hasPrefix(".") && !text.contains("/")
            && text.utf8.count <= 255 && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
    }
}

/// Reads what `list.sh` prints.
struct SambaArchiveList: Sendable {
    private(set) var archives: [SambaArchive] = []
    private(set) var warnings: [String] = []

    init(_ output: [UInt8]) {
        var found: [SambaArchive] = []
        for line in Lines(output) {
            let text = String(decoding: line.bytes, as: UTF8.self)
            if text.hasPrefix("@ ") {
                guard let archive = Self.head(text) else {
                    warnings.append("line \(line.number) of the list is not readable")
                    continue
                }
                found.append(archive)
            } else if let last = found.popLast() {
                found.append(Self.adding(text, to: last))
            }
        }
        for archive in found {
            guard archive.made != nil, archive.kind != nil else {
                warnings.append("\(archive.name) is no backup of samba-tool, or its beginning is damaged")
                continue
            }
            archives.append(archive)
        }
    }

    private static func head(_ text: String) -> SambaArchive? {
        let words = text.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
        guard words.count == 4, let written = Int64(words[1]), let size = Int64(words[2]),
            SambaArchive.isName(words[3])
        else { return nil }
        return SambaArchive(name: words[3], written: written, size: size, made: nil, description: [])
    }

    private static func adding(_ text: String, to archive: SambaArchive) -> SambaArchive {
        let rest = String(text.dropFirst(2))
        return SambaArchive(
            name: archive.name, written: archive.written, size: archive.size,
            made: text.hasPrefix("e ") ? Self.time(rest) : archive.made,
            description: text.hasPrefix("t ") ? archive.description + [rest] : archive.description)
    }

    /// `-rw-r--r-- root/root 218 2026-11-30 22:31:30.46 backup.txt`.
    private static func time(_ text: String) -> Int64? {
        let words = text.split(separator: " ")
        guard words.count == 6 else { return nil }
        return secondsSinceEpoch(rfc3339: Array("\(words[3])T\(words[4].prefix(8))Z".utf8)[...])
    }

    func points(_ settings: SambaSettings) -> [RestorePoint] {
        archives.map { archive in
            var point = RestorePoint(
                id: archive.name, host: settings.host, takenAt: Instant(seconds: archive.made ?? archive.written),
                endedAt: Instant(seconds: max(archive.written, archive.made ?? archive.written)),
                paths: [settings.dumps])
            point.isApplicationConsistent = true
            point.sizes = PointSizes(restored: archive.size, stored: archive.size, items: 1)
            if archive.hasSecrets != true {
                point.state = .partial
                point.warnings.append("it does not say that it holds the domain's secrets: people need new passwords")
            }
            if archive.kind != "offline" {
                point.state = .failed
                point.warnings.append("it is no offline backup, and only those are put back in place")
            }
            return point
        }
    }
}

/// What `settings:` of a repository of samba-tool says.
struct SambaSettings: Hashable, Sendable {
    /// The domain controller as the estate knows it.
    let host: String
    /// The folder from which its recipe restores the domain.
    let dumps: String
    let scratch: String?
    let folder: String

    init(_ repository: RepositoryEntry) throws(EngineFailure) {
        let settings = try EngineSettings(repository, known: ["folder", "host", "scratch"])
        host = try settings.requiredName("host", "the host of the domain controller")
        dumps = try settings.path("folder") ?? "/var/backups/samba"
        scratch = try settings.path("scratch")
        folder = try EngineSettings.folder(of: repository)
        guard repository.password == nil else {
            throw EngineFailure(.unsupported, "backups of samba-tool have no password; leave it out")
        }
    }

    /// An archive where the recipe of the controller looks for it.
    func entry(of archive: String, bytes: Int64 = 0, modifiedAt: Instant? = nil) -> ManifestEntry {
        ManifestEntry(path: "\(dumps)/\(archive)", type: "file", bytes: bytes, modifiedAt: modifiedAt)
    }
}
