import ByteParsing
import Contracts
import Estate
import Foundation

/// Reads `borg list --json-lines` of an archive as it comes.
struct BorgManifest: Sendable {
    private struct Entry: Decodable {
        let path: String
        let type: String
        let size: Int64?
        let mtime: String?
        let healthy: Bool?
    }

    let each: @Sendable (ManifestEntry) -> Void

    func read(_ line: [UInt8]) throws {
        guard !line.isEmpty else { return }
        let entry: Entry
        do { entry = try JSONDecoder().decode(Entry.self, from: Data(line)) } catch {
            throw EngineFailure(.corrupt, "a line of borg's manifest is not readable")
        }
        // Borg has replaced chunks of it by zeros, after they were lost.
        guard entry.healthy != false else {
            throw EngineFailure(.corrupt, "'\(entry.path.prefix(200))' has lost some of its contents")
        }
        let seconds = entry.mtime.flatMap { secondsSinceEpoch(rfc3339: Array("\($0)Z".utf8)[...]) }
        each(
            ManifestEntry(
                path: entry.path.hasPrefix("/") ? entry.path : "/\(entry.path)", type: Self.type(entry.type),
                bytes: entry.size ?? 0, modifiedAt: seconds.map { Instant(seconds: $0) }))
    }

    private static func type(_ letter: String) -> String {
        switch letter {
        // A further name of a file is a file too.
        case "-", "h": "file"
        case "d": "dir"
        case "l": "symlink"
        default: "other"
        }
    }
}

/// Reads `borg diff --json-lines` as it comes.
struct BorgDifference: Sendable {
    private struct Entry: Decodable {
        struct Change: Decodable {
            let type: String
        }

        let path: String
        let changes: [Change]
    }

    let each: @Sendable (PathChange) -> Void

    func read(_ line: [UInt8]) throws {
        guard !line.isEmpty else { return }
        let entry: Entry
        do { entry = try JSONDecoder().decode(Entry.self, from: Data(line)) } catch {
            throw EngineFailure(.corrupt, "a line of borg's comparison is not readable")
        }
        let types = Set(entry.changes.map(\.type))
        guard let kind = Self.kind(types) else { return }
        // A slash at its end tells a folder, which has no contents of its own.
        each(PathChange(kind, "/\(entry.path)" + (types.contains { $0.hasSuffix(" directory") } ? "/" : "")))
    }

    /// Times, modes and owners alone are no change of contents.
    private static func kind(_ types: Set<String>) -> PathChange.Kind? {
        if types.contains(where: { $0.hasPrefix("added") }) { return .added }
        if types.contains(where: { $0.hasPrefix("removed") }) { return .removed }
        return types.isDisjoint(with: ["modified", "changed link"]) ? nil : .modified
    }
}
