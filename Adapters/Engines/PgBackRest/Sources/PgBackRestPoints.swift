import Contracts
import Estate

/// Judges the backups of a stanza by its own lists: their chains, the log that each needs, and how far the log goes on.
struct PgBackRestPoints {
    let stanza: PgBackRestInformation.Stanza
    let settings: PgBackRestSettings
    /// By id, such as `15-1`.
    var archives: [String: WALArchive] = [:]
    /// The folders of backups that are there.
    var folders: Set<String> = []

    init(stanza: PgBackRestInformation.Stanza, settings: PgBackRestSettings) {
        self.stanza = stanza
        self.settings = settings
    }

    /// `20261123-120637F` or `20261123-120637F_20261123-120643I`.
    static func isLabel(_ text: String) -> Bool {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        let isRight = parts.allSatisfy { part in
            part.utf8.count == 16
                && part.utf8.enumerated().allSatisfy { position, byte in
                    switch position {
                    case 8: byte == UInt8(ascii: "-")
                    case 15: "FDI".utf8.contains(byte)
                    default: (0x30...0x39).contains(byte)
                    }
                }
        }
        return isRight && (1...2).contains(parts.count)
    }

    /// `15-1`: a version of PostgreSQL, and which of its clusters it is.
    static func isArchive(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 20 && !text.hasPrefix("-")
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
            && text != "." && text != ".."
    }

    func list() -> RestorePointList {
        var points: [RestorePoint] = []
        for backup in stanza.backup.sorted(by: { $0.timestamp.start < $1.timestamp.start }) {
            points.append(point(backup, earlier: points))
        }
        // What is not in the list of backups may be one that runs now, or one that the list has lost.
        let strangers = folders.subtracting(stanza.backup.map(\.label)).sorted()
        let isRunning = stanza.status.lock?.backup?.held == true
        let lost = isRunning ? [] : strangers.map { "the folder of backup \($0) is there, but no list names it" }
        return RestorePointList(points, warnings: Array(lost.prefix(20)), isComplete: lost.isEmpty)
    }

    private func point(_ backup: PgBackRestInformation.Backup, earlier: [RestorePoint]) -> RestorePoint {
        var point = RestorePoint(
            id: backup.label, host: settings.host, takenAt: Instant(seconds: backup.timestamp.start),
            endedAt: Instant(seconds: backup.timestamp.stop), paths: [settings.data])
        point.kind = backup.type == "incr" ? .incremental : backup.type == "diff" ? .differential : .full
        point.isApplicationConsistent = true
        point.requires = backup.reference?.sorted() ?? []
        point.sizes = PointSizes(
            restored: backup.info?.size, stored: backup.info?.repository?.size, added: backup.info?.repository?.delta)
        if backup.error == true {
            point.state = .partial
            point.warnings.append("pages of the database had wrong checksums when it was taken")
        }
        if let problem = brokenChain(point, earlier)
            ?? point.judge(log: log(of: backup), from: backup.archive?.start, through: backup.archive?.stop)
        {
            point.state = .failed
            point.window = nil
            point.warnings.append(problem)
        }
        return point
    }

    private func brokenChain(_ point: RestorePoint, _ earlier: [RestorePoint]) -> String? {
        if !folders.contains(point.id) { return "its folder is not in the repository" }
        for required in point.requires {
            guard let other = earlier.first(where: { $0.id == required }) else {
                return "backup \(required), on which it rests, is gone"
            }
            if other.state == .failed { return "backup \(required), on which it rests, cannot be used" }
        }
        return nil
    }

    private func log(of backup: PgBackRestInformation.Backup) -> WALArchive? {
        stanza.archive.first { $0.database.id == backup.database.id }.flatMap { archives[$0.id] }
    }
}
