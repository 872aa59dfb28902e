package import Contracts
@preconcurrency internal import Dispatch
internal import Glibc

/// Turns Ctrl-C and SIGTERM into requests to stop: the first one lets running steps finish, the second one leaves.
///
/// From the first call of `requests` on, these signals no longer end the process. A closed terminal (SIGHUP) does not
/// from the beginning: a restore goes on when nobody watches it, also while it still looks whether it may begin.
package struct InterruptSignals: StopRequests {
    package init() { _ = signal(SIGHUP, SIG_IGN) }

    package func requests() -> AsyncStream<StopRequest> {
        AsyncStream { continuation in
            let queue = DispatchQueue(label: "groundup.signals")
            let counter = SignalCounter()
            let sources = [SIGINT, SIGTERM].map { number in
                _ = signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
                source.setEventHandler { continuation.yield(counter.next()) }
                source.resume()
                return source
            }
            continuation.onTermination = { _ in for source in sources { source.cancel() } }
        }
    }
}

/// Counts on one queue only.
private final class SignalCounter: @unchecked Sendable {
    private var count = 0

    func next() -> StopRequest {
        count += 1
        return count == 1 ? .finishRunning : .leave
    }
}
