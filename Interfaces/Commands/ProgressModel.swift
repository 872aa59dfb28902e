internal import Contracts
internal import Estate
internal import RecoveryPlan
internal import RunMachine

/// What is known of a running restore at one moment; told everything in order.
struct ProgressModel: Sendable {
    enum State: Hashable, Sendable {
        case waiting
        case held
        case running(since: Instant, attempt: Int)
        case pausing
        case succeeded
        /// A person decided to go on without it.
        case waived
        case failed
        case skipped
    }

    let plan: Plan
    let run: RunID
    private(set) var openedAt: Instant
    private(set) var states: [State]
    /// Attempts that were the last one of their step, in order.
    private(set) var failures: [StepFailure] = []
    private(set) var outcome: String?
    private(set) var isStopping = false
    /// A person wants nothing to be started for now.
    private(set) var isHeld = false
    /// When the run is expected to end, from what its steps really took; `nil` before the first of them ended.
    private(set) var expectedEnd: Instant?
    private let positions: [StepID: Int]
    private let graph: RunGraph?
    /// Positions, each step before those that it needs.
    private let backwards: [Int]

    init(plan: Plan, run: RunID, succeeded: Set<StepID>, at time: Instant) {
        self.plan = plan
        self.run = run
        openedAt = time
        states = plan.steps.map { succeeded.contains($0.id) ? .succeeded : .waiting }
        positions = Dictionary(zip(plan.steps.map(\.id), plan.steps.indices), uniquingKeysWith: { $1 })
        graph = try? RunGraph(plan)
        let remaining = graph?.remainingSeconds ?? []
        // Every estimate counts at least a second, so a step has more behind it than any that needs it.
        backwards = remaining.indices.sorted { (remaining[$0], $0) < (remaining[$1], $1) }
    }

    mutating func apply(_ change: RunChange, at time: Instant) {
        switch change {
        case .started(let step, let attempt, _): set(step, .running(since: time, attempt: attempt))
        case .succeeded(let step, _): set(step, .succeeded)
        case .failed(let failure, let pause):
            set(failure.step, pause == nil ? .failed : .pausing)
            if pause == nil { failures.append(failure) }
        case .skipped(let step, _): set(step, .skipped)
        case .stopRequested: isStopping = true
        case .finished(let outcome): self.outcome = outcome
        case .replanned(let seconds): expectedEnd = Instant(seconds: time.seconds + Int64(seconds))
        case .decided(let request): decide(request)
        case .opened, .warning, .refused, .verified: break
        }
    }

    private mutating func decide(_ request: RunRequest) {
        guard let step = request.step, let position = positions[step] else {
            if request.kind != .cancel { isHeld = request.kind == .hold }
            return
        }
        switch request.kind {
        case .hold where states[position] == .waiting: states[position] = .held
        case .release where states[position] == .held: states[position] = .waiting
        case .retry: tryAgain(position)
        case .skip: goOn(without: position, as: .waived)
        case .done: goOn(without: position, as: .succeeded)
        case .cancel: states[position] = .failed
        case .hold, .release: break
        }
    }

    private mutating func tryAgain(_ position: Int) {
        states[position] = .waiting
        failures.removeAll { $0.step == plan.steps[position].id }
        unskip()
    }

    private mutating func goOn(without position: Int, as state: State) {
        states[position] = state
        failures.removeAll { $0.step == plan.steps[position].id }
        unskip()
    }

    /// What does not need anything that failed waits again.
    private mutating func unskip() {
        guard let graph else { return }
        var isSkipped = states.map { $0 == .failed }
        // Needs before what needs them.
        for position in backwards.reversed() where !isSkipped[position] && states[position] == .skipped {
            isSkipped[position] = graph.needs[position].contains { isSkipped[$0.position] }
            if !isSkipped[position] { states[position] = .waiting }
        }
    }

    private mutating func set(_ step: StepID, _ state: State) {
        if let position = positions[step] { states[position] = state }
    }

    // MARK: - Answers

    func step(_ id: StepID) -> Step? { positions[id].map { plan.steps[$0] } }

    func count(_ isCounted: (State) -> Bool) -> Int { states.count(where: isCounted) }

    var runningCount: Int { count { if case .running = $0 { true } else { false } } }
    var waitingCount: Int { count { $0 == .waiting || $0 == .pausing || $0 == .held } }

    /// Running steps, longest running first.
    func running(at now: Instant) -> [(step: Step, elapsed: Int, attempt: Int)] {
        var found: [(step: Step, elapsed: Int, attempt: Int)] = []
        for (position, state) in states.enumerated() {
            guard case .running(let since, let attempt) = state else { continue }
            found.append((plan.steps[position], max(0, Int(now.seconds(since: since))), attempt))
        }
        return found.sorted { ($1.elapsed, $0.step.id) < ($0.elapsed, $1.step.id) }
    }

    /// The longest path through what is left, first step first, and the seconds that it is expected to take.
    func criticalPath(at now: Instant) -> (seconds: Int, steps: [StepID]) {
        guard let graph else { return (0, []) }
        var left = [Int](repeating: 0, count: states.count)
        var next = [Int?](repeating: nil, count: states.count)
        var first: Int?
        for position in backwards where isOpen(position) {
            for dependent in graph.dependents[position] where left[dependent.position] > 0 {
                if let best = next[position], left[best] >= left[dependent.position] { continue }
                next[position] = dependent.position
            }
            left[position] = ownSeconds(position, now) + (next[position].map { left[$0] } ?? 0)
            if left[position] > first.map({ left[$0] }) ?? 0 { first = position }
        }
        var steps: [StepID] = []
        var position = first
        while let present = position {
            steps.append(plan.steps[present].id)
            position = next[present]
        }
        return (first.map { left[$0] } ?? 0, steps)
    }

    /// Seconds until the end: from what steps took so far, else the longest path; never less than that path.
    func secondsLeft(at now: Instant) -> Int {
        let path = criticalPath(at: now).seconds
        return max(path, expectedEnd.map { Int($0.seconds(since: now)) } ?? 0)
    }

    private func isOpen(_ position: Int) -> Bool {
        switch states[position] {
        case .waiting, .held, .running, .pausing: true
        case .succeeded, .waived, .failed, .skipped: false
        }
    }

    private func ownSeconds(_ position: Int, _ now: Instant) -> Int {
        let estimate = max(1, plan.steps[position].estimate.seconds)
        guard case .running(let since, _) = states[position] else { return estimate }
        return max(1, estimate - Int(now.seconds(since: since)))
    }
}

/// Seconds as `05:09` or `1:05:09`.
func clockText(_ seconds: Int) -> String {
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let hours = seconds / 3600
    return (hours > 0 ? "\(hours):" : "") + padded(seconds / 60 % 60) + ":" + padded(seconds % 60)
}
