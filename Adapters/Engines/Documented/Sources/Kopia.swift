import Contracts

/// kopia/kopia `cli/command_snapshot_list.go`, `cli/command_snapshot_verify.go`, `snapshot/manifest.go`.
struct Kopia: DocumentedTool {
    let name = "kopia"
    let title = "Kopia 0.21"
    let programs = ["kopia"]
    let settings = ["config"]
    let depths = VerifyDepth.structure ... .decoded
    let restoreHint = "kopia snapshot restore ID FOLDER"

    func version(_ context: ToolContext) throws(EngineFailure) -> ToolCall? { try call(["--version"], context) }

    func question(after answers: [[UInt8]], _ context: ToolContext) throws(EngineFailure) -> ToolCall? {
        guard answers.isEmpty else { return nil }
        // It leaves out what is incomplete, equal to the one before, of other hosts, or beyond the newest hundred.
        return try call(
            [
                "snapshot", "list", "--all", "--json", "--incomplete", "--show-identical", "--max-results=1000000",
            ], context)
    }

    func verification(_ request: VerifyRequest, _ context: ToolContext) throws(EngineFailure) -> ToolCall? {
        // The default reads nothing of any file.
        let percent = request.depth > .structure ? request.percent : 0
        let point =
            try request.point.map { point throws(EngineFailure) in [try Self.id(point.id, else: .noSuchPoint)] } ?? []
        return try call(["snapshot", "verify", "--json", "--verify-files-percent=\(percent)"] + point, context)
    }

    private func call(_ words: [String], _ context: ToolContext) throws(EngineFailure) -> ToolCall {
        let config = try context.settings.path("config")
        var environment = ["KOPIA_CHECK_FOR_UPDATES": "false"]
        environment["KOPIA_PASSWORD"] = context.password
        return ToolCall(
            words: ["kopia"] + (config.map { ["--config-file=\($0)"] } ?? []) + words, environment: environment)
    }

    private static func id(_ text: String, else kind: EngineFailure.Kind) throws(EngineFailure) -> String {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else {
            throw EngineFailure(kind, "'\(text.prefix(60))' is no id of a snapshot")
        }
        return text
    }
}

extension Kopia {
    private struct Manifest: Decodable {
        struct Source: Decodable {
            let host: String
            let path: String
        }
        struct Root: Decodable {
            struct Summary: Decodable {
                let size: Int64?
                let files: Int64?
                let numFailed: Int64?
                let numIgnoredErrors: Int64?
            }
            let summ: Summary?
        }
        let id: String
        let source: Source
        let startTime: String
        let endTime: String?
        let incomplete: String?
        let rootEntry: Root?
    }

    func points(in answers: [[UInt8]], _ context: ToolContext) throws(EngineFailure) -> RestorePointList {
        let entries = try ToolAnswer.decode(
            [Lenient<Manifest>].self, answers.first ?? [], "kopia snapshot list")
        return try ToolAnswer.list(entries, "kopia snapshot list") { manifest throws(EngineFailure) in
            var point = RestorePoint(
                id: try Self.id(manifest.id, else: .corrupt), host: try ToolAnswer.plain(manifest.source.host),
                takenAt: try ToolAnswer.needed(ToolAnswer.instant(manifest.startTime)),
                endedAt: ToolAnswer.instant(manifest.endTime), paths: [try ToolAnswer.plain(manifest.source.path)])
            let summary = manifest.rootEntry?.summ
            point.sizes = PointSizes(restored: summary?.size, items: summary?.files)
            if manifest.rootEntry == nil { point.fault("it has no root folder", .failed) }
            if let reason = manifest.incomplete, !reason.isEmpty {
                point.fault("it is incomplete: \(reason)", .partial)
            }
            if let failed = summary?.numFailed, failed > 0 {
                point.fault("\(failed) files could not be read", .partial)
            }
            if let ignored = summary?.numIgnoredErrors, ignored > 0 {
                point.fault("\(ignored) errors were ignored on purpose")
            }
            return point
        }
    }

    private struct Verification: Decodable {
        struct Stats: Decodable {
            let processedObjectCount: Int64?
            let readFileCount: Int64?
        }
        let stats: Stats?
        let errorCount: Int64
        let errorStrings: [String]?
    }

    func verified(_ answer: [UInt8], _ request: VerifyRequest) -> PointVerification? {
        guard let found = try? ToolAnswer.decode(Verification.self, answer, "kopia snapshot verify") else { return nil }
        if found.errorCount != 0 || found.errorStrings?.isEmpty == false {
            let first = found.errorStrings?.first ?? "no more is said"
            return PointVerification(
                reached: .structure,
                outcome: .failed(EngineFailure(.corrupt, "kopia found \(found.errorCount) errors: \(first)")))
        }
        guard let objects = found.stats?.processedObjectCount, objects > 0 else {
            return PointVerification(reached: .listed, outcome: .unknown("kopia looked at no object"))
        }
        let isRead = request.depth > .structure && (found.stats?.readFileCount ?? 0) > 0
        guard isRead || request.depth <= .structure else {
            return PointVerification(
                reached: .structure, outcome: .unknown("kopia read no file, as it does by default"))
        }
        return PointVerification(
            reached: isRead ? .decoded : .structure, percent: isRead ? request.percent : nil,
            outcome: .ok(proof: "\(objects) objects, no error"))
    }
}
