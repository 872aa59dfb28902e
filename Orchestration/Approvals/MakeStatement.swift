package import Contracts
internal import Estate
internal import Formats
internal import RecoveryPlan

/// What a person says who decides on a plan.
package struct DecisionWish: Hashable, Sendable {
    package var decision: Decision
    package var person: String
    /// The first of the person's roles that is asked for when `nil`.
    package var role: String?
    /// Seconds for which an approval holds; as long as the policy admits when `nil`.
    package var validity: Int64?
    package var reason: String

    package init(
        _ decision: Decision, by person: String, role: String? = nil, validity: Int64? = nil, reason: String = ""
    ) {
        self.decision = decision
        self.person = person
        self.role = role
        self.validity = validity
        self.reason = reason
    }
}

extension Workplace {
    /// The bytes that the person has to sign.
    package func statement(_ wish: DecisionWish, on stored: StoredPlan) async throws -> [UInt8] {
        let policy = configuration.approvals(for: stored.plan.incident.kind)
        let approver = try approver(wish.person)
        let validity = wish.validity ?? policy.validity
        guard validity <= policy.validity else {
            throw GroundupError(
                .usage, "The approval would hold for \(DurationText.text(validity)).",
                hint: "The configuration admits \(DurationText.text(policy.validity)) at most.")
        }
        let subject = StatementSubject.plan(digest: stored.digest, estate: stored.plan.estateDigest)
        let earlier = try await decisions.decisions(on: stored.digest)
        return try make(wish, subject, as: try role(wish.role, of: approver, policy), validity, after: earlier)
    }

    func approver(_ name: String) throws -> ApproverEntry {
        guard let approver = configuration.approvers.first(where: { $0.name == name }) else {
            throw GroundupError(
                .approval, "'\(name)' is not among the approvers of the configuration.",
                hint: "Approvers: \(configuration.approvers.map(\.name).joined(separator: ", ")).")
        }
        return approver
    }

    func role(_ wanted: String?, of approver: ApproverEntry, _ policy: ApprovalPolicy) throws -> String {
        if let wanted, !approver.roles.contains(wanted) {
            throw GroundupError(
                .approval, "\(approver.name) has not the role '\(wanted)'.",
                hint: "Roles: \(approver.roles.joined(separator: ", ")).")
        }
        let asked = approver.roles.first { role in policy.required.contains { $0.role == role } }
        return wanted ?? asked ?? approver.roles.first ?? ApproverEntry.defaultRole
    }

    func make(
        _ wish: DecisionWish, _ subject: StatementSubject, as role: String, _ validity: Int64,
        after earlier: [StoredDecision]
    ) throws -> [UInt8] {
        guard StatementDocument.isOneLine(wish.reason) else {
            throw GroundupError(.usage, "The reason is too long, or has more than one line.", hint: "Shorten it.")
        }
        let signedAt = moment(of: wish.person, after: earlier)
        let isApproval = wish.decision == .approve
        return StatementDocument.bytes(
            ApprovalStatement(
                subject: subject, decision: wish.decision, person: wish.person, role: role, signedAt: signedAt,
                expiresAt: isApproval ? Instant(seconds: signedAt.seconds + validity) : nil, reason: wish.reason))
    }

    /// Now, or just after the person's last decision: the newest one has to be told from the one before.
    private func moment(of person: String, after earlier: [StoredDecision]) -> Instant {
        let now = clock.now().seconds
        let last = earlier.compactMap { try? StatementDocument.read($0.statement, name: "a stored statement") }
            .filter { $0.person == person && $0.signedAt.seconds <= now + ApprovalJudgement.tolerance / 2 }
            .map(\.signedAt.seconds).max()
        return Instant(seconds: max(now, (last ?? 0) + 1))
    }
}
