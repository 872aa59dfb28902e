import ByteParsing
import Contracts
import Estate

/// One read-only snapshot as `btrfs subvolume show` tells it.
struct BtrfsSnapshot: Hashable, Sendable {
    let path: String
    let uuid: String
    /// It came from another file system.
    let isReceived: Bool
    let created: Instant
}

/// Reads the answer of `list-snapshots.sh`.
struct BtrfsSnapshots: Hashable, Sendable {
    private(set) var all: [BtrfsSnapshot] = []
    private(set) var warnings: [String] = []
    private(set) var isComplete = true
    private var refusal: EngineFailure?

    init(_ output: [UInt8], settings: BtrfsSettings) throws(EngineFailure) {
        for record in try EngineLists.records(of: 3, in: output, "subvolumes") {
            let name = record[0].dropFirst(settings.folder.count + 1)
            if name.hasPrefix(settings.prefix) { take(record[0], status: record[1], said: record[2]) }
        }
        // None of them could be read: that is no list.
        if all.isEmpty, let refusal { throw refusal }
    }

    private mutating func take(_ path: String, status: String, said: String) {
        let name = EngineText.shortened(path)
        // Whoever may name a snapshot must not be able to write lines into what is said of it.
        guard path.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }), !path.contains("\u{fffd}") else {
            return leaveOut("the name of '\(name)' is not plain, so it was left out")
        }
        guard status == "0" else {
            refusal = EngineFailure(EngineFailure.kind(ofSystemError: said) ?? .unknown, EngineText.lastLine(said))
            return leaveOut("\(name) cannot be read: \(EngineText.lastLine(said))")
        }
        let fields = Self.fields(said)
        guard let uuid = fields["UUID"], Self.isUUID(uuid), let created = fields["Creation time"].flatMap(Self.instant)
        else { return leaveOut("what btrfs says of \(name) is not readable") }
        guard fields["Flags"]?.split(separator: " ").contains("readonly") == true else {
            // Somebody writes in it, or a `btrfs receive` did not come to its end.
            warnings.append("\(name) can be written to, so it is no restore point")
            return
        }
        all.append(
            BtrfsSnapshot(
                path: path, uuid: uuid, isReceived: fields["Received UUID"].map(Self.isUUID) ?? false,
                created: created))
    }

    private mutating func leaveOut(_ reason: String) {
        warnings.append(reason)
        isComplete = false
    }

    /// The lines `Name: value` between the name of the subvolume and the names of its snapshots.
    private static func fields(_ said: String) -> [String: String] {
        var fields: [String: String] = [:]
        for line in said.split(separator: "\n").dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let key = String(line[..<colon].drop { $0 == "\t" })
            if key == "Snapshot(s)" { break }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            if fields[key] == nil { fields[key] = String(value) }
        }
        return fields
    }

    static func isUUID(_ text: String) -> Bool {
        text.utf8.count == 36
            && text.utf8.enumerated().allSatisfy { position, byte in
                [8, 13, 18, 23].contains(position)
                    ? byte == UInt8(ascii: "-") : (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
            }
    }

    /// `2026-11-30 22:34:45 +0000`, as it is printed in UTC.
    private static func instant(_ text: String) -> Instant? {
        guard text.hasSuffix(" +0000") else { return nil }
        return secondsSinceEpoch(rfc3339: Array("\(text.dropLast(6))Z".utf8)[...]).map { Instant(seconds: $0) }
    }
}
