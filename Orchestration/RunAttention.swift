internal import Contracts

/// Looks for requests of people while a run goes on, and shows that its controller lives.
struct RunAttention: Sendable {
    private let executor: RunExecutor
    private let fence: Int64
    /// How soon a request is seen.
    private static let interval = Duration.milliseconds(250)
    /// Looks between two signs of life.
    private static let looksForBeat = 20

    init(_ executor: RunExecutor, fence: Int64) {
        self.executor = executor
        self.fence = fence
    }

    /// Goes on until it is cancelled; a state that cannot be read, or another controller, is a fault of the run.
    func watch(_ mailbox: RunMailbox) async {
        var last: Int64 = 0
        var looks = 0
        do {
            while true {
                let requests = try await executor.journal.openRequests(of: executor.run).filter { $0.number > last }
                if let newest = requests.last {
                    last = newest.number
                    mailbox.put(.asked(requests))
                }
                if looks % Self.looksForBeat == 0 {
                    try await executor.journal.beat(executor.run, fence: fence, at: executor.clock.now())
                }
                looks += 1
                try await Task.sleep(for: Self.interval)
            }
        } catch {
            if !Task.isCancelled { mailbox.put(.fault(error)) }
        }
    }
}
