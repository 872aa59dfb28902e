extension ProcessResult {
    /// It said something on standard error.
    package var complains: Bool { errors.contains { !$0.isWhitespace } }

    /// The end of one of an engine's own scripts: status 0, and not a word of complaint.
    ///
    /// - Parameter script: what it does, in words.
    package func scriptOutcome(_ script: String) -> EngineOutcome {
        if let failure = EngineFailure(outcome, of: script, errors: errors) { return .failed(failure) }
        let words = EngineText.lastLine(errors)
        switch outcome {
        case .exited(0):
            return complains
                ? .unknown("\(script) ended with 0, but said: \(words)") : .ok(proof: "status 0, and no complaint")
        // By which every script of an engine tells that the repository's folder cannot be entered.
        case .exited(66): return .failed(EngineFailure(.noRepository, words))
        case .exited(126), .exited(127): return .failed(EngineFailure(.toolMissing, words))
        case .exited(255): return .failed(EngineFailure(.network, words))
        case .exited(let code):
            return .failed(
                EngineFailure(
                    EngineFailure.kind(ofSystemError: words) ?? .unknown, "\(script) ended with \(code): \(words)")
            )
        default: return .unknown("\(script) ended in an unknown way")
        }
    }
}
