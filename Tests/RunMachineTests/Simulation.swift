import RecoveryPlan
import RunMachine
import Testing

/// Carries out a machine's effects without time, checks what must hold at every moment, and keeps the history.
struct Simulation {
    let plan: Plan
    private(set) var machine: RunMachine
    /// What a journal would hold.
    private(set) var history: [RunEvent]
    private(set) var outcome: RunOutcome?
    /// In the order of their starts.
    private(set) var started: [StepIndex] = []
    private(set) var running: [(index: StepIndex, attempt: Int)] = []
    private var pausing: [StepIndex] = []
    /// How often each step still fails.
    private var failures: [Int]

    init(_ plan: Plan, failures: [Int] = [], history: [RunEvent] = []) throws {
        self.plan = plan
        self.failures = failures.isEmpty ? Array(repeating: 0, count: plan.steps.count) : failures
        self.history = history
        machine = RunMachine(try RunGraph(plan), history: history)
        tell(history.isEmpty ? .opened : .resumed)
    }

    /// Runs to the end; which running step ends next is chosen at random.
    mutating func run(_ generator: inout SeededGenerator, stopAfter: Int = .max) {
        while outcome == nil {
            if history.count > stopAfter, !machine.isStopping { tell(.stopRequested) }
            let choices = running.count + pausing.count
            guard choices > 0 else {
                if outcome == nil { Issue.record("nothing runs, yet the run has not ended") }
                return
            }
            advance(Int.random(in: 0..<choices, using: &generator))
        }
    }

    /// Runs to the end while people decide at random; what waits for a person is released when nothing else goes on.
    mutating func runWithPeople(_ generator: inout SeededGenerator) {
        while outcome == nil {
            if Int.random(in: 0..<4, using: &generator) == 0 { decide(.random(among: plan.steps.count, &generator)) }
            guard outcome == nil else { return }
            let choices = running.count + pausing.count
            guard choices > 0 else { return releaseAll(&generator) }
            advance(Int.random(in: 0..<choices, using: &generator))
        }
    }

    private mutating func releaseAll(_ generator: inout SeededGenerator) {
        let before = history.count
        decide(.releaseRun)
        for index in machine.graph.indices where outcome == nil { decide(.release(index)) }
        guard history.count > before || outcome != nil else {
            Issue.record("nothing runs and nothing is held, yet the run has not ended")
            return
        }
        runWithPeople(&generator)
    }

    /// Decides what the machine has no objection to.
    mutating func decide(_ decision: RunDecision) {
        guard machine.objection(to: decision) == nil else { return }
        outcome = nil
        tell(.decided(decision))
    }

    private mutating func advance(_ choice: Int) {
        guard choice < running.count else {
            return tell(.pauseElapsed(pausing.remove(at: choice - running.count)))
        }
        let (index, attempt) = running.remove(at: choice)
        if failures[index.position] > 0 {
            failures[index.position] -= 1
            tell(.failed(index, attempt: attempt))
        } else {
            tell(.succeeded(index, attempt: attempt))
        }
    }

    private mutating func tell(_ event: RunEvent) {
        if case .pauseElapsed = event {} else { history.append(event) }
        for effect in machine.receive(event) {
            #expect(outcome == nil, "an effect after the end")
            switch effect {
            case .start(let index, let attempt):
                history.append(.started(index, attempt: attempt))
                started.append(index)
                begin(index, attempt)
            case .attach(let index, let attempt): begin(index, attempt)
            case .pause(let index, let seconds):
                #expect((1...60).contains(seconds))
                pausing.append(index)
            case .end(let index, let attempt):
                #expect(running.contains { $0.index == index && $0.attempt == attempt }, "ends what does not run")
                running.removeAll { $0.index == index }
            case .finish(let outcome): self.outcome = outcome
            }
        }
        checkCapacities()
        checkNothingIdles()
    }

    private mutating func begin(_ index: StepIndex, _ attempt: Int) {
        for need in machine.graph.needs[index.position] {
            #expect(machine.states[need.position].isDone, "started before its need")
        }
        #expect(!running.contains { $0.index == index }, "started twice")
        running.append((index, attempt))
    }

    private func used(_ capacity: String) -> Int {
        running.reduce(0) { sum, running in
            let uses = plan.steps[running.index.position].capacities
            return sum + uses.filter { $0.capacity == capacity }.reduce(0) { $0 + $1.units }
        }
    }

    private func checkCapacities() {
        for capacity in plan.capacities { #expect(used(capacity.name) <= capacity.units) }
    }

    /// A ready step waits only for units of its own, or behind a ready step with a longer path and a common capacity.
    private func checkNothingIdles() {
        guard outcome == nil, !machine.isStopping, !machine.isHeld else { return }
        let ready = machine.graph.indices.filter { machine.states[$0.position] == .ready }
        for index in ready {
            let uses = plan.steps[index.position].capacities
            let lacksUnits = uses.contains { use in
                let units = plan.capacities.first { $0.name == use.capacity }?.units ?? 0
                return used(use.capacity) + use.units > units
            }
            let isBehind = ready.contains { other in
                let remaining = machine.graph.remainingSeconds
                let isFirst = (-remaining[other.position], other) < (-remaining[index.position], index)
                let common = Set(uses.map(\.capacity))
                return isFirst && plan.steps[other.position].capacities.contains { common.contains($0.capacity) }
            }
            #expect(lacksUnits || isBehind, "\(plan.steps[index.position].id) waits for nothing")
        }
    }
}

extension RunDecision {
    /// Giving up is rare, as it ends everything.
    static func random(among count: Int, _ generator: inout SeededGenerator) -> RunDecision {
        let step = StepIndex(Int.random(in: 0..<count, using: &generator))
        switch Int.random(in: 0..<40, using: &generator) {
        case 0: return .cancelRun
        case 1...3: return .holdRun
        case 4...8: return .releaseRun
        case 9...13: return .hold(step)
        case 14...18: return .release(step)
        case 19...24: return .retry(step)
        case 25...28: return .waive(step)
        case 29...32: return .markDone(step)
        case 33...36: return .cancel(step)
        default: return .undo(step)
        }
    }
}
