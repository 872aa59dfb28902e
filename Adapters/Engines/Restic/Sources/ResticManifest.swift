import ByteParsing
import Contracts
import Estate
import Foundation
import Synchronization

/// Reads `restic ls --json` as it comes: one line for the snapshot, one for each entry.
final class ResticManifest: Sendable {
    private struct Entry: Decodable {
        let struct_type: String?
        let message_type: String?
        let id: String?
        let path: String?
        let type: String?
        let size: Int64?
        let mtime: String?
    }

    private let snapshot: String
    private let each: @Sendable (ManifestEntry) -> Void
    private let isProven = Mutex(false)

    init(of snapshot: String, each: @escaping @Sendable (ManifestEntry) -> Void) {
        self.snapshot = snapshot
        self.each = each
    }

    func read(_ line: [UInt8]) throws {
        guard line.first == UInt8(ascii: "{") else { return }
        let entry: Entry
        do { entry = try JSONDecoder().decode(Entry.self, from: Data(line)) } catch {
            throw EngineFailure(.corrupt, "a line of restic's manifest is not readable")
        }
        switch entry.struct_type ?? entry.message_type {
        case "snapshot": if entry.id == snapshot { isProven.withLock { $0 = true } }
        case "node": each(try Self.node(entry))
        default: return
        }
    }

    /// Throws unless the output proved to be about the snapshot: restic answers with nothing at all, and status 0, when it
    /// does not find one.
    func finish() throws(EngineFailure) {
        guard isProven.withLock({ $0 }) else { throw EngineFailure(.noSuchPoint, "restic did not find the snapshot") }
    }

    private static func node(_ entry: Entry) throws -> ManifestEntry {
        guard let path = entry.path, let type = entry.type else {
            throw EngineFailure(.corrupt, "a line of restic's manifest has no path or no type")
        }
        let seconds = entry.mtime.flatMap { secondsSinceEpoch(rfc3339: Array($0.utf8)[...]) }
        return ManifestEntry(
            path: path, type: type, bytes: entry.size ?? 0, modifiedAt: seconds.map { Instant(seconds: $0) })
    }
}
