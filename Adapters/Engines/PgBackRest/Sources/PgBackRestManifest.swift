import ByteParsing
import Contracts
import Estate
import Foundation
import Synchronization

/// Reads a `backup.manifest` as it comes: sections of `name=JSON` lines.
final class PgBackRestManifest: Sendable {
    private struct File: Decodable {
        let size: Int64?
        let timestamp: Int64?
    }

    private let data: String
    private let paths: [String]
    private let each: @Sendable (ManifestEntry) -> Void
    /// The section that is read, and whether the last one of a whole manifest was seen.
    private let state = Mutex<(section: String, isWhole: Bool)>(("", false))

    init(data: String, below paths: [String], each: @escaping @Sendable (ManifestEntry) -> Void) {
        self.data = data
        self.paths = paths
        self.each = each
    }

    func read(_ line: [UInt8]) throws {
        if line.first == UInt8(ascii: "[") {
            state.withLock { $0 = (String(decoding: line, as: UTF8.self), $0.isWhole) }
            return
        }
        let section = state.withLock { $0.section }
        switch section {
        case "[target:file]": try entry(line, type: "file")
        case "[target:path]": try entry(line, type: "dir")
        case "[target:link]": try entry(line, type: "symlink")
        // Sections come in the order of their names: what was cut off has no later ones.
        case "[target:path:default]": state.withLock { $0.isWhole = true }
        default: return
        }
    }

    func finish() throws(EngineFailure) {
        guard state.withLock({ $0.isWhole }) else {
            throw EngineFailure(.corrupt, "the manifest of the backup is not whole")
        }
    }

    private func entry(_ line: [UInt8], type: String) throws {
        guard !line.isEmpty else { return }
        guard
            let split = line.indices.first(where: {
                line[$0] == UInt8(ascii: "=") && line[($0 + 1)...].first == UInt8(ascii: "{")
            })
        else { throw EngineFailure(.corrupt, "a line of the manifest is not readable") }
        let name = String(decoding: line[..<split], as: UTF8.self)
        guard name == "pg_data" || name.hasPrefix("pg_data/") else { return }
        let path = data + name.dropFirst("pg_data".utf8.count)
        let file: File
        do { file = try JSONDecoder().decode(File.self, from: Data(line[(split + 1)...])) } catch {
            throw EngineFailure(.corrupt, "a line of the manifest is not readable")
        }
        let entry = ManifestEntry(
            path: path, type: type, bytes: file.size ?? 0, modifiedAt: file.timestamp.map { Instant(seconds: $0) })
        if entry.lies(below: paths) { each(entry) }
    }
}
