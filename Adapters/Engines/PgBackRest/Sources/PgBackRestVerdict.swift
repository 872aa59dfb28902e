import Contracts

/// What an end of pgbackrest means.
///
/// `info` and `verify` end with 0 whatever they found, and `verify` prints nothing unless it is asked to; `restore` ends
/// with 0 when the log that its files need is missing.
enum PgBackRestVerdict {
    static func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        if let failure = EngineFailure(result.outcome, of: "pgbackrest", errors: result.errors) {
            return .failed(failure)
        }
        guard case .exited(let code) = result.outcome else { return .unknown("pgbackrest ended in an unknown way") }
        guard code == 0 else { return .failed(EngineFailure(kinds[code] ?? .unknown, telling(result, code))) }
        if let line = result.errors.split(separator: "\n").first(where: { $0.contains { !$0.isWhitespace } }) {
            return .unknown("pgbackrest ended with 0, but said: \(EngineText.shortened(line))")
        }
        switch operation {
        case .list: return listed(result.output)
        case .manifest, .changes: return .ok(proof: "status 0, and no complaint")
        case .verify: return verified(String(decoding: result.output, as: UTF8.self))
        case .backup: return ended(result.output, "backup")
        case .restore:
            guard case .ok = ended(result.output, "restore") else { return ended(result.output, "restore") }
            return .warned("the files are there; whether they work shows only when PostgreSQL was started on them")
        }
    }

    /// How the script ended that lets pgbackrest restore a cluster below a folder: its own statuses, and those of the tool.
    static func extraction(_ result: ProcessResult) -> EngineOutcome {
        guard case .exited(let code) = result.outcome, code != 0 else { return outcome(of: result, after: .manifest) }
        let words = telling(result, code)
        let kind = ends[code] ?? kinds[code] ?? EngineFailure.kind(ofSystemError: words) ?? .unknown
        return .failed(EngineFailure(kind, words))
    }

    /// 74 is what unpacking ends with on the controller.
    private static let ends: [Int: EngineFailure.Kind] = [3: .corrupt, 5: .noSpace, 74: .noSpace]

    private static func listed(_ output: [UInt8]) -> EngineOutcome {
        do {
            let stanzas = try PgBackRestInformation.stanzas(output)
            guard !stanzas.isEmpty else { return .failed(EngineFailure(.noRepository, "there is no stanza")) }
            for stanza in stanzas {
                if let failure = PgBackRestInformation.failure(of: stanza) { return .failed(failure) }
            }
            return .ok(proof: "every stanza says that it is ok")
        } catch {
            return .failed(error)
        }
    }

    /// With `--output=text --verbose` it tells the status of the stanza and of each backup.
    private static func verified(_ text: String) -> EngineOutcome {
        let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
        if lines.contains("status: error") {
            let fault =
                lines.first { $0.hasPrefix("backup: ") && !$0.contains("status: valid") }
                ?? lines.first { $0.hasPrefix("No usable") } ?? "status: error"
            // Its files cannot be read at all: damaged, or encrypted with another key.
            return .failed(EngineFailure(fault.hasPrefix("No usable") ? .wrongKey : .corrupt, String(fault)))
        }
        let backups = lines.filter { $0.hasPrefix("backup: ") }
        guard lines.contains("status: ok") else { return .unknown("pgbackrest verify printed no status") }
        guard !backups.isEmpty, backups.allSatisfy({ $0.contains("status: valid") }) else {
            return .unknown("pgbackrest verify named no backup that is valid")
        }
        return .ok(proof: "status: ok, \(backups.count) backups valid")
    }

    private static func ended(_ output: [UInt8], _ command: String) -> EngineOutcome {
        let proof = "\(command) command end: completed successfully"
        return String(decoding: output, as: UTF8.self).contains(proof)
            ? .ok(proof: proof) : .unknown("pgbackrest did not say that the \(command) was completed")
    }

    private static func telling(_ result: ProcessResult, _ code: Int) -> String {
        let lines = (result.errors + String(decoding: result.output.suffix(4_096), as: UTF8.self)).split(
            separator: "\n")
        let own = lines.first { $0.contains("ERROR: [") } ?? lines.last
        return own.map { EngineText.shortened($0) } ?? "pgbackrest ended with status \(code) and said nothing"
    }

    /// src/build/error/error.yaml.
    private static let kinds: [Int: EngineFailure.Kind] = [
        26: .corrupt, 28: .corrupt, 29: .corrupt, 37: .unsupported, 38: .unsupported, 40: .unsupported, 41: .permission,
        49: .network, 50: .locked, 53: .permission, 55: .noRepository, 63: .cancelled, 73: .noRepository,
        75: .noSuchPoint,
        95: .wrongKey, 127: .toolMissing, 255: .network,
    ]
}
