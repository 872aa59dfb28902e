internal import Contracts
internal import RecoveryPlan
internal import RunMachine

extension RunExecutor {
    /// What a request means for the machine.
    func decision(of request: RunRequest) throws(RunObjection) -> RunDecision {
        guard let step = request.step else {
            switch request.kind {
            case .hold: return .holdRun
            case .release: return .releaseRun
            case .cancel: return .cancelRun
            case .retry, .skip, .done: throw .isNotInPlan
            }
        }
        guard let position = plan.steps.firstIndex(where: { $0.id == step }) else { throw .isNotInPlan }
        let index = StepIndex(position)
        return switch request.kind {
        case .hold: .hold(index)
        case .release: .release(index)
        case .retry: .retry(index)
        case .skip: .waive(index)
        case .done: .markDone(index)
        case .cancel: .cancel(index)
        }
    }

    /// Why not, for people.
    func text(_ objection: RunObjection) -> String {
        switch objection {
        case .isRunning(let step): "\(name(step)) runs; wait for its end, or end it with 'groundup cancel'"
        case .isNotRunning(let step): "\(name(step)) does not run"
        case .hasSucceeded(let step): "\(name(step)) has succeeded"
        case .hasNotSucceeded(let step): "\(name(step)) has not succeeded, so there is nothing to take back"
        case .isNotHeld(let step): "\(step.map { name($0).text } ?? "the run") is not held"
        case .isHeldAlready(let step): "\(step.map { name($0).text } ?? "the run") is held already"
        case .isSkipped(let step, let cause):
            "\(name(step)) was skipped because of \(name(cause)): try that one again"
        case .hasNotFailed(let step): "\(name(step)) has not failed; it has yet to start"
        case .isBuiltUpon(let step, let user): "\(name(user)) builds on \(name(step)) and runs"
        case .isNotInPlan: "the plan has no such step"
        case .isCancelled: "the run was given up; begin a new one with 'groundup restore'"
        }
    }
}

extension RunRequestKind {
    var journalKind: JournalKind {
        switch self {
        case .hold: .held
        case .release: .released
        case .retry: .retried
        case .skip: .waived
        case .done: .markedDone
        case .cancel: .cancelled
        }
    }

    /// What follows, in a few words.
    var accepted: String {
        switch self {
        case .hold: "it waits until it is released"
        case .release: "it goes on"
        case .retry: "it is tried again"
        case .skip: "the run goes on without it"
        case .done: "it counts as done, with that evidence"
        case .cancel: "it is ended"
        }
    }
}
