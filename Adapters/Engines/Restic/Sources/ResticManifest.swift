import ByteParsing
import Contracts
import Estate
import Synchronization

/// Reads `restic ls --json` as it comes: one line for the snapshot, one for each entry.
final class ResticManifest: Sendable {
    /// A path has at most 4096 bytes, and each may be written in six.
    private static let longestLine = 64 << 10

    private struct State {
        var lines = LineSplitter(limit: longestLine)
        var number = 0
        var isProven = false
    }

    private let snapshot: String
    private let each: @Sendable (ManifestEntry) -> Void
    private let state = Mutex(State())

    init(of snapshot: String, each: @escaping @Sendable (ManifestEntry) -> Void) {
        self.snapshot = snapshot
        self.each = each
    }

    /// Takes the next piece of the output.
    func receive(_ piece: [UInt8]) throws {
        try state.withLock { state in
            var lines = LineSplitter(limit: 0)
            swap(&lines, &state.lines)
            defer { state.lines = lines }
            do { try lines.add(piece) { try read($0, &state) } } catch is LineSplitter.TooLong {
                throw ResticFailure.damaged("line \(state.number + 1) of restic's manifest is too long")
            }
        }
    }

    /// Throws unless the output proved to be about the snapshot: restic answers with nothing at all, and status 0, when it
    /// does not find one.
    func finish() throws {
        try state.withLock { state in
            var lines = state.lines
            try lines.finish { try read($0, &state) }
            guard state.isProven else { throw ResticFailure.damaged("restic did not find the snapshot") }
        }
    }

    private func read(_ line: [UInt8], _ state: inout State) throws {
        state.number += 1
        guard line.first == UInt8(ascii: "{") else { return }
        guard let fields = ResticLine(line) else {
            throw ResticFailure.damaged("line \(state.number) of restic's manifest is not readable")
        }
        switch fields.kind {
        case .snapshot: state.isProven = state.isProven || fields.id == snapshot
        case .node:
            guard let entry = fields.entry else {
                throw ResticFailure.damaged("line \(state.number) of restic's manifest has no path or no type")
            }
            each(entry)
        case .other: return
        }
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
