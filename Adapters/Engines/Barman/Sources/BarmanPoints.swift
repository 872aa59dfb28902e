import ByteParsing
import Contracts
import Estate

/// Judges the backups of a server by its own lists, and by the log that is really there.
struct BarmanPoints {
    let settings: BarmanSettings
    let details: [BarmanAnswers.Details]
    let log: BarmanLog

    /// `20261123T122526`.
    static func isID(_ text: String) -> Bool {
        text.utf8.count == 15
            && text.utf8.enumerated().allSatisfy { position, byte in
                position == 8 ? byte == UInt8(ascii: "T") : (0x30...0x39).contains(byte)
            }
    }

    func list() -> RestorePointList {
        let strangers = log.folders.subtracting(details.map(\.backup_id)).sorted()
        let lost = strangers.map { "the folder of backup \($0.prefix(40)) is there, but no list names it" }
        return RestorePointList(details.map(point), warnings: Array(lost.prefix(20)), isComplete: lost.isEmpty)
    }

    private func point(_ backup: BarmanAnswers.Details) -> RestorePoint {
        let base = backup.base_backup_information
        let start = base?.begin_time_timestamp.flatMap { Int64($0) } ?? Self.time(backup.backup_id)
        var point = RestorePoint(
            id: backup.backup_id, host: settings.host, takenAt: Instant(seconds: start),
            endedAt: base?.end_time_timestamp.flatMap { Int64($0) }.map { Instant(seconds: $0) },
            paths: [settings.data])
        point.isApplicationConsistent = true
        point.sizes.restored = base?.disk_usage_bytes
        switch backup.status {
        // The second only says that nobody looked since its log came.
        case "DONE", "WAITING_FOR_WALS": judge(&point, base)
        case "FAILED":
            point.state = .failed
            point.warnings = ["barman says that it failed"]
        default: point.state = .running
        }
        return point
    }

    private func judge(_ point: inout RestorePoint, _ base: BarmanAnswers.Details.Base?) {
        let isOther = log.otherSizes.contains(point.id)
        let problem =
            log.folders.contains(point.id)
            ? point.judge(log: log.archive, from: isOther ? "" : base?.begin_wal, through: isOther ? "" : base?.end_wal)
            : "its folder is not in the repository"
        guard let problem else { return }
        point.state = .failed
        point.warnings.append(problem)
    }

    /// The id is the time, in the zone of Barman's machine; only for backups that tell no other.
    private static func time(_ id: String) -> Int64 {
        guard isID(id) else { return 0 }
        let digits = Array(id)
        let parts = [0..<4, 4..<6, 6..<8, 9..<11, 11..<13, 13..<15].map { String(digits[$0]) }
        let text = parts[0...2].joined(separator: "-") + "T" + parts[3...5].joined(separator: ":") + "Z"
        return secondsSinceEpoch(rfc3339: Array(text.utf8)[...]) ?? 0
    }
}
