import Contracts
import Synchronization

/// What rdiff-backup noted of one file.
struct RdiffRecord: Hashable, Sendable {
    /// Relative to the repository, in whatever encoding; `.` for the repository itself.
    var name: [UInt8] = []
    /// `reg`, `dir`, `sym`, ...; `None` for one that was not there.
    var type = ""
    var bytes: Int64 = 0
    var modified: Int64 = 0
    var digest: String?

    /// A further name of a file has no digest of its own.
    func differs(from old: RdiffRecord) -> Bool {
        if old.type != type || old.bytes != bytes { return true }
        if let before = old.digest, let after = digest { return before != after }
        return old.modified != modified
    }

    var word: String {
        switch type {
        case "reg": "file"
        case "dir": "dir"
        case "sym": "symlink"
        default: "other"
        }
    }
}

/// Reads what `metadata.sh` prints: lists of changed files, nearest first, then a whole list.
///
/// The nearest record of each file counts. Memory grows with what changed, not with the whole.
final class RdiffMetadata: Sendable {
    private struct State {
        var seen: Set<[UInt8]> = []
        var isWholeList = false
        var record: RdiffRecord?
        var hasEnd = false
        var count = 0
    }

    private let each: @Sendable (RdiffRecord) -> Void
    private let state = Mutex(State())

    /// - Parameter each: gets every file of the point, those that were not there left out.
    init(each: @escaping @Sendable (RdiffRecord) -> Void) {
        self.each = each
    }

    func read(_ line: [UInt8]) throws {
        let record = try state.withLock { try Self.read(line, &$0) }
        if let record { each(record) }
    }

    func finish() throws(EngineFailure) {
        let (hasEnd, count) = state.withLock { ($0.hasEnd, $0.count) }
        // Without its list rdiff-backup finds every file in order.
        guard hasEnd, count > 0 else {
            throw EngineFailure(.corrupt, hasEnd ? "its list of files is empty" : "its list of files has no end")
        }
    }

    private static func read(_ line: [UInt8], _ state: inout State) throws -> RdiffRecord? {
        if line.starts(with: Array("  ".utf8)) {
            try note(line.dropFirst(2), &state)
            return nil
        }
        let ended = flush(&state)
        if line.starts(with: Array("File ".utf8)) {
            state.record = RdiffRecord(name: name(line.dropFirst(5)))
        } else if line.starts(with: Array("Metadata ".utf8)) {
            state.isWholeList = String(decoding: line, as: UTF8.self).hasSuffix(".snapshot.gz")
        } else if line == Array("End 0".utf8) {
            state.hasEnd = true
        } else {
            throw EngineFailure(.corrupt, "a line of its list of files is not readable")
        }
        return ended
    }

    private static func flush(_ state: inout State) -> RdiffRecord? {
        guard let record = state.record else { return nil }
        state.record = nil
        state.count += 1
        if state.isWholeList {
            if state.seen.contains(record.name) { return nil }
        } else if !state.seen.insert(record.name).inserted {
            return nil
        }
        return record.type == "None" ? nil : record
    }

    private static func note(_ text: ArraySlice<UInt8>, _ state: inout State) throws {
        let parts = text.split(separator: 0x20, maxSplits: 1)
        guard state.record != nil, parts.count == 2 else { return }
        let value = String(decoding: parts[1], as: UTF8.self)
        switch String(decoding: parts[0], as: UTF8.self) {
        case "Type": state.record?.type = value
        case "Size": state.record?.bytes = try number(value)
        case "ModTime": state.record?.modified = try number(value)
        case "SHA1Digest": state.record?.digest = value
        default: return
        }
    }

    private static func number(_ text: String) throws -> Int64 {
        guard let number = Int64(text) else {
            throw EngineFailure(.corrupt, "expected a number in its list of files, found '\(text.prefix(40))'")
        }
        return number
    }

    /// Line ends and backslashes are written as `\n` and `\\`.
    private static func name(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var name: [UInt8] = []
        var isEscaped = false
        for byte in text {
            if isEscaped {
                name.append(byte == UInt8(ascii: "n") ? 0x0A : byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                name.append(byte)
            }
        }
        return name
    }
}
