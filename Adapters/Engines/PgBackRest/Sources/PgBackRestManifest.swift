import ByteParsing
import Contracts
import EngineParts
import Estate
import Foundation
import Synchronization

/// Reads a `backup.manifest` as it comes: sections of `name=JSON` lines.
///
/// pgBackRest writes where these names lead, so none is taken that leads out of the data folder or its table spaces.
final class PgBackRestManifest: Sendable {
    private struct File: Decodable {
        let size: Int64?
        let timestamp: Int64?
    }

    private struct Target: Decodable {
        let path: String?
        let id: String?

        private enum CodingKeys: String, CodingKey {
            case path
            case id = "tablespace-id"
        }
    }

    private struct State {
        /// The one that is read.
        var section = ""
        /// The last section of a whole manifest was seen.
        var isWhole = false
        var tablespaces: Tablespaces
    }

    private let data: String
    private let paths: [String]
    private let each: @Sendable (ManifestEntry) -> Void
    private let state: Mutex<State>

    init(data: String, below paths: [String], each: @escaping @Sendable (ManifestEntry) -> Void) {
        self.data = data
        self.paths = paths
        self.each = each
        state = Mutex(State(tablespaces: Tablespaces(data: data)))
    }

    var tablespaces: Tablespaces { state.withLock { $0.tablespaces } }

    func read(_ line: [UInt8]) throws {
        if line.first == UInt8(ascii: "[") {
            state.withLock { $0.section = String(decoding: line, as: UTF8.self) }
            return
        }
        switch state.withLock({ $0.section }) {
        // Sections come in the order of their names, so that places are known before files.
        case "[backup:target]": try target(line)
        case "[target:file]": try entry(line, type: "file")
        case "[target:path]": try entry(line, type: "dir")
        case "[target:link]": try entry(line, type: "symlink")
        // What was cut off has no later ones.
        case "[target:path:default]": state.withLock { $0.isWhole = true }
        default: return
        }
    }

    func finish() throws(EngineFailure) {
        guard state.withLock({ $0.isWhole }) else {
            throw EngineFailure(.corrupt, "the manifest of the backup is not whole")
        }
    }

    private func target(_ line: [UInt8]) throws {
        guard let (name, target) = try Self.parts(line, Target.self), name.hasPrefix("pg_tblspc/") else { return }
        let id = String(name.dropFirst("pg_tblspc/".utf8.count))
        guard target.id == id, let place = target.path else {
            throw EngineFailure(.corrupt, "a table space of the manifest has no plain number and place")
        }
        try state.withLock { try $0.tablespaces.add(id, at: place) }
    }

    private func entry(_ line: [UInt8], type: String) throws {
        // The tool makes its links by itself, and leaves this list of them out when it restores.
        guard let (name, file) = try Self.parts(line, File.self), name != "pg_data/tablespace_map" else { return }
        guard let path = path(of: name), HostPaths.isPath(path) else {
            throw EngineFailure(.corrupt, "a name of the manifest, '\(name.prefix(80))', leads nowhere in a cluster")
        }
        let entry = ManifestEntry(
            path: path, type: type, bytes: file.size ?? 0, modifiedAt: file.timestamp.map { Instant(seconds: $0) })
        if paths.isEmpty || entry.lies(below: paths) { each(entry) }
    }

    /// Where on the host something lies: in the data folder, or in a table space.
    private func path(of name: String) -> String? {
        let parts = name.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        if parts[0] == "pg_data" { return data + name.dropFirst("pg_data".utf8.count) }
        guard parts[0] == "pg_tblspc" else { return nil }
        // The folder in which the links lie, beside those that they lead to.
        guard parts.count > 1 else { return "\(data)/pg_tblspc" }
        return tablespaces.places[String(parts[1])].map { parts.count > 2 ? "\($0)/\(parts[2])" : $0 }
    }

    /// - Returns: the name before the `=` and what follows; `nil` for an empty line.
    private static func parts<Value: Decodable>(_ line: [UInt8], _: Value.Type) throws -> (String, Value)? {
        guard !line.isEmpty else { return nil }
        guard
            let split = line.indices.first(where: {
                line[$0] == UInt8(ascii: "=") && line[($0 + 1)...].first == UInt8(ascii: "{")
            })
        else { throw EngineFailure(.corrupt, "a line of the manifest is not readable") }
        do {
            let value = try JSONDecoder().decode(Value.self, from: Data(line[(split + 1)...]))
            return (String(decoding: line[..<split], as: UTF8.self), value)
        } catch {
            throw EngineFailure(.corrupt, "a line of the manifest is not readable")
        }
    }
}
