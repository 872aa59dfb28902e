/// What the machine is told.
package enum RunEvent: Hashable, Sendable {
    /// The run begins.
    case opened
    /// A controller takes up a run that another one left; failed steps are tried again.
    case resumed
    /// Only in a history: live, the machine itself decides it.
    case started(StepIndex, attempt: Int)
    case succeeded(StepIndex, attempt: Int)
    case failed(StepIndex, attempt: Int)
    /// The pause before the next attempt is over; never in a history.
    case pauseElapsed(StepIndex)
    /// A person wants nothing more to be started.
    case stopRequested
}

/// What has to be done next, in this order.
package enum RunEffect: Hashable, Sendable {
    /// Record the start, then run the body.
    case start(StepIndex, attempt: Int)
    /// The start is recorded already: find out what became of the attempt, and run it again only if nothing did.
    case attach(StepIndex, attempt: Int)
    /// Send `pauseElapsed` after so many seconds.
    case pause(StepIndex, seconds: Int)
    /// Nothing is left to do.
    case finish(RunOutcome)
}

/// How a run ended.
package enum RunOutcome: String, Hashable, Sendable {
    /// Every step succeeded.
    case succeeded
    /// Some steps failed or were skipped; all others succeeded.
    case incomplete
    /// A person stopped it; some steps were never started.
    case stopped
}
