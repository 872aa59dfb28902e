package import Estate
package import RecoveryPlan

/// What happened in a run, for those who watch it.
package enum RunChange: Sendable {
    /// The first one; a resumed run tells which steps have succeeded before.
    case opened(Plan, run: RunID, succeeded: Set<StepID>, isResumed: Bool)
    /// `isAttached` when an earlier controller had started this attempt.
    case started(StepID, attempt: Int, isAttached: Bool)
    case succeeded(StepID, milliseconds: Int)
    /// An attempt failed; it is tried again after so many seconds, or not at all.
    case failed(StepFailure, retryAfter: Int?)
    case skipped(StepID, because: StepID)
    case stopRequested(StopRequest, running: Int)
    /// What a person asked for is done.
    case decided(RunRequest)
    /// It cannot be done, and why.
    case refused(RunRequest, because: String)
    /// A check that had passed was made again.
    case verified(Verification)
    /// The rest was put in time again from what steps really took: so many seconds are left.
    case replanned(secondsLeft: Int)
    /// Something that a person should know and that stops nothing.
    case warning(String)
    /// The last one; the outcome is one of `RunOutcome`.
    case finished(outcome: String)
}

/// All that a person needs to act on a failed attempt.
package struct StepFailure: Hashable, Sendable {
    package let step: StepID
    package let attempt: Int
    package let outcome: StepOutcome
    package let lastLines: [String]
    package let logPath: String

    package init(step: StepID, attempt: Int, outcome: StepOutcome, lastLines: [String], logPath: String) {
        self.step = step
        self.attempt = attempt
        self.outcome = outcome
        self.lastLines = lastLines
        self.logPath = logPath
    }
}

/// Watches a run; it is told everything in order, and waited for.
package protocol RunObserver: Sendable {
    func observe(_ change: RunChange, at time: Instant) async
}
