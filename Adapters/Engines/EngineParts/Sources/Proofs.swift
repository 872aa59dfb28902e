package import Contracts

extension EngineOutcome {
    /// Throws unless it is proven.
    ///
    /// - Parameter kind: what an end is that was neither good nor a failure that the tool named.
    package func prove(otherwise kind: EngineFailure.Kind = .unknown) throws(EngineFailure) {
        switch self {
        case .ok: return
        case .warned(let words), .unknown(let words): throw EngineFailure(kind, words)
        case .failed(let failure): throw failure
        }
    }

    /// It says something about the data, and not about why nothing could be said.
    package var isJudgement: Bool {
        switch self {
        case .ok, .warned: true
        case .failed(let failure): failure.kind == .corrupt
        case .unknown: false
        }
    }
}

extension PointVerification {
    /// What a look at `depth` led to: one that failed for another reason than the data went through nothing.
    package init(_ outcome: EngineOutcome, at depth: VerifyDepth, percent: Int? = nil) {
        self.init(
            reached: outcome.isJudgement ? depth : nil, percent: outcome.isJudgement ? percent : nil, outcome: outcome)
    }
}
