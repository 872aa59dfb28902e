import Contracts

/// What an end of a tool means that nobody has run here: status 0 and silence at least, and what its answer proves.
struct DocumentedVerdict: Sendable {
    let tool: any DocumentedTool

    func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        if case .verify(let depth) = operation { return verification(result, VerifyRequest(depth: depth)).outcome }
        if let end = end(result) { return end }
        switch operation {
        case .list, .manifest, .changes, .verify: return .ok(proof: "status 0, and no complaint")
        case .restore, .backup: return .unknown("what \(tool.title) says after that is not known here")
        }
    }

    /// An answer that finds fault counts, whatever the status; one that finds none counts only after a good end.
    func verification(_ result: ProcessResult, _ request: VerifyRequest) -> PointVerification {
        if let failure = EngineFailure(result.outcome, of: tool.name, errors: result.errors) {
            return PointVerification(outcome: .failed(failure))
        }
        let found = tool.verified(result.output, request)
        if let found, case .failed = found.outcome { return found }
        if let end = end(result) { return PointVerification(outcome: end) }
        return found
            ?? PointVerification(outcome: .unknown("the answer of \(tool.title) is not in its documented form"))
    }

    /// `nil` after a good end.
    private func end(_ result: ProcessResult) -> EngineOutcome? {
        if let failure = EngineFailure(result.outcome, of: tool.name, errors: result.errors) { return .failed(failure) }
        guard case .exited(let status) = result.outcome else { return .unknown("\(tool.name) ended in an unknown way") }
        let complaints = result.errors.split(separator: "\n").filter { line in
            line.contains { !$0.isWhitespace } && !tool.isHarmless(line)
        }
        guard status != 0 else {
            return complaints.first.map { .unknown("\(tool.name) ended with 0, but said: \(EngineText.shortened($0))") }
        }
        let words = EngineText.shortened(complaints.last ?? "it said nothing")
        return .failed(EngineFailure(kind(status, result.errors), "\(tool.name) ended with \(status): \(words)"))
    }

    private func kind(_ status: Int, _ errors: String) -> EngineFailure.Kind {
        if let kind = tool.kind(status, errors) { return kind }
        switch status {
        case 126, 127: return .toolMissing
        case 255: return .network
        default: return EngineFailure.kind(ofSystemError: errors) ?? .unknown
        }
    }
}
