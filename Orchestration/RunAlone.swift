internal import Contracts
internal import RecoveryPlan
internal import RunMachine

/// What is done to a run that no controller goes on with.
extension RunExecutor {
    /// Ends whatever still runs, for good.
    func giveUp(_ note: String) async throws {
        try await alone { machine, fence in
            let running = machine.graph.indices.compactMap { index -> (StepIndex, Int)? in
                if case .running(let attempt) = machine.states[index.position] { (index, attempt) } else { nil }
            }
            for (index, attempt) in running { await endBody(index, attempt, fence) }
            let outcome = RunOutcome.cancelled.rawValue
            return [JournalEvent(.cancelled, detail: note), JournalEvent(.finished, detail: outcome)]
        }
    }

    /// Takes a step back with its undo body; the step can then be done again.
    func undo(_ step: StepID, _ note: String) async throws -> StepResult {
        guard let position = plan.steps.firstIndex(where: { $0.id == step }), let body = plan.steps[position].undo
        else {
            let undoable = plan.steps.filter { $0.undo != nil }.map(\.id.text)
            throw GroundupError(
                .usage, "Step '\(step)' of run \(run) cannot be taken back.",
                hint: undoable.isEmpty
                    ? "No step of its plan can." : "These can: \(undoable.prefix(8).joined(separator: ", ")).")
        }
        var result = StepResult(outcome: .lost, milliseconds: 0, lastLines: [])
        try await alone { machine, fence in
            if let objection = machine.objection(to: .undo(StepIndex(position))) {
                throw GroundupError(
                    .usage, "\(text(objection)).", hint: "'groundup report \(run)' shows where it stands.")
            }
            result = try await perform(undoRequest(position, body, fence))
            guard result.outcome == .succeeded else { return [] }
            return [JournalEvent(.undone, step: step, milliseconds: result.milliseconds, detail: note)]
        }
        return result
    }

    /// Holds the run alone while `work` looks at it and says what to record.
    private func alone(
        _ work: (_ machine: RunMachine, _ fence: Int64) async throws -> [JournalEvent]
    ) async throws {
        let lease = try await journal.lease(run, hosts: hosts)
        defer { lease.release() }
        let fence = try await journal.takeOver(run, at: clock.now())
        let history = try graph.history(try await journal.entries(of: run, after: 0))
        let events = try await work(RunMachine(graph, history: history), fence)
        if !events.isEmpty { try await journal.append(JournalBatch(events), to: run, fence: fence, at: clock.now()) }
    }

    /// Its place and its attempt are its own: what the step itself left behind stays, and every fence is another one.
    private func undoRequest(_ position: Int, _ body: String, _ fence: Int64) -> StepRequest {
        var step = plan.steps[position]
        step.id = StepID("undo/\(step.id)")
        return StepRequest(
            run: run, step: step, position: plan.steps.count + position, attempt: Int(fence),
            script: plan.bodies[body] ?? "", addresses: plan.movedHosts, fence: fence)
    }
}
