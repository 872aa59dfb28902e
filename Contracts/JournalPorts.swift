package import Estate
package import RecoveryPlan

/// What an entry of the journal says.
package enum JournalKind: String, Hashable, Sendable, CaseIterable {
    /// The first entry of a run.
    case opened
    /// Another controller took the run up; failed steps are tried again.
    case resumed
    /// Written before the body of this attempt may run, unless the step was announced.
    case started
    /// The next attempts of these steps, one name on each line of the detail, may run from here on; that they were started
    /// is recorded a little later, together with other things.
    case announced
    case succeeded
    /// This attempt failed; whether another follows is decided by the plan.
    case failed
    /// Will not run because a step that it needs failed.
    case skipped
    case stopRequested = "stop-requested"
    /// A person wants a step, or without a step the run, to wait; the detail of this and the next ones says who and why.
    case held
    case released
    /// A person wants a step that failed to be tried again.
    case retried
    /// A person decided to go on without a step.
    case waived
    /// A person did a step by other means; the detail holds the evidence.
    case markedDone = "marked-done"
    /// A person ended a running step or, without a step, gave the run up.
    case cancelled
    /// A step was taken back.
    case undone
    /// A check that had passed was made again; the detail is what it showed.
    case verified
    /// The last entry, unless the run is resumed; the detail is the outcome.
    case finished
}

/// An entry before it has a place in the journal.
package struct JournalEvent: Hashable, Sendable {
    package var kind: JournalKind
    package var step: StepID?
    /// 0 where no step is meant.
    package var attempt: Int
    /// Milliseconds that the body took; 0 where nothing ended.
    package var milliseconds: Int
    /// For people; never a secret.
    ///
    /// The first line is the summary, the others are what a body printed last.
    package var detail: String

    package init(
        _ kind: JournalKind, step: StepID? = nil, attempt: Int = 0, milliseconds: Int = 0, detail: String = ""
    ) {
        self.kind = kind
        self.step = step
        self.attempt = attempt
        self.milliseconds = milliseconds
        self.detail = detail
    }
}

/// An entry of the journal.
package struct JournalEntry: Hashable, Sendable {
    /// Ascending within the whole state database.
    package let sequence: Int64
    package let time: Instant
    package let event: JournalEvent

    package init(sequence: Int64, time: Instant, event: JournalEvent) {
        self.sequence = sequence
        self.time = time
        self.event = event
    }
}

/// A run as a list shows it.
package struct RunRecord: Hashable, Sendable {
    package let id: RunID
    /// SHA-256 of the plan document, in hexadecimal.
    package let planDigest: String
    package let openedAt: Instant
    /// `nil` while it runs, and after its controller was killed.
    package var finishedAt: Instant?
    /// `succeeded`, `incomplete` or `stopped`; `nil` while it runs, and after its controller was killed.
    package var outcome: String?
    /// The last sign of life of its controller; `nil` before the first one.
    package var lastSeenAt: Instant?
    /// Counts its controllers: of two that both believe to control it, the one with the larger number is right.
    package var fence: Int64

    package init(
        id: RunID, planDigest: String, openedAt: Instant, finishedAt: Instant? = nil, outcome: String? = nil,
        lastSeenAt: Instant? = nil, fence: Int64 = 0
    ) {
        self.id = id
        self.planDigest = planDigest
        self.openedAt = openedAt
        self.finishedAt = finishedAt
        self.outcome = outcome
        self.lastSeenAt = lastSeenAt
        self.fence = fence
    }
}

/// How long the body of a step took.
package struct BodyMeasurement: Hashable, Sendable {
    package let step: StepID
    package let body: String
    package let target: AssetID
    package let milliseconds: Int
    package let run: RunID
    package let measuredAt: Instant

    package init(
        step: StepID, body: String, target: AssetID, milliseconds: Int, run: RunID, measuredAt: Instant
    ) {
        self.step = step
        self.body = body
        self.target = target
        self.milliseconds = milliseconds
        self.run = run
        self.measuredAt = measuredAt
    }
}

/// The right to control a run and its hosts, held until it is released or its process ends.
package protocol Lease: Sendable {
    func release()
}

