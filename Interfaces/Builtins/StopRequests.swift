package import Contracts
internal import Host

extension Builtins {
    /// Ctrl-C and SIGTERM as requests to stop.
    package static func stopRequests() -> any StopRequests { InterruptSignals() }
}
