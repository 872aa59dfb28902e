/// Where one step stands.
///
///                        need done               capacity free
///             waiting ------------------> ready ------------------> running ----> succeeded
///                |                        |  ^                       |   |
///                | a need failed     hold |  | pause over            |   | last attempt failed, or a person ended it
///                v                        v  |                       |   v
///             skipped                   held  pausing <--------------+  failed
///                                      (release)       attempt failed
///
/// A person may decide of any step that does not run and has not succeeded: `waived` (goes on without it) or, with
/// evidence, `succeeded`; of a failed one that it is tried again; of one that succeeded and can be undone: `undone`.
/// When the run is resumed, `failed` and `pausing` become `ready` and `skipped` becomes `waiting`; `running` stays, and
/// the step is taken up again where it is; what people decided stays.
package enum StepState: Hashable, Sendable {
    /// At least one need is not done, and none has failed for good.
    case waiting
    /// All needs are done; only capacity is missing, or nothing is started any more.
    case ready
    /// All needs are done, and a person wants it to wait.
    case held
    /// This attempt was recorded as started and has not been seen to end.
    case running(attempt: Int)
    /// An attempt failed; the next one starts after a pause.
    case pausing
    /// Its body ended with 0, or a person gave evidence that it is done. Left only when it is undone.
    case succeeded
    /// A person decided to go on without it. Left only when a person wants it after all.
    case waived
    /// Its last attempt failed, or a person ended it. Left when it is tried again or the run is resumed.
    case failed
    /// A step that it needs, directly or not, failed. Left when that one is tried again or the run is resumed.
    case skipped(because: StepIndex)
    /// It had succeeded, and was taken back. Left only when a person wants it again.
    case undone

    /// Nothing more happens to it unless a person decides so or the run is resumed.
    package var isSettled: Bool {
        switch self {
        case .succeeded, .waived, .failed, .skipped, .undone: true
        case .waiting, .ready, .held, .running, .pausing: false
        }
    }

    /// What needs it may start.
    package var isDone: Bool { self == .succeeded || self == .waived }

    /// What needs it cannot start unless a person decides otherwise.
    package var isBroken: Bool { self == .failed || self == .undone }

    package var isRunning: Bool { if case .running = self { true } else { false } }
}
