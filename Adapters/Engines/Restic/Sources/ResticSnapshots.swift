import ByteParsing
import Contracts
import Estate
import Foundation

/// Reads `restic snapshots --json` and the plain lists of `restic list`.
enum ResticSnapshots {
    private struct Snapshot: Decodable {
        let time: String
        let paths: [String]?
        let hostname: String?
        let id: String
    }

    /// The restore points, newest last.
    ///
    /// Lines that are not the list itself are passed over; exactly one list is needed.
    static func points(_ output: [UInt8]) throws -> [RestorePoint] {
        let lists = Lines(output).filter { $0.bytes.first == UInt8(ascii: "[") || $0.bytes.starts(with: "null".utf8) }
        guard lists.count == 1, let list = lists.first else {
            throw ResticFailure.damaged("restic printed \(lists.count) lists of snapshots instead of one")
        }
        let snapshots: [Snapshot]
        do {
            snapshots = try JSONDecoder().decode([Snapshot]?.self, from: Data(list.bytes)) ?? []
        } catch {
            throw ResticFailure.damaged("restic's list of snapshots is not readable: \(error)")
        }
        return try snapshots.map(point).sorted { ($0.takenAt, $0.id) < ($1.takenAt, $1.id) }
    }

    private static func point(_ snapshot: Snapshot) throws -> RestorePoint {
        guard let seconds = secondsSinceEpoch(rfc3339: Array(snapshot.time.utf8)[...]) else {
            throw ResticFailure.damaged("snapshot \(snapshot.id.prefix(8)) has no readable time")
        }
        guard snapshot.id.utf8.count == 64, snapshot.id.utf8.allSatisfy(ResticCommand.isHexadecimal) else {
            throw ResticFailure.damaged("'\(snapshot.id.prefix(64))' is no snapshot")
        }
        return RestorePoint(
            id: snapshot.id, host: snapshot.hostname ?? "", takenAt: Instant(seconds: seconds),
            paths: snapshot.paths ?? [])
    }

    /// The identifiers that `restic list` prints, one on a line; other lines are passed over.
    static func identifiers(_ output: [UInt8]) -> Set<String> {
        var identifiers: Set<String> = []
        for line in Lines(output) {
            let text = line.bytes.filter { $0 != UInt8(ascii: "\"") && $0 != 0x0D }
            guard text.count == 64, text.allSatisfy(ResticCommand.isHexadecimal) else { continue }
            identifiers.insert(String(decoding: text, as: UTF8.self))
        }
        return identifiers
    }
}
