package import Contracts
package import RecoveryPlan
internal import RunMachine

/// One step of a run, for another engine that keeps the order itself, such as make, Airflow or a person.
///
/// It depends on the plan, the journal and the secrets alone, and keeps every promise of a run: the plan is approved, what
/// the step needs is done, its start is durable before its body, and no controller runs the same plan meanwhile.
extension Workplace {
    /// Opens a run without going on with it.
    package func open(_ stored: StoredPlan, as run: RunID) async throws {
        try await requireStartable(stored, continuing: nil)
        _ = try executor(stored, run, Unwatched())
        try await journal.open(RunRecord(id: run, planDigest: stored.digest, openedAt: clock.now()))
        _ = try await journal.takeOver(run, at: clock.now())
    }

    /// Runs one step to its end, or takes up the attempt that goes on already.
    ///
    /// - Returns: how it ended; `nil` when it had succeeded before.
    package func perform(_ step: StepID, of run: RunID) async throws -> StepResult? {
        let record = try await unfinishedRun(run)
        let stored = try await storedPlan(record.planDigest)
        try await approvalState(of: stored).requireSufficient(plan: stored.digest)
        try requireDepot(of: stored, for: stored.plan.steps.filter { $0.id == step })
        return try await executor(stored, run, Unwatched()).performAlone(step, fence: record.fence)
    }
}

extension RunExecutor {
    fileprivate func performAlone(_ step: StepID, fence: Int64) async throws -> StepResult? {
        guard let position = plan.steps.firstIndex(where: { $0.id == step }) else {
            throw GroundupError(
                .usage, "The plan of run \(run) has no step '\(step)'.", hint: "'groundup show' lists its steps.")
        }
        let index = StepIndex(position)
        let lease = try await journal.lease(run, hosts: hosts, as: .singleStep)
        defer { lease.release() }
        let machine = RunMachine(graph, history: try graph.history(try await journal.entries(of: run, after: 0)))
        guard let attempt = try attempt(index, machine) else { return nil }
        if !machine.states[position].isRunning {
            try await record([JournalEvent(.started, step: step, attempt: attempt)], fence)
        }
        let result = try await perform(request(index, attempt, fence))
        try await record(step, attempt, result, fence)
        return result
    }

    /// The attempt to make or to take up; `nil` when the step is done.
    private func attempt(_ index: StepIndex, _ machine: RunMachine) throws -> Int? {
        if machine.states[index.position].isDone { return nil }
        if case .running(let attempt) = machine.states[index.position] { return attempt }
        let missing = graph.needs[index.position].filter { !machine.states[$0.position].isDone }
        guard missing.isEmpty else {
            let names = missing.prefix(5).map { name($0).text }.joined(separator: ", ")
            throw GroundupError(
                .runFailed, "Step \(name(index)) needs \(names), which is not done.", hint: "Run that first.")
        }
        return machine.attempts(of: index) + 1
    }

    private func record(_ step: StepID, _ attempt: Int, _ result: StepResult, _ fence: Int64) async throws {
        guard result.outcome == .succeeded else {
            let detail = FailureText.detail(result)
            return try await record(
                [
                    JournalEvent(
                        .failed, step: step, attempt: attempt, milliseconds: result.milliseconds, detail: detail)
                ],
                fence)
        }
        try await record(
            [JournalEvent(.succeeded, step: step, attempt: attempt, milliseconds: result.milliseconds)], fence)
    }

    private func record(_ events: [JournalEvent], _ fence: Int64) async throws {
        try await journal.append(JournalBatch(events), to: run, fence: fence, at: clock.now())
    }
}
