internal import ByteParsing
internal import Contracts
internal import Estate

/// One backup folder as its own two small files describe it.
struct MariaBackup: Hashable, Sendable {
    /// Below the repository.
    let folder: String
    let uuid: String
    let isIncremental: Bool
    /// Numbers in the log of InnoDB: the backup holds what changed from one to the other.
    let from: UInt64
    let to: UInt64
    let start: Instant
    let end: Instant
    let server: String
    /// Only some databases or tables were asked for.
    let isPartial: Bool
    /// What makes it less than it seems.
    let warnings: [String]
}

/// Reads what `list.sh` prints.
struct MariaBackupList: Sendable {
    private(set) var backups: [MariaBackup] = []
    /// What could not be read as a backup.
    private(set) var warnings: [String] = []

    init(_ output: [UInt8]) {
        var folder: String?
        var values: [String: String] = [:]
        for line in Lines(output) {
            let text = String(decoding: line.bytes, as: UTF8.self)
            if text.hasPrefix("@ ") {
                finish(folder, values)
                (folder, values) = (String(text.dropFirst(2)), [:])
            } else if text.hasPrefix("t ") {
                values["time"] = values["time"] ?? String(text.dropFirst(2))
            } else if text.hasPrefix("s ") {
                warnings.append("\(text.dropFirst(2)) is a stream; only backups that are unpacked are read")
            } else if text.hasPrefix("u ") {
                warnings.append("\(text.dropFirst(2)) holds files of a database, but not the end of a backup")
            } else if let split = text.firstRange(of: " = ") {
                let key = String(text[..<split.lowerBound])
                values[key] = values[key] ?? String(text[split.upperBound...])
            }
        }
        finish(folder, values)
        warnDoubles()
    }

    private mutating func finish(_ folder: String?, _ values: [String: String]) {
        guard let folder else { return }
        switch Self.backup(folder, values) {
        case .success(let backup): backups.append(backup)
        case .failure(let failure): warnings.append("the backup in \(folder) cannot be read: \(failure.words)")
        }
    }

    private static func backup(_ folder: String, _ values: [String: String]) -> Result<MariaBackup, EngineFailure> {
        func corrupt(_ words: String) -> Result<MariaBackup, EngineFailure> {
            .failure(EngineFailure(.corrupt, words))
        }
        guard let type = values["backup_type"], types.contains(type) else {
            return corrupt("it names no kind of backup")
        }
        guard let from = values["from_lsn"].flatMap({ UInt64($0) }), let to = values["to_lsn"].flatMap({ UInt64($0) }),
            from <= to
        else { return corrupt("it does not tell where in the log it begins and ends") }
        guard let uuid = values["uuid"], isUUID(uuid) else { return corrupt("it has no uuid") }
        guard let start = values["start_time"].flatMap(local), let end = values["end_time"].flatMap(local) else {
            return corrupt("it does not tell when it was taken")
        }
        let zone = MariaZone(end: end, file: values["time"])
        var warnings = zone.warnings
        if values["compressed"].map({ $0 != "N" }) == true { warnings.append("its files are compressed one by one") }
        if values["format"].map({ $0 != "file" }) == true { warnings.append("it was made as a stream") }
        return .success(
            MariaBackup(
                folder: folder, uuid: uuid, isIncremental: type == "incremental", from: from, to: to,
                start: Instant(seconds: start - zone.offset), end: Instant(seconds: end - zone.offset),
                server: values["server_version"] ?? values["tool_version"] ?? "", isPartial: values["partial"] == "Y",
                warnings: warnings))
    }

    /// A copied folder is the same backup once more.
    private mutating func warnDoubles() {
        let groups = Dictionary(grouping: backups, by: \.uuid)
        for backup in backups where groups[backup.uuid, default: []].first != backup {
            warnings.append("\(backup.folder) is another copy of a backup that is there already")
        }
        backups = backups.filter { groups[$0.uuid]?.first == $0 }
    }

    private static let types: Set = ["full-backuped", "log-applied", "full-prepared", "incremental"]

    static func isUUID(_ text: String) -> Bool {
        (8...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte) || (0x41...0x5a).contains(byte)
                    || byte == UInt8(ascii: "-")
            }
    }

    /// `2026-11-30 22:31:59`, as if it were UTC.
    private static func local(_ text: String) -> Int64? {
        secondsSinceEpoch(rfc3339: Array((text.prefix(10) + "T" + text.dropFirst(11) + "Z").utf8)[...])
    }
}

/// The zone of the host that wrote a time, which the tool does not name.
///
/// The file was written in the second in which the backup ended, and knows that in UTC: the difference is the zone, unless
/// the file was copied without its time.
private struct MariaZone {
    let offset: Int64
    let warnings: [String]

    init(end: Int64, file: String?) {
        let quarter: Int64 = 900
        guard let written = file.flatMap({ Int64($0.prefix { $0 != "." }) }) else {
            self = MariaZone(unknown: ())
            return
        }
        let difference = end - written
        let zone = Int64((Double(difference) / Double(quarter)).rounded()) * quarter
        guard abs(difference - zone) <= 120, abs(zone) <= 14 * 3_600 else {
            self = MariaZone(unknown: ())
            return
        }
        offset = zone
        warnings = []
    }

    private init(unknown: Void) {
        offset = 0
        warnings = ["its time is its host's own, whose zone does not show; it is taken for UTC"]
    }
}
