internal import Contracts
internal import Estate
internal import Formats
internal import RecoveryPlan

extension Workplace {
    /// Verifies every stored decision anew; nothing is remembered as verified.
    package func approvalState(of stored: StoredPlan) async throws -> ApprovalState {
        let all = try await decisions.decisions(on: stored.digest)
        let readable = try await verified(all)
        return judgement(of: stored).state(of: readable, unreadable: all.count - readable.count)
    }

    /// Verifies a signed statement by today's rules and stores it; one that would not count is refused and not kept.
    ///
    /// - Returns: the plan that it is about, and how its approvals stand now.
    package func decide(
        _ bytes: [UInt8], signature: [UInt8]
    ) async throws -> (plan: StoredPlan, state: ApprovalState) {
        let statement = try StatementDocument.read(bytes, name: "the statement")
        guard case .plan(let digest, _) = statement.subject else {
            throw GroundupError(
                .usage, "The statement is a standing approval, not one of a plan.",
                hint: "Bring it in with 'groundup approve --standing drill --statement FILE --signature FILE'.")
        }
        let stored = try await storedPlan(digest)
        try await require(statement, bytes, signature, judgement(of: stored))
        try await decisions.save(
            StoredDecision(
                planDigest: stored.digest, statement: bytes, signature: signature, receivedAt: clock.now()))
        return (stored, try await approvalState(of: stored))
    }

    func require(
        _ statement: ApprovalStatement, _ bytes: [UInt8], _ signature: [UInt8], _ judgement: ApprovalJudgement
    ) async throws {
        let decision = VerifiedDecision(statement: statement, key: try await key(statement, bytes, signature))
        let isApproval = statement.decision == .approve
        let problem = judgement.doubt(decision) ?? (isApproval ? judgement.objection(to: decision) : nil)
        guard let problem else { return }
        let names = configuration.approvers.map(\.name).joined(separator: ", ")
        throw GroundupError(
            .approval, "The decision of \(statement.person) is not taken: \(problem).",
            hint: "Approvers: \(names). Sign with the key, and in a role, that the configuration names for the person.")
    }

    func judgement(of stored: StoredPlan) -> ApprovalJudgement {
        let expected = StatementSubject.plan(digest: stored.digest, estate: stored.plan.estateDigest)
        return ApprovalJudgement(
            configuration.approvals(for: stored.plan.incident.kind), approvers: configuration.approvers,
            applications: applications(of: stored.plan), requester: stored.plan.requestedBy, now: clock.now(),
            subject: { $0 == expected })
    }

    /// The applications that a plan brings something back of.
    func applications(of plan: Plan) -> Set<String> {
        let known = Set(configuration.applications.map(\.name))
        let brought = Set(plan.prediction?.applications.map(\.application) ?? []).union(plan.scope)
        return plan.scope == ["all"] && plan.prediction == nil ? known : known.intersection(brought)
    }

    func verified(_ stored: [StoredDecision]) async throws -> [VerifiedDecision] {
        var result: [VerifiedDecision] = []
        for decision in stored {
            // What was changed in the state is no statement any more; it must not hide those that are.
            guard let statement = try? StatementDocument.read(decision.statement, name: "a stored statement") else {
                continue
            }
            let key = try await key(statement, decision.statement, decision.signature)
            result.append(VerifiedDecision(statement: statement, key: key))
        }
        return result
    }

    private func key(
        _ statement: ApprovalStatement, _ bytes: [UInt8], _ signature: [UInt8]
    ) async throws -> String? {
        guard let approver = configuration.approvers.first(where: { $0.name == statement.person }) else { return nil }
        return try await verifier.verify(signature, over: bytes, by: approver)
    }
}
