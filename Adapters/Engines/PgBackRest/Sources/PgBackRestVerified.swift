import Contracts

/// What `verify --output=text --verbose` says of each backup, and of the log that they need.
///
/// It counts the files of earlier backups that one rests on as its own.
struct PgBackRestVerified {
    /// By label: the line that tells its status.
    private var backups: [String: Substring] = [:]
    /// Of each log: whether nothing of it is wrong.
    private var logs: [Bool] = []

    init(_ output: [UInt8]) {
        var isLog = false
        for line in String(decoding: output, as: UTF8.self).split(separator: "\n").map({ $0.drop { $0 == " " } }) {
            if line.hasPrefix("backup: ") {
                isLog = false
                backups[String(line.dropFirst("backup: ".count).prefix { $0 != "," })] = line
            } else if line.hasPrefix("archiveId: ") {
                isLog = true
            } else if isLog, line.hasPrefix("missing: ") {
                logs.append(line == Self.clean)
            }
        }
    }

    private static let clean = "missing: 0, checksum invalid: 0, size invalid: 0, other: 0"

    func verdict(on point: RestorePoint) -> PointFinding.Verdict {
        guard let line = backups[point.id] else { return .notKnown("pgbackrest verify did not name it") }
        guard line.contains("status: valid") else { return .damaged(.bytes, EngineText.shortened(line)) }
        guard !logs.isEmpty, logs.allSatisfy(\.self) else {
            return .notKnown("its files are whole, the log is not: which backups need what it lacks is not told")
        }
        return .whole(.bytes)
    }
}
