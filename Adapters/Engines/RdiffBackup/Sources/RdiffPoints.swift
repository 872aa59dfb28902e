import Contracts
import EngineParts
import Estate
import Formats

/// Reads `rdiff-backup --parsable-output list increments --size`, which is YAML, oldest first.
struct RdiffPoints {
    private struct Increment {
        let seconds: Int64
        let bytes: Int64
    }

    /// The version of the tool, in a comment before the list.
    let version: String
    private let increments: [Increment]

    init(_ output: [UInt8]) throws(EngineFailure) {
        let text = String(decoding: output, as: UTF8.self)
        version = text.split(separator: "\n").first { $0.hasPrefix("# ") }.map { String($0.dropFirst(2)) } ?? ""
        do {
            let limits = StrictYAML.Limits(bytes: 16 << 20, nodes: 1_000_000, depth: 4, aliasLookalikes: 0)
            increments = try StrictYAML.document(text, file: "list increments", limits: limits).list().map { item in
                let entry = try item.mapping(["size", "time", "total_size"])
                return Increment(
                    seconds: Int64(try entry.required("time").integer(in: 0...Int.max)),
                    bytes: Int64(try entry.required("size").integer(in: 0...Int.max)))
            }
        } catch {
            throw EngineFailure(.corrupt, "the list of increments is not readable: \(error)")
        }
        // Where there is a repository there is a backup.
        guard !increments.isEmpty else { throw EngineFailure(.corrupt, "the list of increments is empty") }
    }

    /// The newest one is a mirror; every other one is put together by going back from it, so it needs all newer ones.
    func points(_ settings: RdiffSettings) -> [RestorePoint] {
        let sorted = increments.sorted { $0.seconds < $1.seconds }
        return sorted.enumerated().map { index, increment in
            var point = RestorePoint(
                id: "\(increment.seconds)", host: settings.host, takenAt: Instant(seconds: increment.seconds),
                paths: [settings.places.root])
            point.kind = index == sorted.count - 1 ? .full : .incremental
            point.requires = sorted[(index + 1)...].map { "\($0.seconds)" }
            point.sizes.stored = increment.bytes
            if point.kind == .full { point.sizes.restored = increment.bytes }
            return point
        }
    }
}
