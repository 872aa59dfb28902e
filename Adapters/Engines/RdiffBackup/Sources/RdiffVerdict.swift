import Contracts

/// What an end of rdiff-backup, or of a script around it, means.
///
/// It restores damaged files with status 0 and a warning, so every warning is a failure.
enum RdiffVerdict {
    static func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        if let failure = EngineFailure(result.outcome, of: "rdiff-backup", errors: result.errors) {
            return .failed(failure)
        }
        guard case .exited(let code) = result.outcome else { return .unknown("rdiff-backup ended in an unknown way") }
        let complaints = complaints(result.errors)
        if code != 0 { return .failed(failure(code, complaints)) }
        if let first = complaints.first {
            return .failed(EngineFailure(told(by: complaints) ?? .unknown, "it ended with 0, but said: \(first)"))
        }
        guard case .verify = operation else { return .ok(proof: "status 0, and not a word") }
        let proof = "NOTE: All files verified successfully"
        return String(decoding: result.output.suffix(4_096), as: UTF8.self).contains(proof)
            ? .ok(proof: proof) : .unknown("rdiff-backup did not say that all files were verified")
    }

    /// That there is one restore point only is no complaint, though it says so in a warning.
    private static func complaints(_ errors: String) -> [String] {
        errors.split(separator: "\n").filter { line in
            line.contains { !$0.isWhitespace } && !line.contains("doesn't have an 'increments' sub-directory")
        }.map { EngineText.shortened($0) }
    }

    private static func failure(_ code: Int, _ complaints: [String]) -> EngineFailure {
        let kind = told(by: complaints) ?? kinds[code] ?? .unknown
        let words =
            complaints.first { $0.hasPrefix("WARNING: ") || $0.hasPrefix("ERROR: ") } ?? complaints.last
            ?? meaning[code] ?? "rdiff-backup ended with \(code) and said nothing"
        return EngineFailure(kind, words)
    }

    private static func told(by complaints: [String]) -> EngineFailure.Kind? {
        texts.first { entry in complaints.contains { $0.contains(entry.text) } }?.kind
    }

    private static let texts: [(kind: EngineFailure.Kind, text: String)] = [
        (.corrupt, "doesn't match recorded"), (.corrupt, "potentially corrupted files"), (.corrupt, "the mirror holds"),
        (.corrupt, "not in gzip format"), (.corrupt, "unexpected end of file"), (.corrupt, "crc error"),
        (.corrupt, "CRC check failed"), (.corrupt, "BadGzipFile"), (.corrupt, "zlib.error"),
        (.noRepository, "couldn't be identified as being within an existing backup repository"),
        (.sourceIncomplete, "Source path"), (.locked, "seems to have failed"),
        (.locked, "Two different times for current mirror"), (.noSpace, "No space left on device"),
        (.permission, "Permission denied"),
    ]

    /// The statuses of the scripts; 124 is that of `timeout`, 255 ssh's own.
    private static let kinds: [Int: EngineFailure.Kind] = [
        65: .corrupt, 66: .noRepository, 67: .noSuchPoint, 73: .noSpace, 74: .noSpace, 75: .locked, 77: .permission,
        124: .timeout, 127: .toolMissing, 137: .timeout, 255: .network,
    ]

    private static let meaning = [
        66: "no repository of rdiff-backup is there", 67: "no backup was made at that time",
        75: "a backup is running, or was cut off: 'rdiff-backup regress' ends it",
        124: "rdiff-backup gave no answer within its time limit",
    ]
}
