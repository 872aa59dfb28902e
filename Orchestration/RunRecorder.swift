internal import Contracts
internal import Estate
internal import RecoveryPlan
internal import RunMachine

/// Writes what happens in a run to the journal: before its effects where these could not be told otherwise, and else
/// together with what happens next, while bodies go on.
///
/// A write to the disk takes about as long as a trivial body. When many steps are ready, the next ones are announced with a
/// write that is due anyway. They may then start without a write of their own, and what they did shares the next one. A
/// controller that takes the run over asks of every announced step whether it began.
struct RunRecorder {
    /// Steps whose start is on disk although they have not started, by what the journal knows.
    private var announced: Set<StepIndex> = []
    /// The same, once the write under way is on disk.
    private var announcing: [StepIndex] = []
    /// What is not on disk, nor on its way there.
    private var waiting = JournalBatch()
    private var writing: Task<Void, any Error>?

    private let executor: RunExecutor
    private let fence: Int64
    private let mailbox: RunMailbox

    /// Fewer ready steps than this are not worth announcing: a run of a few long steps tells every start by itself.
    static let least = 16
    /// How many are announced ahead.
    private static let most = 64

    init(_ executor: RunExecutor, fence: Int64, _ mailbox: RunMailbox) {
        self.executor = executor
        self.fence = fence
        self.mailbox = mailbox
    }

    /// When this returns, the effects of the turn may follow.
    mutating func record(_ turn: RunTurn, _ machine: RunMachine) async throws {
        waiting.append(turn.batch)
        let mayFollow = turn.mayPrecedeItsRecord && turn.starts.allSatisfy(announced.contains)
        announced.subtract(turn.starts)
        if mayFollow { return write(machine) }
        try await settle()
        if !waiting.isEmpty { try await append(next(machine)) }
        takeAnnouncements()
    }

    /// A write that `record` began has ended.
    mutating func written(_ machine: RunMachine) async throws {
        try await settle()
        write(machine)
    }

    /// Begins to write what waits, unless a write is under way.
    private mutating func write(_ machine: RunMachine) {
        guard writing == nil, !waiting.isEmpty else { return }
        let batch = next(machine)
        writing = Task { [self] in
            defer { mailbox.put(.recorded) }
            try await append(batch)
        }
    }

    private mutating func settle() async throws {
        guard let writing else { return }
        self.writing = nil
        try await writing.value
        takeAnnouncements()
    }

    private func append(_ batch: JournalBatch) async throws {
        try await executor.journal.append(batch, to: executor.run, fence: fence, at: executor.clock.now())
    }

    private mutating func takeAnnouncements() {
        announced.formUnion(announcing)
        announcing = []
    }

    /// What waits, and the announcement of what comes next where that is worth it.
    private mutating func next(_ machine: RunMachine) -> JournalBatch {
        defer { waiting = JournalBatch() }
        // What a person decided about an announced step is between it and its start.
        announced = announced.filter { machine.states[$0.position] == .ready }
        guard announced.count < Self.least, machine.readyCount >= Self.least else { return waiting }
        announcing = machine.upcoming(Self.most).filter { index in
            !announced.contains(index) && executor.plan.steps[index.position].place == .controller
        }
        if !announcing.isEmpty {
            let names = announcing.map { executor.name($0).text }.joined(separator: "\n")
            waiting.events.append(JournalEvent(.announced, detail: names))
        }
        return waiting
    }
}

extension JournalBatch {
    fileprivate mutating func append(_ other: JournalBatch) {
        events += other.events
        measurements += other.measurements
        answers += other.answers
    }
}
