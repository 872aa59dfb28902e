import ByteParsing
import Contracts
import Estate
import Synchronization

/// Reads `restic ls --json` as it comes: one line for the snapshot, one for each entry.
final class ResticManifest: Sendable {
    private let snapshot: String
    private let each: @Sendable (ManifestEntry) -> Void
    private let isProven = Mutex(false)

    init(of snapshot: String, each: @escaping @Sendable (ManifestEntry) -> Void) {
        self.snapshot = snapshot
        self.each = each
    }

    func read(_ line: [UInt8]) throws {
        guard line.first == UInt8(ascii: "{") else { return }
        guard let fields = ResticLine(line) else {
            throw EngineFailure(.corrupt, "a line of restic's manifest is not readable")
        }
        switch fields.kind {
        case .snapshot: if fields.id == snapshot { isProven.withLock { $0 = true } }
        case .node:
            guard let entry = fields.entry else {
                throw EngineFailure(.corrupt, "a line of restic's manifest has no path or no type")
            }
            each(entry)
        case .other: return
        }
    }

    /// Throws unless the output proved to be about the snapshot: restic answers with nothing at all, and status 0, when it
    /// does not find one.
    func finish() throws(EngineFailure) {
        guard isProven.withLock({ $0 }) else { throw EngineFailure(.noSuchPoint, "restic did not find the snapshot") }
    }
}

/// What is wanted of one line; millions of them go by, so nothing else of it is looked at.
private struct ResticLine {
    enum Kind {
        case snapshot
        case node
        case other
    }

    private(set) var kind = Kind.other
    private(set) var id: String?
    private var path: String?
    private var type: String?
    private var bytes: Int64 = 0
    private var modifiedAt: Instant?

    init?(_ line: [UInt8]) {
        guard var members = JSONMembers(line) else { return nil }
        let isWhole = members.forEach { member in
            let (name, value) = (member.name, member.value)
            if line.matches(name, "path") {
                path = line.jsonText(value)
            } else if line.matches(name, "type") {
                type = line.jsonText(value)
            } else if line.matches(name, "size") {
                bytes = line[value].decimal.map { Int64($0) } ?? 0
            } else if line.matches(name, "mtime") {
                modifiedAt = secondsSinceEpoch(rfc3339: line[value].dropFirst().dropLast()).map { Instant(seconds: $0) }
            } else if line.matches(name, "struct_type") || line.matches(name, "message_type") {
                if line.matches(value, "\"node\"") { kind = .node }
                if line.matches(value, "\"snapshot\"") { kind = .snapshot }
            } else if line.matches(name, "id") {
                id = line.jsonText(value)
            }
        }
        guard isWhole else { return nil }
    }

    var entry: ManifestEntry? {
        guard let path, let type else { return nil }
        return ManifestEntry(path: path, type: type, bytes: bytes, modifiedAt: modifiedAt)
    }
}
