/// What a person decides of a run while it goes on, or before it is resumed.
package enum RunDecision: Hashable, Sendable {
    /// The step is not started before it is released.
    case hold(StepIndex)
    /// No step is started before the run is released; what runs goes on.
    case holdRun
    case release(StepIndex)
    /// Every hold of this kind ends: that of the run, not those of single steps.
    case releaseRun
    /// Tried again, with as many attempts as the plan gives it; what was skipped because of it waits again.
    case retry(StepIndex)
    /// The run goes on as though it were done, and says at its end that it is not.
    case waive(StepIndex)
    /// A person has done it by other means, and says how one can see that.
    case markDone(StepIndex)
    /// The running attempt is ended; the step counts as failed.
    case cancel(StepIndex)
    /// Nothing is started any more and what runs is ended; the run cannot be resumed.
    case cancelRun
    /// The step was taken back by its undo body.
    case undo(StepIndex)
}

/// Why a decision cannot be carried out as things stand.
package enum RunObjection: Error, Hashable, Sendable {
    case isRunning(StepIndex)
    case isNotRunning(StepIndex)
    case hasSucceeded(StepIndex)
    case hasNotSucceeded(StepIndex)
    case isNotHeld(StepIndex?)
    case isHeldAlready(StepIndex?)
    /// It was skipped because of the other one: that is the one to try again.
    case isSkipped(StepIndex, because: StepIndex)
    /// Nothing has failed that could be tried again.
    case hasNotFailed(StepIndex)
    /// A step that builds on it runs.
    case isBuiltUpon(StepIndex, by: StepIndex)
    case isCancelled
    /// The request names no step of the plan, and does not mean the run.
    case isNotInPlan
}
