/// What people may decide of a run, and what follows.
extension RunMachine {
    /// Why the decision cannot be carried out now; `nil` when it can.
    package func objection(to decision: RunDecision) -> RunObjection? {
        if isCancelled, !decision.isUndo { return .isCancelled }
        switch decision {
        case .hold(let index): return objectionToHold(index)
        case .holdRun: return isHeld ? .isHeldAlready(nil) : nil
        case .release(let index): return isStepHeld[index.position] ? nil : .isNotHeld(index)
        case .releaseRun: return isHeld ? nil : .isNotHeld(nil)
        case .retry(let index): return objectionToRetry(index)
        case .waive(let index), .markDone(let index): return objectionToGoingOn(index)
        case .cancel(let index): return states[index.position].isRunning ? nil : .isNotRunning(index)
        case .cancelRun: return nil
        case .undo(let index): return objectionToUndo(index)
        }
    }

    private func objectionToHold(_ index: StepIndex) -> RunObjection? {
        switch states[index.position] {
        case .running: .isRunning(index)
        case .succeeded: .hasSucceeded(index)
        case .waiting, .ready, .held, .pausing, .waived, .failed, .skipped, .undone:
            isStepHeld[index.position] ? .isHeldAlready(index) : nil
        }
    }

    private func objectionToRetry(_ index: StepIndex) -> RunObjection? {
        switch states[index.position] {
        case .failed, .undone, .waived: nil
        case .skipped(let cause): .isSkipped(index, because: cause)
        case .succeeded: .hasSucceeded(index)
        case .running: .isRunning(index)
        case .waiting, .ready, .held, .pausing: .hasNotFailed(index)
        }
    }

    private func objectionToGoingOn(_ index: StepIndex) -> RunObjection? {
        switch states[index.position] {
        case .running: .isRunning(index)
        case .succeeded: .hasSucceeded(index)
        case .waiting, .ready, .held, .pausing, .waived, .failed, .skipped, .undone: nil
        }
    }

    private func objectionToUndo(_ index: StepIndex) -> RunObjection? {
        guard states[index.position] == .succeeded else { return .hasNotSucceeded(index) }
        let user = graph.reached(from: index).first { states[$0.position].isRunning }
        return user.map { .isBuiltUpon(index, by: $0) }
    }

    /// Changes the states; the queue is made anew by the caller.
    mutating func apply(_ decision: RunDecision) -> [RunEffect] {
        switch decision {
        case .hold(let index):
            isStepHeld[index.position] = true
            if states[index.position] == .ready { set(index, .held) }
        case .holdRun: isHeld = true
        case .release(let index):
            isStepHeld[index.position] = false
            if states[index.position] == .held { set(index, .ready) }
        case .releaseRun: isHeld = false
        case .retry(let index): tryAgain(index)
        case .waive(let index): goOn(without: index, as: .waived)
        case .markDone(let index):
            evidence.insert(index)
            goOn(without: index, as: .succeeded)
        case .cancel(let index): return end(index)
        case .cancelRun: return endAll()
        case .undo(let index): takeBack(index)
        }
        return []
    }

    private mutating func tryAgain(_ index: StepIndex) {
        failures[index.position] = 0
        if states[index.position] == .waived { forgetDone(index) }
        set(index, .waiting)
        settleSkips()
        if states[index.position] == .waiting, missingNeeds[index.position] == 0 { setReady(index) }
    }

    private mutating func goOn(without index: StepIndex, as state: StepState) {
        setDone(index, state)
        settleSkips()
    }

    private mutating func end(_ index: StepIndex) -> [RunEffect] {
        guard case .running(let attempt) = states[index.position] else { return [] }
        set(index, .failed)
        skipDependents(of: index)
        return [.end(index, attempt: attempt)]
    }

    private mutating func endAll() -> [RunEffect] {
        isCancelled = true
        isStopping = true
        return graph.indices.flatMap { states[$0.position].isRunning ? end($0) : [] }
    }

    private mutating func takeBack(_ index: StepIndex) {
        evidence.remove(index)
        forgetDone(index)
        set(index, .undone)
        skipDependents(of: index)
    }

    /// What needs it has one need more; what has not started yet waits for it.
    private mutating func forgetDone(_ index: StepIndex) {
        for dependent in graph.dependents[index.position] {
            missingNeeds[dependent.position] += 1
            switch states[dependent.position] {
            case .ready, .held, .pausing: set(dependent, .waiting)
            case .waiting, .running, .succeeded, .waived, .failed, .skipped, .undone: break
            }
        }
    }

    /// Skips exactly what needs something broken, and lets everything else wait again.
    private mutating func settleSkips() {
        for index in graph.indices {
            guard case .skipped = states[index.position] else { continue }
            set(index, .waiting)
            if missingNeeds[index.position] == 0 { setReady(index) }
        }
        for index in graph.indices where states[index.position].isBroken { skipDependents(of: index) }
    }
}

extension RunDecision {
    fileprivate var isUndo: Bool { if case .undo = self { true } else { false } }
}

extension RunGraph {
    /// All steps that need it, directly or not.
    func reached(from index: StepIndex) -> [StepIndex] {
        var seen: Set<StepIndex> = []
        var open = dependents[index.position]
        while let next = open.popLast() {
            if seen.insert(next).inserted { open.append(contentsOf: dependents[next.position]) }
        }
        return seen.sorted()
    }
}
