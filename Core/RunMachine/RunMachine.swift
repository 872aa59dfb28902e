internal import Scheduling

/// Decides what happens next in a run; knows neither time nor disk nor processes.
///
/// The same events in the same order always give the same effects. An effect `start` is decided by the machine and
/// recorded by whoever carries it out before the body runs, so that a history tells all that may have happened.
/// The whole run costs O((steps + needs) log steps); a person's decision costs O(steps + needs).
package struct RunMachine: Sendable {
    package let graph: RunGraph
    /// By position.
    package internal(set) var states: [StepState]
    /// Nothing is started any more by this controller.
    package internal(set) var isStopping = false
    /// Nothing is started before a person releases the run.
    package internal(set) var isHeld = false
    /// Given up for good.
    package internal(set) var isCancelled = false

    /// Steps that a person did by other means.
    package internal(set) var evidence: Set<StepIndex> = []
    /// By position: a person wants the step to wait.
    var isStepHeld: [Bool]
    var missingNeeds: [Int]
    private var lastAttempt: [Int]
    /// Failed attempts since the run was opened or resumed, or a person wanted another try.
    var failures: [Int]
    private var runningCount = 0
    /// How many steps could start, were their capacities free.
    package private(set) var readyCount = 0
    private var pausingCount = 0
    private var heldCount = 0
    private var isFinished = false
    private var queue: ReadyQueue
    private var ranks: [Int]

    package init(_ graph: RunGraph) {
        self.graph = graph
        missingNeeds = graph.needs.map(\.count)
        states = missingNeeds.map { $0 == 0 ? .ready : .waiting }
        lastAttempt = Array(repeating: 0, count: states.count)
        failures = lastAttempt
        readyCount = states.count { $0 == .ready }
        isStepHeld = Array(repeating: false, count: states.count)
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
        let consequences = record(event)
        return attachments(after: event) + consequences + decide()
    }

    /// Takes in what a journal tells of a run that another controller goes on with; decides nothing.
    ///
    /// - Returns: the pauses that follow.
    @discardableResult
    package mutating func replay(_ event: RunEvent) -> [RunEffect] { record(event) }

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

    /// The number of the newest attempt; 0 before the first.
    package func attempts(of index: StepIndex) -> Int { lastAttempt[index.position] }

    /// The steps that would start next one by one, at most so many; decides nothing.
    ///
    /// Takes O(steps).
    package func upcoming(_ limit: Int) -> [StepIndex] {
        var queue = queue
        for index in graph.indices where states[index.position].isRunning { queue.release(index.position) }
        var found: [StepIndex] = []
        while found.count < limit, let position = queue.popFirst() {
            queue.release(position)
            found.append(StepIndex(position))
        }
        return found
    }

    private mutating func queueAnew() {
        queue = graph.emptyQueue(ranks)
        for index in graph.indices {
            switch states[index.position] {
            case .running: queue.occupy(index.position)
            case .ready: queue.insert(index.position)
            case .waiting, .held, .pausing, .succeeded, .waived, .failed, .skipped, .undone: break
            }
        }
    }

    private mutating func decide() -> [RunEffect] {
        var effects: [RunEffect] = []
        while !isStopping, !isHeld, let position = queue.popFirst() {
            let index = StepIndex(position)
            let attempt = lastAttempt[index.position] + 1
            setRunning(index, attempt)
            effects.append(.start(index, attempt: attempt))
        }
        if isAtRest, !isFinished {
            isFinished = true
            effects.append(.finish(outcome))
        }
        return effects
    }

    /// Nothing runs, and nothing will unless somebody resumes the run.
    private var isAtRest: Bool {
        guard runningCount == 0 else { return false }
        if isStopping { return true }
        return pausingCount == 0 && heldCount == 0 && !(isHeld && states.contains(.ready))
    }

    private var outcome: RunOutcome {
        if isCancelled { return .cancelled }
        if states.allSatisfy({ $0 == .succeeded }) { return .succeeded }
        if states.allSatisfy(\.isDone) { return .partial }
        return states.allSatisfy(\.isSettled) ? .incomplete : .stopped
    }

    // MARK: - What an event means

    @discardableResult
    private mutating func record(_ event: RunEvent) -> [RunEffect] {
        switch event {
        case .opened: break
        case .resumed: takeUpAgain()
        case .started(let index, let attempt): setRunning(index, attempt)
        case .succeeded(let index, let attempt):
            if endAttempt(index, attempt) { setDone(index, .succeeded) }
        case .failed(let index, let attempt): return fail(index, attempt)
        case .pauseElapsed(let index):
            if states[index.position] == .pausing { setReady(index) }
        case .stopRequested: isStopping = true
        case .decided(let decision): return carryOut(decision)
        }
        return []
    }

    private mutating func carryOut(_ decision: RunDecision) -> [RunEffect] {
        isFinished = false
        let effects = apply(decision)
        queueAnew()
        return effects
    }

    /// The one place where a state changes, so that the counts stay true.
    mutating func set(_ index: StepIndex, _ state: StepState) {
        count(states[index.position], by: -1)
        states[index.position] = state
        count(state, by: 1)
    }

    private mutating func count(_ state: StepState, by difference: Int) {
        switch state {
        case .running: runningCount += difference
        case .pausing: pausingCount += difference
        case .held: heldCount += difference
        case .ready: readyCount += difference
        case .waiting, .succeeded, .waived, .failed, .skipped, .undone: break
        }
    }

    private mutating func setRunning(_ index: StepIndex, _ attempt: Int) {
        set(index, .running(attempt: attempt))
        lastAttempt[index.position] = attempt
    }

    mutating func setReady(_ index: StepIndex) {
        guard !isStepHeld[index.position] else { return set(index, .held) }
        set(index, .ready)
        queue.insert(index.position)
    }

    /// Done in one way or another: what waited only for it becomes ready.
    mutating func setDone(_ index: StepIndex, _ state: StepState) {
        let wasDone = states[index.position].isDone
        set(index, state)
        guard !wasDone else { return }
        for dependent in graph.dependents[index.position] {
            missingNeeds[dependent.position] -= 1
            if missingNeeds[dependent.position] == 0, states[dependent.position] == .waiting { setReady(dependent) }
        }
    }

    private mutating func fail(_ index: StepIndex, _ attempt: Int) -> [RunEffect] {
        guard endAttempt(index, attempt) else { return [] }
        failures[index.position] += 1
        guard failures[index.position] >= graph.attempts[index.position] else {
            set(index, .pausing)
            return [.pause(index, seconds: Self.pause(afterFailures: failures[index.position]))]
        }
        set(index, .failed)
        skipDependents(of: index)
        return []
    }

    /// Whether the attempt was running; what is said about any other one is stale.
    private mutating func endAttempt(_ index: StepIndex, _ attempt: Int) -> Bool {
        guard states[index.position] == .running(attempt: attempt) else { return false }
        queue.release(index.position)
        return true
    }

    mutating func skipDependents(of broken: StepIndex) {
        var open = graph.dependents[broken.position]
        while let index = open.popLast() {
            guard states[index.position] == .waiting else { continue }
            set(index, .skipped(because: broken))
            open.append(contentsOf: graph.dependents[index.position])
        }
    }

    private mutating func takeUpAgain() {
        guard !isCancelled else { return }
        isStopping = false
        isFinished = false
        for index in graph.indices {
            failures[index.position] = 0
            switch states[index.position] {
            case .failed, .pausing: missingNeeds[index.position] == 0 ? setReady(index) : set(index, .waiting)
            case .skipped: set(index, .waiting)
            case .waiting, .ready, .held, .running, .succeeded, .waived, .undone: break
            }
        }
        for index in graph.indices where states[index.position] == .undone { skipDependents(of: index) }
    }

    /// Seconds before the next attempt: 1, 2, 4 and so on, at most 60.
    package static func pause(afterFailures failures: Int) -> Int { failures > 6 ? 60 : min(60, 1 << (failures - 1)) }
}
