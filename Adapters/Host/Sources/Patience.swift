internal import Contracts

/// For how long, and in what pauses, a target that does not answer is tried again.
struct Patience: Sendable {
    private let seconds: Int
    private var failures = 0
    private var began: ContinuousClock.Instant?

    init(seconds: Int) { self.seconds = seconds }

    /// It answered: whatever follows earns new patience.
    mutating func renew() {
        failures = 0
        began = nil
    }

    /// The pause before it is tried again; `nil` when it was tried for long enough.
    mutating func pause(at now: ContinuousClock.Instant, isKeyRefused: Bool) -> Duration? {
        let first = began ?? now
        began = first
        failures += 1
        // A key that is not the known one does not become right by waiting, unless the host is being made just now.
        let limit = isKeyRefused ? min(seconds, 5) : seconds
        guard first.duration(to: now) < .seconds(limit) else { return nil }
        return .milliseconds(min(500 << min(failures - 1, 5), 10_000))
    }
}
