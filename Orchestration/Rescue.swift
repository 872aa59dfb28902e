package import Contracts
internal import Estate
internal import Formats
internal import RecoveryPlan
package import RunMachine

/// Writes down what a run has done, beside its logs, so that it survives the state database and the controller.
struct RescueNotes: Sendable {
    private let executor: RunExecutor
    private let record: RunRecord
    private var writtenAt: ContinuousClock.Instant?

    /// At most this often, because the file is written whole.
    private static let interval = Duration.seconds(2)

    init(_ executor: RunExecutor, _ record: RunRecord) {
        self.executor = executor
        self.record = record
    }

    /// A file that cannot be written is told and stops nothing: the journal is what counts.
    mutating func write(_ machine: RunMachine, isLast: Bool) async {
        let now = ContinuousClock.now
        if let writtenAt, now - writtenAt < Self.interval, !isLast { return }
        writtenAt = now
        let document = RescueDocument(
            run: record.id, planDigest: record.planDigest, openedAt: record.openedAt, fence: record.fence,
            entries: RescueDocument.entries(of: machine))
        do {
            try executor.steps.keep(document.bytes, as: "rescue", in: record.id)
        } catch {
            await executor.observer.observe(.warning("the rescue file: \(error)"), at: executor.clock.now())
        }
    }
}

extension Workplace {
    /// Goes on with a run of another controller, from its rescue file.
    ///
    /// The plan and its approvals have to be in the state. From then on the other controller can begin nothing on hosts.
    package func resume(
        rescued bytes: [UInt8], name: String, observer: any RunObserver, stops: any StopRequests
    ) async throws -> (run: RunID, outcome: RunOutcome) {
        let document = try RescueDocument.read(bytes, name: name)
        guard try await journal.run(document.run) == nil else {
            throw GroundupError(
                .state, "This state knows run \(document.run) already.", hint: "Use 'groundup resume \(document.run)'.")
        }
        let stored = try await storedPlan(document.planDigest)
        try await approvalState(of: stored).requireSufficient(plan: stored.digest)
        let events = try document.events(of: stored.plan, name: name)
        // Larger than that of the controller before, whatever the clocks say.
        try await journal.open(
            RunRecord(
                id: document.run, planDigest: stored.digest, openedAt: document.openedAt, fence: document.fence))
        try await journal.append(JournalBatch(events), to: document.run, at: clock.now())
        return try await resume(document.run, observer: observer, stops: stops)
    }
}

extension RescueDocument {
    /// What the journal would hold.
    fileprivate func events(of plan: Plan, name: String) throws -> [JournalEvent] {
        let known = Set(plan.steps.map(\.id))
        return try entries.flatMap { entry -> [JournalEvent] in
            guard known.contains(entry.step) else {
                throw GroundupError(
                    .hostileInput, "\(name): its plan has no step '\(entry.step)'.",
                    hint: "Use the rescue file that belongs to this plan.")
            }
            let note = "from a rescue file"
            let started = JournalEvent(.started, step: entry.step, attempt: entry.attempt, detail: note)
            switch entry.state {
            case .running: return [started]
            case .succeeded where entry.attempt == 0: return [JournalEvent(.markedDone, step: entry.step, detail: note)]
            case .succeeded: return [started, JournalEvent(.succeeded, step: entry.step, attempt: entry.attempt)]
            case .failed:
                return [started, JournalEvent(.failed, step: entry.step, attempt: entry.attempt, detail: note)]
            case .waived: return [JournalEvent(.waived, step: entry.step, detail: note)]
            case .undone: return []
            }
        }
    }
}
