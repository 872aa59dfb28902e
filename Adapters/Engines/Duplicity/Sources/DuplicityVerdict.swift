import Contracts

/// What an end of duplicity means: by its status, and by what it logs for programs.
enum DuplicityVerdict {
    static func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        if let failure = EngineFailure(result.outcome, of: "duplicity", errors: result.errors) {
            return .failed(failure)
        }
        guard case .exited(let code) = result.outcome else { return .unknown("duplicity ended in an unknown way") }
        let log = String(decoding: result.output.suffix(1 << 20), as: UTF8.self)
        if code != 0 { return .failed(failure(code, log, result.errors)) }
        if result.errors.contains(where: { !$0.isWhitespace }) {
            return .unknown("duplicity ended with 0, but said: \(EngineText.lastLine(result.errors))")
        }
        switch operation {
        case .list:
            let isHeld = ["chain-complete", "chain-no-sig", "Found primary backup chain", "Secondary chain 1 of"]
                .contains { log.contains($0) }
            // It ends with 0, and makes the folder, where there is no repository.
            return isHeld
                ? warning(log) ?? .ok(proof: "at least one chain is listed")
                : .failed(EngineFailure(.noRepository, "duplicity found no chain of backups"))
        case .verify:
            guard let proof = log.split(separator: "\n").last(where: { $0.contains("Verify complete: ") }) else {
                return .unknown("duplicity did not say that the verification was complete")
            }
            return warning(log) ?? .ok(proof: EngineText.shortened(proof.drop { $0 == "." || $0 == " " }))
        case .restore, .manifest, .changes, .backup: return warning(log) ?? .ok(proof: "status 0, and not a word")
        }
    }

    private static func warning(_ log: String) -> EngineOutcome? {
        let lines = log.split(separator: "\n")
        guard let index = lines.firstIndex(where: { $0.hasPrefix("WARNING ") || $0.hasPrefix("ERROR ") }) else {
            return nil
        }
        let words = lines.dropFirst(index + 1).first.map { EngineText.shortened($0.dropFirst(2)) } ?? "a warning"
        return .warned(words)
    }

    private static func failure(_ code: Int, _ log: String, _ errors: String) -> EngineFailure {
        let said = errors.split(separator: "\n").map { EngineText.shortened($0) }
        switch code {
        case 30: return exception(log + errors, said)
        case 31:
            let isKey = errors.contains("Bad session key") || errors.contains("No secret key")
            return EngineFailure(isKey ? .wrongKey : .corrupt, said.last { $0.hasPrefix("gpg: ") } ?? "gpg failed")
        default:
            let words = code == 2 ? said.last { $0.contains("error") } : said.first
            return EngineFailure(kinds[code] ?? .unknown, words ?? "duplicity ended with status \(code)")
        }
    }

    /// An exception that duplicity did not foresee; its last line says which.
    private static func exception(_ text: String, _ said: [String]) -> EngineFailure {
        let last = said.last { $0.contains { !$0.isWhitespace } } ?? "an exception"
        if text.contains("No backup chains found") { return EngineFailure(.noRepository, last) }
        if text.contains("EOFError") { return EngineFailure(.noPassword, "it asks for a passphrase") }
        // A volume that its own manifest names is not there.
        if text.contains("KeyError") || text.contains("ERROR 30 AssertionError") {
            return EngineFailure(.corrupt, "a volume that belongs to it is missing: \(last)")
        }
        return EngineFailure(.unknown, last)
    }

    // duplicity/log.py, class ErrorCode.
    private static let kinds: [Int: EngineFailure.Kind] = [
        2: .unsupported, 4: .corrupt, 5: .corrupt, 6: .corrupt, 8: .noRepository, 13: .sourceIncomplete,
        17: .corrupt, 18: .corrupt, 19: .noSuchPoint, 20: .noSuchPoint, 21: .corrupt, 50: .network, 51: .permission,
        52: .noRepository, 53: .noSpace,
    ]
}
