internal import Scheduling

/// Decides what happens next in a run; knows neither time nor disk nor processes.
///
/// The same events in the same order always give the same effects. An effect `start` is decided by the machine and
/// recorded by whoever carries it out before the body runs, so that a history tells all that may have happened.
/// The whole run costs O((steps + needs) log steps).
package struct RunMachine: Sendable {
    package let graph: RunGraph
    /// By position.
    package private(set) var states: [StepState]
    /// Nothing is started any more.
    package private(set) var isStopping = false

    private var missingNeeds: [Int]
    private var lastAttempt: [Int]
    /// Failed attempts since the run was opened or resumed.
    private var failures: [Int]
    private var runningCount = 0
    private var pausingCount = 0
    private var isFinished = false
    private var queue: ReadyQueue
    private var ranks: [Int]

    package init(_ graph: RunGraph) {
        self.graph = graph
        missingNeeds = graph.needs.map(\.count)
        states = missingNeeds.map { $0 == 0 ? .ready : .waiting }
        lastAttempt = Array(repeating: 0, count: states.count)
        failures = lastAttempt
        ranks = graph.ranks
        queue = graph.emptyQueue(ranks)
    }

    /// The machine as the history left it; tell it `opened` or `resumed` to go on.
    package init(_ graph: RunGraph, history: some Sequence<RunEvent>) {
        self.init(graph)
        for event in history { record(event) }
    }

    /// Takes in one event and returns what to do because of it.
    package mutating func receive(_ event: RunEvent) -> [RunEffect] {
        let pauses = record(event)
        return attachments(after: event) + pauses + decide()
    }

    /// Steps that were started by an earlier controller and have not been seen to end.
    private mutating func attachments(after event: RunEvent) -> [RunEffect] {
        guard event == .opened || event == .resumed else { return [] }
        queueAnew()
        return graph.indices.compactMap { index in
            guard case .running(let attempt) = states[index.position] else { return nil }
            return .attach(index, attempt: attempt)
        }
    }

    /// From now on, steps that compete for a capacity go by these ranks, one for each position.
    ///
    /// Takes O(steps log steps); nothing starts because of it.
    package mutating func follow(_ ranks: [Int]) {
        precondition(ranks.count == states.count, "one rank for each step")
        self.ranks = ranks
        queueAnew()
    }

    private mutating func queueAnew() {
        queue = graph.emptyQueue(ranks)
        for index in graph.indices {
            switch states[index.position] {
            case .running: queue.occupy(index.position)
            case .ready: queue.insert(index.position)
            case .waiting, .pausing, .succeeded, .failed, .skipped: break
            }
        }
    }

    private mutating func decide() -> [RunEffect] {
        var effects: [RunEffect] = []
        while !isStopping, let position = queue.popFirst() {
            let index = StepIndex(position)
            let attempt = lastAttempt[index.position] + 1
            setRunning(index, attempt)
            effects.append(.start(index, attempt: attempt))
        }
        if runningCount == 0, isStopping || pausingCount == 0, !isFinished {
            isFinished = true
            effects.append(.finish(outcome))
        }
        return effects
    }

    private var outcome: RunOutcome {
        if states.allSatisfy({ $0 == .succeeded }) { return .succeeded }
        return states.allSatisfy(\.isSettled) ? .incomplete : .stopped
    }

    // MARK: - What an event means

    @discardableResult
    private mutating func record(_ event: RunEvent) -> [RunEffect] {
        switch event {
        case .opened: break
        case .resumed: takeUpAgain()
        case .started(let index, let attempt): setRunning(index, attempt)
        case .succeeded(let index, let attempt): succeed(index, attempt)
        case .failed(let index, let attempt): return fail(index, attempt)
        case .pauseElapsed(let index):
            guard states[index.position] == .pausing else { break }
            pausingCount -= 1
            setReady(index)
        case .stopRequested: isStopping = true
        }
        return []
    }

    private mutating func setRunning(_ index: StepIndex, _ attempt: Int) {
        if case .running = states[index.position] {} else { runningCount += 1 }
        if states[index.position] == .pausing { pausingCount -= 1 }
        states[index.position] = .running(attempt: attempt)
        lastAttempt[index.position] = attempt
    }

    private mutating func setReady(_ index: StepIndex) {
        states[index.position] = .ready
        queue.insert(index.position)
    }

    private mutating func succeed(_ index: StepIndex, _ attempt: Int) {
        guard endAttempt(index, attempt) else { return }
        states[index.position] = .succeeded
        for dependent in graph.dependents[index.position] {
            missingNeeds[dependent.position] -= 1
            if missingNeeds[dependent.position] == 0 { setReady(dependent) }
        }
    }

    private mutating func fail(_ index: StepIndex, _ attempt: Int) -> [RunEffect] {
        guard endAttempt(index, attempt) else { return [] }
        failures[index.position] += 1
        guard failures[index.position] >= graph.attempts[index.position] else {
            states[index.position] = .pausing
            pausingCount += 1
            return [.pause(index, seconds: Self.pause(afterFailures: failures[index.position]))]
        }
        states[index.position] = .failed
        skipDependents(of: index)
        return []
    }

    /// Whether the attempt was running; what is said about any other one is stale.
    private mutating func endAttempt(_ index: StepIndex, _ attempt: Int) -> Bool {
        guard states[index.position] == .running(attempt: attempt) else { return false }
        runningCount -= 1
        queue.release(index.position)
        return true
    }

    private mutating func skipDependents(of failed: StepIndex) {
        var open = graph.dependents[failed.position]
        while let index = open.popLast() {
            guard states[index.position] == .waiting else { continue }
            states[index.position] = .skipped(because: failed)
            open.append(contentsOf: graph.dependents[index.position])
        }
    }

    private mutating func takeUpAgain() {
        isStopping = false
        isFinished = false
        pausingCount = 0
        for index in graph.indices {
            failures[index.position] = 0
            switch states[index.position] {
            case .failed, .pausing: states[index.position] = .ready
            case .skipped: states[index.position] = .waiting
            case .waiting, .ready, .running, .succeeded: break
            }
        }
    }

    /// Seconds before the next attempt: 1, 2, 4 and so on, at most 60.
    package static func pause(afterFailures failures: Int) -> Int { failures > 6 ? 60 : min(60, 1 << (failures - 1)) }
}
