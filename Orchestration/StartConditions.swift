internal import Contracts
internal import Estate
package import RecoveryPlan

extension Plan {
    /// What stands for the digest of a depot that was never filled.
    package static let emptyDepot = "none"

    /// Whether hosts are built from packages of the depot.
    package var installsFromDepot: Bool { steps.contains(where: \.installsFromDepot) }
}

extension Step {
    package var installsFromDepot: Bool { action == "media" || action == "image" }
}

/// What has to hold at every start and at every resume, before anything is touched.
extension Workplace {
    /// Asks again whether people still want it, whether the depot is what they signed, and whether all that the
    /// remaining steps need is there.
    ///
    /// - Parameter run: the run that goes on; `nil` at the start of a new one.
    /// - Throws: a `GroundupError` with code `approval` or `preflight`; nothing was touched then.
    func requireStartable(_ stored: StoredPlan, continuing run: RunID?) async throws {
        // A run that has begun is ended even when its incident was closed meanwhile: half an estate serves nobody.
        if run == nil { try await requireOpenIncident(of: stored.plan) }
        try await approvalState(of: stored).requireSufficient(plan: stored.digest)
        let remaining = try await remainingSteps(of: stored.plan, in: run)
        try requireDepot(of: stored, for: remaining)
        try await Preflight(self).require(stored, remaining: remaining, continuing: run != nil)
    }

    private func remainingSteps(of plan: Plan, in run: RunID?) async throws -> [Step] {
        guard let run else { return plan.steps }
        let entries = try await journal.entries(of: run, after: 0)
        var done: Set<StepID> = []
        for event in entries.map(\.event) {
            guard let step = event.step else { continue }
            switch event.kind {
            case .succeeded, .markedDone, .waived: done.insert(step)
            case .undone: done.remove(step)
            default: break
            }
        }
        return plan.steps.filter { !done.contains($0.id) }
    }

    /// The approvals are for what the depot held when the plan was made.
    func requireDepot(of stored: StoredPlan, for remaining: [Step]) throws {
        guard let signed = stored.plan.depotDigest, remaining.contains(where: \.installsFromDepot) else { return }
        let found = try media.digest() ?? Plan.emptyDepot
        guard found != signed else { return }
        throw GroundupError(
            .approval,
            "The approvals of plan \(stored.digest.prefix(12)) are void: it was made with the depot \(signed.prefix(12)), "
                + "which is \(found.prefix(12)) now.",
            hint: "Somebody filled or changed the depot. Plan again, and have the new plan approved.")
    }
}
