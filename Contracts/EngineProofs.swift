extension EngineOutcome {
    /// Throws whatever is no proven success.
    package func required() throws(EngineFailure) {
        switch self {
        case .ok: return
        case .warned(let words), .unknown(let words): throw EngineFailure(.unknown, words)
        case .failed(let failure): throw failure
        }
    }

    /// It judges the data, good or bad.
    package var judgesData: Bool {
        switch self {
        case .ok, .warned: true
        case .failed(let failure): failure.kind == .corrupt
        case .unknown: false
        }
    }
}

extension EngineFailure {
    /// What the system's own errors mean, which every tool and shell repeats; `nil` for other words.
    package static func kind(ofSystemError words: String) -> Kind? {
        if words.contains("No such file or directory") || words.contains("Not a directory") { return .noRepository }
        if words.contains("Permission denied") { return .permission }
        if words.contains("No space left on device") { return .noSpace }
        return nil
    }
}

extension ProcessResult {
    /// The end of one of an engine's own scripts: status 0, and not a word of complaint.
    ///
    /// - Parameter script: what it does, in words.
    package func scriptOutcome(_ script: String) -> EngineOutcome {
        if let failure = EngineFailure(outcome, of: script, errors: errors) { return .failed(failure) }
        let words = EngineText.lastLine(errors)
        switch outcome {
        case .exited(0):
            let complains = errors.contains { !$0.isWhitespace }
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

extension ManifestEntry {
    /// It is one of `paths`, or lies below one of them.
    package func lies(below paths: [String]) -> Bool {
        paths.contains { path == $0 || path.hasPrefix($0 == "/" ? "/" : "\($0)/") }
    }
}

extension EngineOutcome {
    /// A good answer with what was proven before it.
    package func with(_ earlier: String) -> EngineOutcome {
        if case .ok(let proof) = self { .ok(proof: "\(earlier); \(proof)") } else { self }
    }
}
