package import Contracts
internal import Estate
internal import Formats
package import RecoveryPlan

/// A standing approval as a list shows it.
package struct StandingApproval: Hashable, Sendable {
    package let statement: ApprovalStatement
    /// Why it does not count now; `nil` when it does.
    package let problem: String?
}

/// Approvals of every drill of some applications, limited in time; a restore is never allowed by one.
extension Workplace {
    /// The longest time that a standing approval holds, in seconds.
    private static let longest: Int64 = 92 * 86_400

    /// The bytes that a person has to sign to approve all drills of `applications`.
    package func standingStatement(_ wish: DecisionWish, applications: [String]) async throws -> [UInt8] {
        let known = configuration.applications.map(\.name)
        for name in applications where !known.contains(name) {
            throw GroundupError(
                .usage, "There is no application '\(name)'.", hint: "Applications: \(known.joined(separator: ", ")).")
        }
        guard !applications.isEmpty, let validity = wish.validity, validity <= Self.longest else {
            throw GroundupError(
                .usage, "A standing approval needs applications, and an end within \(DurationText.text(Self.longest)).",
                hint: "Name them with --scope, and the time with --valid, such as 30d.")
        }
        let role = try role(wish.role, of: try approver(wish.person), configuration.approvals)
        let subject = StatementSubject.drills(applications: applications.sorted())
        return try make(wish, subject, as: role, validity, after: try await decisions.decisions(on: nil))
    }

    /// Verifies a signed standing approval, or its withdrawal, and stores it.
    package func decideStanding(_ bytes: [UInt8], signature: [UInt8]) async throws {
        let statement = try StatementDocument.read(bytes, name: "the statement")
        guard case .drills(let applications) = statement.subject else {
            throw GroundupError(
                .usage, "The statement is about one plan; it is no standing approval.",
                hint: "Bring it in with 'groundup approve --statement FILE --signature FILE'.")
        }
        try await require(statement, bytes, signature, standingJudgement(Set(applications), requester: nil))
        try await decisions.save(
            StoredDecision(planDigest: nil, statement: bytes, signature: signature, receivedAt: clock.now()))
    }

    /// All of them, with what does not count.
    package func standingApprovals() async throws -> [StandingApproval] {
        try await verified(try await decisions.decisions(on: nil)).map { decision in
            guard case .drills(let applications) = decision.statement.subject else {
                return StandingApproval(statement: decision.statement, problem: "it is about one plan")
            }
            let judgement = standingJudgement(Set(applications), requester: nil)
            return StandingApproval(
                statement: decision.statement,
                problem: judgement.doubt(decision)
                    ?? (decision.statement.decision == .approve ? judgement.objection(to: decision) : nil))
        }
    }

    /// Whether a drill of `plan` may run: only standing approvals of everything that it brings back count.
    ///
    /// What asks for it has to run the plan into isolation; `restore` and `resume` never ask.
    package func standingApproval(for plan: Plan) async throws -> ApprovalState {
        let wanted = applications(of: plan)
        let judgement = standingJudgement(wanted, requester: plan.requestedBy)
        return judgement.state(of: try await verified(try await decisions.decisions(on: nil)))
    }

    private func standingJudgement(_ wanted: Set<String>, requester: String?) -> ApprovalJudgement {
        var policy = configuration.approvals
        policy.validity = Self.longest
        return ApprovalJudgement(
            policy, approvers: configuration.approvers, applications: wanted, requester: requester,
            now: clock.now(),
            subject: { subject in
                guard case .drills(let applications) = subject else { return false }
                return !wanted.isEmpty && wanted.isSubset(of: applications)
            })
    }
}
