extension EngineOutcome {
    /// Throws whatever is no proven success.
    ///
    /// - Parameter kind: what an end is that was neither good nor a failure that the tool named.
    package func required(otherwise kind: EngineFailure.Kind = .unknown) throws(EngineFailure) {
        switch self {
        case .ok: return
        case .warned(let words), .unknown(let words): throw EngineFailure(kind, words)
        case .failed(let failure): throw failure
        }
    }

    /// Nothing deeper is worth a look.
    package var isFailure: Bool {
        switch self {
        case .failed, .unknown: true
        case .ok, .warned: false
        }
    }

    /// A fault that was found before is not forgotten when a deeper look finds none.
    package func joined(with deeper: EngineOutcome) -> EngineOutcome {
        guard case .warned = self, case .ok = deeper else { return deeper }
        return self
    }

    /// The last line of a restore body says what it did.
    package static func restored(_ output: [UInt8]) -> EngineOutcome {
        let line = EngineText.lastLine(String(decoding: output, as: UTF8.self))
        return line.hasPrefix("restored on ") ? .ok(proof: line) : .unknown("the restore did not say that it was done")
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
    package static func kind(ofSystemError words: some StringProtocol) -> Kind? {
        systemErrors.first { words.contains($0.0) }?.1
    }

    /// As in the C library's list of errors, in the locale `C`.
    private static let systemErrors: [(String, Kind)] = [
        ("Input/output error", .corrupt), ("Structure needs cleaning", .corrupt),
        ("Permission denied", .permission), ("Operation not permitted", .permission),
        ("Read-only file system", .permission), ("No space left on device", .noSpace),
        ("Connection refused", .network), ("Connection timed out", .network), ("No route to host", .network),
        ("Could not resolve host", .network), ("Connection reset by peer", .network),
        ("No such file or directory", .noRepository), ("Not a directory", .noRepository),
    ]
}

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

extension PointVerification {
    /// What a look at `depth` led to: one that failed for another reason than the data went through nothing.
    package init(_ outcome: EngineOutcome, at depth: VerifyDepth, percent: Int? = nil) {
        self.init(
            reached: outcome.judgesData ? depth : nil, percent: outcome.judgesData ? percent : nil, outcome: outcome)
    }
}

extension EngineOutcome {
    /// A good answer with what was proven before it.
    package func with(_ earlier: String) -> EngineOutcome {
        if case .ok(let proof) = self { .ok(proof: "\(earlier); \(proof)") } else { self }
    }
}
