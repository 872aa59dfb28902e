internal import Contracts
internal import Estate
internal import RecoveryPlan
internal import RunMachine

/// Tells a run again from its journal, entry by entry, as those hear it who watch its controller.
struct RunStory {
    private let plan: Plan
    private let run: RunID
    private let steps: any StepRunner
    private let graph: RunGraph
    private let positions: [String: StepIndex]
    private var machine: RunMachine

    init(_ plan: Plan, _ run: RunID, _ steps: any StepRunner) throws {
        self.plan = plan
        self.run = run
        self.steps = steps
        do { graph = try RunGraph(plan) } catch { throw GroundupError(error) }
        positions = Dictionary(
            uniqueKeysWithValues: graph.indices.map { [graph] in (graph.names[$0.position].text, $0) })
        machine = RunMachine(graph)
    }

    /// What an entry says, for people.
    mutating func change(_ entry: JournalEntry) throws -> RunChange? {
        let event = entry.event
        let effects = try graph.history([entry]).flatMap { machine.replay($0) }
        switch event.kind {
        case .opened, .resumed:
            let done = Set(graph.indices.filter { machine.states[$0.position].isDone }.map { graph.names[$0.position] })
            return .opened(plan, run: run, succeeded: done, isResumed: event.kind == .resumed)
        case .announced: return nil
        case .started: return event.step.map { .started($0, attempt: event.attempt, isAttached: false) }
        case .succeeded: return event.step.map { .succeeded($0, milliseconds: event.milliseconds) }
        case .failed: return failed(event, effects)
        case .skipped: return skipped(event)
        case .stopRequested:
            let running = machine.states.count(where: \.isRunning)
            return .stopRequested(event.detail.hasPrefix("left") ? .leave : .finishRunning, running: running)
        case .finished: return .finished(outcome: event.detail)
        case .verified:
            return event.step.flatMap { Verification($0, text: event.detail) }.map(RunChange.verified)
        case .undone: return event.step.map { .warning("\($0) was taken back (\(event.detail))") }
        case .held, .released, .retried, .waived, .markedDone, .cancelled: return decided(event)
        }
    }

    private func failed(_ event: JournalEvent, _ effects: [RunEffect]) -> RunChange? {
        guard let step = event.step, let index = positions[step.text] else { return nil }
        let told = FailureText.read(event.detail)
        let pause = effects.compactMap { if case .pause(index, let seconds) = $0 { seconds } else { nil } }.first
        let failure = StepFailure(
            step: step, attempt: event.attempt, outcome: told.outcome, lastLines: told.lastLines,
            logPath: steps.logPath(of: step, position: index.position, in: run))
        return .failed(failure, retryAfter: pause)
    }

    private func skipped(_ event: JournalEvent) -> RunChange? {
        guard let step = event.step, let index = positions[step.text] else { return nil }
        guard case .skipped(let cause) = machine.states[index.position] else { return nil }
        return .skipped(step, because: graph.names[cause.position])
    }

    private func decided(_ event: JournalEvent) -> RunChange? {
        guard let kind = RunRequestKind.allCases.first(where: { $0.journalKind == event.kind }) else { return nil }
        let parts = event.detail.split(separator: ": ", maxSplits: 1).map(String.init)
        return .decided(
            RunRequest(kind, step: event.step, person: parts.first ?? "", because: parts.count > 1 ? parts[1] : ""))
    }
}
