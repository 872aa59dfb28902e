package import Estate

/// A risk that somebody answers for until a day: data that is not backed up on purpose, or a finding that may stay.
package struct AcceptedRisk: Hashable, Sendable {
    /// The asset that need not be covered; or, with a rule, the subject of its findings.
    package let subject: String
    /// `nil` when the subject's coverage itself is accepted.
    package let rule: String?
    package let owner: String
    package let because: String
    /// From this moment on it counts again.
    package let until: Instant

    package init(subject: String, rule: String? = nil, owner: String, because: String, until: Instant) {
        self.subject = subject
        self.rule = rule
        self.owner = owner
        self.because = because
        self.until = until
    }

    /// Whether it still counts at `now`.
    package func holds(at now: Instant) -> Bool { now < until }
}

/// The risks that hold now, found by what they are about.
struct AcceptedRisks: Sendable {
    private let standing: [AcceptedRisk]

    init(_ risks: [AcceptedRisk], now: Instant) {
        standing = risks.filter { $0.holds(at: now) }
    }

    /// `coverage` of `asset`, or that somebody answers for it when it is not covered.
    func excluding(_ coverage: Coverage, of asset: AssetID) -> Coverage {
        guard coverage.rank > 0, let risk = standing.first(where: { $0.rule == nil && $0.subject == asset.text })
        else { return coverage }
        return .excluded(risk, held: coverage.point)
    }

    /// The acceptance of one finding.
    func acceptance(of finding: Finding) -> AcceptedRisk? {
        standing.first { $0.rule == finding.rule && $0.subject == finding.subject }
    }
}
