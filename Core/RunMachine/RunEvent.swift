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
    /// A person wants nothing more to be started by this controller.
    case stopRequested
    /// A person decided something to which `objection(to:)` has none.
    case decided(RunDecision)
}

/// What has to be done next, in this order.
package enum RunEffect: Hashable, Sendable {
    /// Record the start, then run the body.
    case start(StepIndex, attempt: Int)
    /// The start is recorded already: find out what became of the attempt, and run it again only if nothing did.
    case attach(StepIndex, attempt: Int)
    /// End the body of an attempt; what is said of it afterwards no longer counts.
    case end(StepIndex, attempt: Int)
    /// Send `pauseElapsed` after so many seconds.
    case pause(StepIndex, seconds: Int)
    /// Nothing is left to do.
    case finish(RunOutcome)
}

/// How a run ended.
package enum RunOutcome: String, Hashable, Sendable {
    /// Every step succeeded.
    case succeeded
    /// People decided to go without some steps; all others succeeded.
    case partial
    /// Some steps failed or were skipped; all others succeeded.
    case incomplete
    /// A person stopped its controller; some steps were never started.
    case stopped
    /// A person gave it up for good.
    case cancelled

    /// Whether 'resume' can go on with it.
    package var canGoOn: Bool { self == .incomplete || self == .stopped }
    /// Whether everything that people wanted was done.
    package var isComplete: Bool { self == .succeeded || self == .partial }
}
