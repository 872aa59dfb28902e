internal import ByteParsing
package import Contracts
package import Estate
internal import RecoveryPlan
package import RunMachine

extension RunID {
    /// A name from the moment and from chance, so that runs of different installations never meet on a host.
    package static func make(at moment: Instant, chance: UInt32) -> RunID? {
        guard let time = rfc3339(secondsSinceEpoch: moment.seconds) else { return nil }
        let digits = time.filter { $0 != "-" && $0 != ":" && $0 != "Z" }
        return RunID("\(digits)-\(String(chance, radix: 16))")
    }
}

extension Workplace {
    /// Runs an approved plan; nothing is touched before its approvals have been verified anew.
    ///
    /// - Throws: a `GroundupError` with code `approval`, `preflight` or `planRefused` before anything was touched; with code
    ///   `state` also later, when the journal cannot be written: `resume` then goes on.
    package func restore(
        _ stored: StoredPlan, as run: RunID, observer: any RunObserver, stops: any StopRequests
    ) async throws -> RunOutcome {
        try await requireStartable(stored, continuing: nil)
        await warn(about: stored.plan.steps.flatMap(\.secrets), observer)
        return try await executor(stored, run, observer).start(planDigest: stored.digest, stops: stops)
    }

    /// Goes on with a run: what succeeded is kept, what runs is waited for, what failed is tried again.
    ///
    /// - Parameter id: the run; the newest one that has not succeeded when `nil`.
    package func resume(
        _ id: RunID?, observer: any RunObserver, stops: any StopRequests
    ) async throws -> (run: RunID, outcome: RunOutcome) {
        let record = try await unfinishedRun(id)
        let stored = try await storedPlan(record.planDigest)
        try await requireStartable(stored, continuing: record.id)
        return (record.id, try await executor(stored, record.id, observer).resume(record, stops: stops))
    }

    func executor(_ stored: StoredPlan, _ run: RunID, _ observer: any RunObserver) throws -> RunExecutor {
        try RunExecutor(
            plan: stored.plan, run: run, journal: journal, steps: steps, secrets: secrets, clock: clock,
            observer: SealingObserver(observer, audit))
    }

    /// Tells of secrets that lie where others may read them; that is no reason not to restore.
    private func warn(about references: [SecretReference], _ observer: any RunObserver) async {
        for concern in Set(references.compactMap(secrets.concern)).sorted() {
            await observer.observe(.warning(concern), at: clock.now())
        }
    }

    /// The run, or the newest one that can go on.
    func unfinishedRun(_ id: RunID?) async throws -> RunRecord {
        let record = if let id { try await journal.run(id) } else { try await journal.runs().first(where: \.canGoOn) }
        guard let record else {
            throw GroundupError(
                .state, id.map { "There is no run \($0)." } ?? "There is no run to go on with.",
                hint: "'groundup runs' lists runs; 'groundup restore PLAN' begins one.")
        }
        guard record.canGoOn else {
            let end = record.outcome == RunOutcome.cancelled.rawValue ? "was given up" : "has succeeded"
            throw GroundupError(
                .state, "Run \(record.id) \(end); there is nothing to go on with.",
                hint: "'groundup report \(record.id)' shows it; 'groundup restore PLAN' begins a new one.")
        }
        return record
    }
}

extension RunRecord {
    /// Whether something is left to do that nobody has given up.
    package var canGoOn: Bool { end?.canGoOn ?? true }

    /// How it ended; `nil` while it runs, and after its controller was killed.
    package var end: RunOutcome? { outcome.flatMap(RunOutcome.init(rawValue:)) }
}
