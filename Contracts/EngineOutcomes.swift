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

    /// A good answer with what was proven before it.
    package func with(_ earlier: String) -> EngineOutcome {
        if case .ok(let proof) = self { .ok(proof: "\(earlier); \(proof)") } else { self }
    }
}

extension PointVerification {
    /// What a look at `depth` led to: one that failed for another reason than the data went through nothing.
    package init(
        _ outcome: EngineOutcome, at depth: VerifyDepth, percent: Int? = nil, points: [PointFinding] = []
    ) {
        self.init(
            reached: outcome.judgesData ? depth : nil, percent: outcome.judgesData ? percent : nil, outcome: outcome,
            points: points)
    }
}
