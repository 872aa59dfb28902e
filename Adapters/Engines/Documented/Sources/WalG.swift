import Contracts
import Estate

/// wal-g/wal-g `docs/PostgreSQL.md`, `internal/databases/postgres` (`backup_detail.go`, `integrity_check_runner.go`).
struct WalG: DocumentedTool {
    let name = "wal-g"
    let title = "WAL-G 3.0 for PostgreSQL"
    let programs = ["wal-g"]
    let settings = ["config"]
    let depths = VerifyDepth.listed ... .structure
    let restoreHint = "wal-g backup-fetch FOLDER NAME"

    func version(_ context: ToolContext) throws(EngineFailure) -> ToolCall? { try call(["--version"], context) }

    func question(after answers: [[UInt8]], _ context: ToolContext) throws(EngineFailure) -> ToolCall? {
        answers.isEmpty ? try call(["backup-list", "--detail", "--json"], context) : nil
    }

    /// Compares the log in the storage with the running cluster, so it has to run on its host (`via`).
    var verifiesAllAtOnce: Bool { true }

    func verification(_ request: VerifyRequest, _ context: ToolContext) throws(EngineFailure) -> ToolCall? {
        try call(["wal-verify", "integrity", "timeline", "--json"], context)
    }

    private func call(_ words: [String], _ context: ToolContext) throws(EngineFailure) -> ToolCall {
        let config = try context.settings.path("config")
        return ToolCall(words: ["wal-g"] + words + (config.map { ["--config", $0] } ?? []))
    }

    /// It tells on standard error what it does.
    func isHarmless(_ line: Substring) -> Bool { line.hasPrefix("INFO: ") }
}

extension WalG {
    private struct Backup: Decodable {
        let backup_name: String
        /// When it was stored; `modified` in some versions.
        let time: String?
        let modified: String?
        let modification_time: String?
        let wal_file_name: String?
        let start_time: String?
        let finish_time: String?
        let hostname: String?
        let data_dir: String?
        let uncompressed_size: Int64?
        let compressed_size: Int64?
    }

    func points(in answers: [[UInt8]], _ context: ToolContext) throws(EngineFailure) -> RestorePointList {
        let answer = answers.first ?? []
        // Without any backup some versions print nothing but a line of their log.
        let isNothing = answer.allSatisfy { $0 <= 0x20 }
        let entries = isNothing ? [] : try ToolAnswer.decode([Lenient<Backup>].self, answer, "wal-g backup-list")
        var list = try ToolAnswer.list(entries, "wal-g backup-list") { backup throws(EngineFailure) in
            let stored = ToolAnswer.instant(backup.time ?? backup.modified ?? backup.modification_time)
            // Year 1 stands for metadata that could not be read.
            let started = ToolAnswer.instant(backup.start_time).flatMap { $0.seconds > 0 ? $0 : nil }
            var point = RestorePoint(
                id: try ToolAnswer.plain(backup.backup_name), host: backup.hostname ?? "",
                takenAt: try ToolAnswer.needed(started ?? stored),
                endedAt: ToolAnswer.instant(backup.finish_time).flatMap { $0.seconds > 0 ? $0 : nil } ?? stored,
                paths: [backup.data_dir ?? ""].filter { !$0.isEmpty })
            point.isApplicationConsistent = true
            point.sizes = PointSizes(restored: backup.uncompressed_size, stored: backup.compressed_size)
            if started == nil || point.host.isEmpty || point.paths.isEmpty {
                point.fault("its metadata could not be read: host, folder or times are not known", .partial)
            }
            return point
        }
        Self.chain(&list)
        return list
    }

    /// `base_000000010000000000000007_D_000000010000000000000004` holds what changed since the backup that began in segment 4.
    private static func chain(_ list: inout RestorePointList) {
        var positions: [String: Int] = [:]
        for position in list.points.indices {
            let parts = list.points[position].id.split(separator: "_")
            guard parts.count >= 2 else { continue }
            if parts.count >= 4, parts[2] == "D" {
                list.points[position].kind = .incremental
                if let base = positions[String(parts[3])], list.points[base].isRestorable {
                    list.points[position].requires = list.points[base].requires + [list.points[base].id]
                } else {
                    list.points[position].fault("the backup on which it rests is gone, or cannot be used", .failed)
                }
            }
            positions[String(parts[1])] = position
        }
    }

    private struct Verification: Decodable {
        struct Integrity: Decodable {
            struct Range: Decodable {
                let start_segment: String?
                let end_segment: String?
                let status: String
            }
            let status: String
            let details: [Range]?
        }
        struct Timeline: Decodable {
            let status: String
        }
        let integrity: Integrity?
        let timeline: Timeline?
    }

    func verified(_ answer: [UInt8], _ request: VerifyRequest) -> PointVerification? {
        guard let found = try? ToolAnswer.decode(Verification.self, answer, "wal-g wal-verify"),
            let integrity = found.integrity, let timeline = found.timeline
        else { return nil }
        let ranges = integrity.details ?? []
        if let lost = ranges.first(where: { $0.status == "MISSING_LOST" }) {
            let words = "the log lacks \(lost.start_segment ?? "?") to \(lost.end_segment ?? "?")"
            return PointVerification(reached: .structure, outcome: .failed(EngineFailure(.corrupt, words)))
        }
        let statuses = [integrity.status, timeline.status]
        if statuses.contains("FAILURE") {
            return PointVerification(
                reached: .structure,
                outcome: .failed(EngineFailure(.corrupt, "integrity is \(statuses[0]), timeline is \(statuses[1])")))
        }
        let late = ranges.filter { $0.status != "FOUND" }
        guard statuses.allSatisfy({ $0 == "OK" || $0 == "WARNING" }), !ranges.isEmpty else {
            return PointVerification(
                reached: .listed, outcome: .unknown("wal-g ended as \(statuses[0]), \(statuses[1])"))
        }
        guard statuses == ["OK", "OK"], late.isEmpty else {
            return PointVerification(
                reached: .structure, outcome: .warned("\(late.count) parts of the log are late, or still on their way"))
        }
        return PointVerification(
            reached: .structure, outcome: .ok(proof: "integrity OK, timeline OK; what is stored was not read"))
    }
}
