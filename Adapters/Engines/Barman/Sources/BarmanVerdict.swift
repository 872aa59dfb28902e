import Contracts

/// What ends of barman mean.
///
/// `recover`, `check-backup` and `list-backups` end with 0 over damaged files and a log with gaps.
enum BarmanVerdict {
    static func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        if let failure = EngineFailure(result.outcome, of: "barman", errors: result.errors) { return .failed(failure) }
        let checks = BarmanAnswers.failedChecks(result.output)
        if let checks, !checks.isEmpty { return .failed(EngineFailure(.unknown, checks.joined(separator: "; "))) }
        let complaint = BarmanAnswers.complaint(result.output)
        guard result.outcome == .exited(0), complaint == nil else { return failed(result, complaint) }
        if let line = result.errors.split(separator: "\n").first(where: { $0.contains { !$0.isWhitespace } }) {
            return .unknown("barman ended with 0, but said: \(EngineText.shortened(line))")
        }
        let text = String(decoding: result.output, as: UTF8.self)
        switch operation {
        case .list, .manifest, .changes:
            return text.hasPrefix("{") ? .ok(proof: "status 0, and no complaint") : .unknown("barman printed no JSON")
        case .verify: return said("backup successfully verified", text)
        case .backup: return said("Backup completed", text)
        case .restore:
            let proofs = ["Recovery completed", "\"recovery_elapsed_time\""]
            guard proofs.contains(where: text.contains) else { return said(proofs[0], text) }
            return .warned("the files are there; whether they work shows only when PostgreSQL was started on them")
        }
    }

    /// How the script ended that prints a backup as an archive; 74 is what unpacking ends with on the controller.
    static func extraction(_ result: ProcessResult) -> EngineOutcome {
        let ends: [Int: EngineFailure.Kind] = [3: .corrupt, 4: .unsupported, 5: .noSpace, 66: .corrupt, 74: .noSpace]
        guard case .exited(let code) = result.outcome, let kind = ends[code] else {
            return result.scriptOutcome("barman")
        }
        return .failed(EngineFailure(kind, EngineText.lastLine(result.errors)))
    }

    private static func said(_ proof: String, _ text: String) -> EngineOutcome {
        text.contains(proof) ? .ok(proof: proof) : .unknown("barman ended with 0, but did not say '\(proof)'")
    }

    private static func failed(_ result: ProcessResult, _ complaint: String?) -> EngineOutcome {
        let lines = result.errors.split(separator: "\n").map(String.init) + [complaint].compactMap { $0 }
        let telling = lines.first { line in words.contains { line.contains($0.0) } }
        let text = telling ?? complaint ?? EngineText.lastLine(result.errors)
        if case .exited(let code) = result.outcome, let kind = statuses[code] {
            return .failed(EngineFailure(kind, text))
        }
        let kind = telling.flatMap { line in words.first { line.contains($0.0) }?.1 }
        return .failed(EngineFailure(kind ?? EngineFailure.kind(ofSystemError: text) ?? .unknown, text))
    }

    private static let statuses: [Int: EngineFailure.Kind] = [
        66: .noRepository, 126: .toolMissing, 127: .toolMissing, 255: .network,
    ]

    /// Seen with 3.4.
    private static let words: [(String, EngineFailure.Kind)] = [
        ("Unknown server", .noRepository), ("No section: 'barman'", .noRepository), ("Unknown backup", .noSuchPoint),
        ("checksum mismatch", .corrupt), ("pg_verifybackup: error: could not open file", .unsupported),
        ("pg_verifybackup: error", .corrupt), ("missing files", .corrupt), ("has been blocked by", .locked),
        ("Another action is in progress", .locked), ("is not empty", .unsupported), ("No such file", .corrupt),
        ("backup status is not DONE", .unsupported), ("invalid line", .corrupt),
        ("Configuration file", .noRepository),
    ]
}