/// Who else may hold a run at the same time.
package enum LeaseKind: Hashable, Sendable {
    /// Nobody: it controls the run.
    case controller
    /// Others that run one step each, but no controller.
    case singleStep
}

/// What happened, as it is recorded at one moment: all of it or nothing.
package struct JournalBatch: Hashable, Sendable {
    package var events: [JournalEvent]
    package var measurements: [BodyMeasurement]
    /// Answers to requests of people, recorded together with what follows from them.
    package var answers: [RunAnswer]

    package init(
        _ events: [JournalEvent] = [], measurements: [BodyMeasurement] = [], answers: [RunAnswer] = []
    ) {
        self.events = events
        self.measurements = measurements
        self.answers = answers
    }

    package var isEmpty: Bool { events.isEmpty && measurements.isEmpty && answers.isEmpty }
}

/// The durable record of runs.
///
/// What a call wrote is on disk when the call returns. A full disk or a damaged file is a `GroundupError` with code
/// `state`; nothing written before it is lost.
package protocol Journal: RunControl {
    /// Takes the run and all hosts that it rebuilds; an error names who holds one of them. A dead holder holds nothing.
    func lease(_ run: RunID, hosts: [AssetID], as kind: LeaseKind) async throws -> any Lease

    /// Takes repositories, so that nobody else of this state writes to them; an error names who does.
    func lease(_ run: RunID, repositories: [String]) async throws -> any Lease

    /// Adds a run together with its first entry.
    func open(_ run: RunRecord) async throws

    /// Makes the holder of the lease the only one that may append, whatever another controller believes.
    ///
    /// - Returns: the fence, larger than every one before, also than those of controllers with another state.
    func takeOver(_ run: RunID, at time: Instant) async throws -> Int64

    /// Adds entries in this order with what belongs to them, all or none; `finished` and `resumed` keep the run's record in
    /// step. Throws when a controller with a larger fence has taken the run over; `nil` for whoever holds no fence.
    func append(_ batch: JournalBatch, to run: RunID, fence: Int64?, at time: Instant) async throws

    /// The entries after `sequence`, in order.
    func entries(of run: RunID, after sequence: Int64) async throws -> [JournalEntry]

    /// All runs, newest first.
    func runs() async throws -> [RunRecord]

    func run(_ id: RunID) async throws -> RunRecord?

    /// The newest measurements first, at most `limit` for each step and body.
    func measurements(limit: Int) async throws -> [BodyMeasurement]
}

extension Journal {
    package func lease(_ run: RunID, hosts: [AssetID]) async throws -> any Lease {
        try await lease(run, hosts: hosts, as: .controller)
    }

    /// Appends without a fence, for whoever does not control the run.
    package func append(_ batch: JournalBatch, to run: RunID, at time: Instant) async throws {
        try await append(batch, to: run, fence: nil, at: time)
    }
}

/// A document of the state database: opaque canonical bytes under their digest.
package struct StoredDocument: Hashable, Sendable {
    /// SHA-256 of the bytes, in hexadecimal.
    package let digest: String
    package let bytes: [UInt8]
    /// When an estate was observed, when a plan was made.
    package let time: Instant

    package init(digest: String, bytes: [UInt8], time: Instant) {
        self.digest = digest
        self.bytes = bytes
        self.time = time
    }
}

/// A document as a list shows it.
package struct DocumentSummary: Hashable, Sendable {
    package let digest: String
    package let time: Instant
    package let byteCount: Int

    package init(digest: String, time: Instant, byteCount: Int) {
        self.digest = digest
        self.time = time
        self.byteCount = byteCount
    }
}

/// Keeps estates and plans; what a call wrote is on disk when it returns, and is never changed afterwards.
package protocol DocumentStore: Sendable {
    func save(estate document: StoredDocument) async throws
    func save(plan document: StoredDocument) async throws

    /// The estate with this digest or a unique beginning of it, of at least 6 characters; the newest when `nil`.
    func estate(_ digest: String?) async throws -> StoredDocument?

    /// Likewise for plans.
    func plan(_ digest: String?) async throws -> StoredDocument?

    /// All estates, newest first.
    func estates() async throws -> [DocumentSummary]

    /// All plans, newest first.
    func plans() async throws -> [DocumentSummary]
}
