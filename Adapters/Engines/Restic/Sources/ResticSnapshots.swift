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
        let summary: Summary?
    }

    /// What 0.17 and later remember of a backup.
    private struct Summary: Decodable {
        let backup_end: String?
        let data_added_packed: Int64?
        let total_bytes_processed: Int64?
        let total_files_processed: Int64?
    }

    private struct Repository: Decodable {
        let id: String
    }

    private struct Size: Decodable {
        let total_size: Int64
        let total_file_count: Int64
    }

    /// The restore points, newest last.
    ///
    /// Lines that are not the list itself are passed over; exactly one list is needed.
    static func points(_ output: [UInt8]) throws -> [RestorePoint] {
        let lists = Lines(output).filter { $0.bytes.first == UInt8(ascii: "[") || $0.bytes.starts(with: "null".utf8) }
        guard lists.count == 1, let list = lists.first else {
            throw EngineFailure(.corrupt, "restic printed \(lists.count) lists of snapshots instead of one")
        }
        let snapshots: [Snapshot]
        do {
            snapshots = try JSONDecoder().decode([Snapshot]?.self, from: Data(list.bytes)) ?? []
        } catch {
            throw EngineFailure(.corrupt, "restic's list of snapshots is not readable: \(error)")
        }
        return try snapshots.map(point).sorted { ($0.takenAt, $0.id) < ($1.takenAt, $1.id) }
    }

    private static func point(_ snapshot: Snapshot) throws -> RestorePoint {
        guard let seconds = secondsSinceEpoch(rfc3339: Array(snapshot.time.utf8)[...]) else {
            throw EngineFailure(.corrupt, "snapshot \(snapshot.id.prefix(8)) has no readable time")
        }
        guard snapshot.id.utf8.count == 64, snapshot.id.utf8.allSatisfy(ResticCommand.isHexadecimal) else {
            throw EngineFailure(.corrupt, "'\(snapshot.id.prefix(64))' is no snapshot")
        }
        var point = RestorePoint(
            id: snapshot.id, host: snapshot.hostname ?? "", takenAt: Instant(seconds: seconds),
            endedAt: snapshot.summary?.backup_end.flatMap { secondsSinceEpoch(rfc3339: Array($0.utf8)[...]) }
                .map { Instant(seconds: $0) },
            paths: snapshot.paths ?? [])
        if let summary = snapshot.summary {
            point.sizes = PointSizes(
                restored: summary.total_bytes_processed, added: summary.data_added_packed,
                items: summary.total_files_processed)
        }
        return point
    }

    /// The complaints about single snapshots, which leave the others usable; throws for every other fault.
    static func unreadable(in result: ProcessResult) throws(EngineFailure) -> [String] {
        let complaints = ResticText.complaints(in: result.errors)
        if result.succeeded, !complaints.isEmpty, complaints.allSatisfy({ $0.contains("could not load snapshot") }) {
            return Array(complaints.prefix(20))
        }
        if case .failed(let failure) = ResticVerdict.outcome(of: result, after: .list) { throw failure }
        return []
    }

    /// The id in `cat config`.
    static func repositoryID(_ output: [UInt8]) -> String? {
        (try? JSONDecoder().decode(Repository.self, from: Data(output)))?.id
    }

    /// The sum in `stats --json`.
    static func size(_ output: [UInt8]) -> (bytes: Int64, items: Int64)? {
        let lines = Lines(output).filter { $0.bytes.first == UInt8(ascii: "{") }
        let size = lines.last.flatMap { try? JSONDecoder().decode(Size.self, from: Data($0.bytes)) }
        return size.map { ($0.total_size, $0.total_file_count) }
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
