package import Contracts
internal import Estate
internal import RecoveryPlan
internal import RunMachine

extension Workplace {
    /// Hands a person's wish to the controller of a run and waits for its answer.
    ///
    /// Without a controller the wish is kept, and answered as soon as the run is resumed; a run that is given up is ended at
    /// once. A hold of the plan itself is released either way.
    ///
    /// - Parameter id: the run; the newest one that has not ended when `nil`.
    /// - Returns: the run, and the answer; `nil` when nobody controls the run.
    package func ask(
        _ request: RunRequest, of id: RunID?, patience: Duration = .seconds(5)
    ) async throws -> (run: RunID, answer: RunAnswer?) {
        let record = try await unfinishedRun(id)
        let plan = try await storedPlan(record.planDigest).plan
        try check(request, plan, record)
        if let position = plannedHold(request, plan) {
            return (record.id, try await releasePlanned(plan.steps[position].id, position, record.id, request))
        }
        if request.kind == .cancel, request.step == nil, try await isAbandoned(record) {
            return (record.id, try await giveUp(record, request))
        }
        let number = try await journal.ask(request, of: record.id, at: clock.now())
        return (record.id, try await answer(to: number, patience))
    }

    private func check(_ request: RunRequest, _ plan: Plan, _ record: RunRecord) throws {
        guard let step = request.step else {
            guard request.kind.canMeanRun else {
                throw GroundupError(
                    .usage, "'\(request.kind.rawValue)' needs a step.",
                    hint: "'groundup report \(record.id)' lists them.")
            }
            return
        }
        guard plan.step(step) != nil else {
            throw GroundupError(
                .usage, "Run \(record.id) has no step '\(step)'.",
                hint: "'groundup show \(record.planDigest.prefix(12))' lists its steps.")
        }
    }

    /// The position of the plan's own hold that the request releases.
    private func plannedHold(_ request: RunRequest, _ plan: Plan) -> Int? {
        guard request.kind == .release, let step = request.step else { return nil }
        return plan.steps.firstIndex { $0.id == step && $0.action == "hold" }
    }

    /// The body itself waits for the release, so it needs no controller.
    private func releasePlanned(
        _ step: StepID, _ position: Int, _ run: RunID, _ request: RunRequest
    ) async throws -> RunAnswer {
        let note = "\(request.person): \(request.because)"
        try steps.release(step, position: position, in: run, note: note)
        let event = JournalEvent(.released, step: step, detail: note)
        try await journal.append(JournalBatch([event]), to: run, at: clock.now())
        return RunAnswer(number: 0, isAccepted: true, text: request.kind.accepted)
    }

    private func answer(to number: Int64, _ patience: Duration) async throws -> RunAnswer? {
        let end = ContinuousClock.now + patience
        while ContinuousClock.now < end {
            if let answer = try await journal.answer(to: number) { return answer }
            try await Task.sleep(for: .milliseconds(100))
        }
        return nil
    }

    /// Whether no controller holds the run at this moment.
    private func isAbandoned(_ record: RunRecord) async throws -> Bool {
        guard let lease = try? await journal.lease(record.id, hosts: []) else { return false }
        lease.release()
        return true
    }

    private func giveUp(_ record: RunRecord, _ request: RunRequest) async throws -> RunAnswer {
        let stored = try await storedPlan(record.planDigest)
        try await executor(stored, record.id, Unwatched()).giveUp("\(request.person): \(request.because)")
        return RunAnswer(number: 0, isAccepted: true, text: request.kind.accepted)
    }
}

/// Nobody watches.
struct Unwatched: RunObserver {
    func observe(_ change: RunChange, at time: Instant) async {}
}
