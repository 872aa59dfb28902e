package import Contracts
internal import Estate
package import RunMachine

extension Workplace {
    /// Tells everything that a run did and does, until it ends; changes nothing.
    ///
    /// - Parameters:
    ///   - id: the run; the newest when `nil`.
    ///   - follows: whether to wait for what is still to come.
    /// - Returns: how it ended; `nil` when it has not, or not yet.
    package func watch(_ id: RunID?, observer: any RunObserver, follows: Bool) async throws -> RunOutcome? {
        let runs = try await journal.runs()
        guard let record = id.map({ wanted in runs.first { $0.id == wanted } }) ?? runs.first else {
            throw GroundupError(
                .state, id.map { "There is no run \($0)." } ?? "Nothing was run yet.",
                hint: "'groundup runs' lists runs.")
        }
        var story = try RunStory(try await storedPlan(record.planDigest).plan, record.id, steps)
        var last: Int64 = 0
        var isWarned = false
        while true {
            for entry in try await journal.entries(of: record.id, after: last) {
                last = entry.sequence
                if let change = try story.change(entry) { await observer.observe(change, at: entry.time) }
            }
            let present = try await journal.run(record.id)
            if let end = present?.end { return end }
            guard follows else { return nil }
            if let seen = present?.lastSeenAt, clock.now().seconds(since: seen) > Self.silence, !isWarned {
                isWarned = true
                await observer.observe(.warning(Self.noController(record.id)), at: clock.now())
            }
            try await Task.sleep(for: .milliseconds(300))
        }
    }

    /// Seconds without a sign of life after which a controller is believed to be gone.
    package static var silence: Int64 { 20 }

    private static func noController(_ run: RunID) -> String {
        "no sign of life of its controller for \(silence) s; if it is gone, 'groundup resume \(run)' goes on"
    }
}
