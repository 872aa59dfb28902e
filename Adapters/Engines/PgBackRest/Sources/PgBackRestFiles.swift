import Contracts
import Foundation

/// Reads `pgbackrest repo-ls --output=json`.
struct PgBackRestFiles {
    private struct File: Decodable {
        let type: String
        let size: Int64?
        let time: Int64?
    }

    private let files: [String: File]

    init(_ output: [UInt8]) throws(EngineFailure) {
        do { files = try JSONDecoder().decode([String: File].self, from: Data(output)) } catch {
            throw EngineFailure(.corrupt, "the answer of pgbackrest repo-ls is not readable: \(error)")
        }
    }

    var folders: [String] { files.filter { $0.value.type == "path" && $0.key != "." }.map(\.key) }

    /// Segments of the log, named `<24 digits>-<sha1>` with an ending for the compression; an empty file is none.
    var segments: [(WALSegment, Int64)] {
        files.compactMap { name, file in
            guard file.type == "file", (file.size ?? 0) > 0, name.dropFirst(24).hasPrefix("-"),
                let segment = WALSegment(name.prefix(24)), let time = file.time
            else { return nil }
            return (segment, time)
        }
    }
}
