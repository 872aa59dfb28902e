/// Where one step stands.
///
///                        need succeeded             capacity free
///             waiting ------------------> ready ------------------> running ----> succeeded
///                |                          ^                        |   |
///                | a need failed            |  pause over            |   | last attempt failed
///                v                          |                        |   v
///             skipped                     pausing <------------------+  failed
///                                                  attempt failed
///
/// When the run is resumed, `failed` and `pausing` become `ready` and `skipped` becomes `waiting`; `running` stays, and
/// the step is taken up again where it is.
package enum StepState: Hashable, Sendable {
    /// At least one need has not succeeded, and none has failed for good.
    case waiting
    /// All needs have succeeded; only capacity is missing, or nothing is started any more.
    case ready
    /// This attempt was recorded as started and has not been seen to end.
    case running(attempt: Int)
    /// An attempt failed; the next one starts after a pause.
    case pausing
    /// Its body ended with 0. Never left again.
    case succeeded
    /// Its last attempt failed. Left only when the run is resumed.
    case failed
    /// A step that it needs, directly or not, failed. Left only when the run is resumed.
    case skipped(because: StepIndex)

    /// Nothing more happens to it unless the run is resumed.
    package var isSettled: Bool {
        switch self {
        case .succeeded, .failed, .skipped: true
        case .waiting, .ready, .running, .pausing: false
        }
    }
}
