import ByteParsing
import Contracts
import Estate
import Foundation

/// Reads `restic ls --json`: one line for the snapshot, one for each entry.
enum ResticManifest {
    private struct Entry: Decodable {
        let struct_type: String?
        let message_type: String?
        let id: String?
        let path: String?
        let type: String?
        let size: Int64?
        let mtime: String?
    }

    /// The entries, once the output proved to be about `snapshot`.
    ///
    /// restic answers with nothing at all, and status 0, when it does not find a snapshot.
    static func entries(_ output: [UInt8], of snapshot: String) throws -> [ManifestEntry] {
        var isProven = false
        var entries: [ManifestEntry] = []
        let decoder = JSONDecoder()
        for line in Lines(output) where line.bytes.first == UInt8(ascii: "{") {
            let entry: Entry
            do {
                entry = try decoder.decode(Entry.self, from: Data(line.bytes))
            } catch {
                throw ResticFailure.damaged("line \(line.number) of restic's manifest is not readable")
            }
            switch entry.struct_type ?? entry.message_type {
            case "snapshot": isProven = isProven || entry.id == snapshot
            case "node": entries.append(try node(entry, line: line.number))
            default: continue
            }
        }
        guard isProven else { throw ResticFailure.damaged("restic did not find the snapshot") }
        return entries
    }

    private static func node(_ entry: Entry, line: Int) throws -> ManifestEntry {
        guard let path = entry.path, let type = entry.type else {
            throw ResticFailure.damaged("line \(line) of restic's manifest has no path or no type")
        }
        let seconds = entry.mtime.flatMap { secondsSinceEpoch(rfc3339: Array($0.utf8)[...]) }
        return ManifestEntry(
            path: path, type: type, bytes: entry.size ?? 0, modifiedAt: seconds.map { Instant(seconds: $0) })
    }
}
