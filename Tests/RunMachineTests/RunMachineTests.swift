import RecoveryPlan
import RunMachine
import Testing

@Suite("The run machine")
struct RunMachineTests {
    /// What has to become of each step, straight from the definition.
    private func expected(_ graph: RunGraph, failing: (Int) -> Bool) -> [StepState] {
        var states: [StepState] = []
        for position in graph.names.indices {
            let blocked = graph.needs[position].contains { states[$0.position] != .succeeded }
            states.append(blocked ? .skipped(because: StepIndex(0)) : failing(position) ? .failed : .succeeded)
        }
        return states
    }

    private func withoutCause(_ states: [StepState]) -> [StepState] {
        states.map { state in
            if case .skipped = state { .skipped(because: StepIndex(0)) } else { state }
        }
    }

    @Test("every graph of up to 4 steps with every set of failing steps", arguments: 1...4)
    func everySmallGraph(count: Int) throws {
        var generator = SeededGenerator(1)
        for needs in everyGraph(of: count) {
            for units in [1, 2] {
                let uses = needs.map { _ in [CapacityUse(capacity: "c", units: 1)] }
                let plan = plan(needs: needs, uses: uses, capacities: [Capacity(name: "c", units: units)])
                for mask in 0..<(1 << count) {
                    let failing: (Int) -> Bool = { mask & (1 << $0) != 0 }
                    var simulation = try Simulation(plan, failures: (0..<count).map { failing($0) ? 1 : 0 })
                    simulation.run(&generator)
                    let states = expected(simulation.machine.graph, failing: failing)
                    try #require(withoutCause(simulation.machine.states) == states)
                    let isWhole = states.allSatisfy { $0 == .succeeded }
                    try #require(simulation.outcome == (isWhole ? .succeeded : .incomplete))
                }
            }
        }
    }

    @Test("random plans with capacities and retries end as defined", arguments: 0..<60)
    func randomPlans(seed: Int) throws {
        var generator = SeededGenerator(UInt64(seed))
        let plan = randomPlan(40, &generator)
        let failures = plan.steps.map { _ in Int.random(in: 0...9, using: &generator) < 7 ? 0 : 2 }
        var simulation = try Simulation(plan, failures: failures)
        simulation.run(&generator)
        let states = expected(simulation.machine.graph) { failures[$0] >= plan.steps[$0].attempts }
        #expect(withoutCause(simulation.machine.states) == states)
    }

    @Test("a step is skipped because of a failed step that it needs")
    func skipCause() throws {
        var generator = SeededGenerator(3)
        var simulation = try Simulation(plan(needs: [[], [0], [1], []]), failures: [1, 0, 0, 0])
        simulation.run(&generator)
        let cause = StepState.skipped(because: StepIndex(0))
        #expect(simulation.machine.states == [.failed, cause, cause, .succeeded])
    }

    @Test("the longest remaining path goes first")
    func longestPathFirst() throws {
        var generator = SeededGenerator(4)
        let one = [CapacityUse(capacity: "c", units: 1)]
        let plan = plan(
            needs: [[], [], [], [1]], seconds: [5, 1, 7, 9], uses: [one, one, one, one],
            capacities: [Capacity(name: "c", units: 1)])
        var simulation = try Simulation(plan)
        simulation.run(&generator)
        #expect(simulation.started.map(\.position) == [1, 3, 2, 0])
    }

    @Test("a wide step is not overtaken for ever by narrow ones of lower priority")
    func noStarvation() throws {
        var generator = SeededGenerator(5)
        let narrow = [CapacityUse(capacity: "c", units: 1)]
        let plan = plan(
            needs: [[], [], [], [], []], seconds: [30, 20, 10, 9, 8],
            uses: [narrow, [CapacityUse(capacity: "c", units: 2)], narrow, narrow, narrow],
            capacities: [Capacity(name: "c", units: 2)])
        var simulation = try Simulation(plan)
        #expect(simulation.started.map(\.position) == [0])
        simulation.run(&generator)
        #expect(Array(simulation.started.map(\.position).prefix(2)) == [0, 1])
    }

    @Test("pauses grow and end at a minute")
    func pauses() {
        #expect((1...8).map { RunMachine.pause(afterFailures: $0) } == [1, 2, 4, 8, 16, 32, 60, 60])
    }

    @Test("an answer about an attempt that does not run changes nothing")
    func staleAnswers() throws {
        var machine = RunMachine(try RunGraph(plan(needs: [[]], attempts: [3])))
        #expect(machine.receive(.opened) == [.start(StepIndex(0), attempt: 1)])
        #expect(machine.receive(.succeeded(StepIndex(0), attempt: 2)) == [])
        #expect(machine.receive(.failed(StepIndex(0), attempt: 1)) == [.pause(StepIndex(0), seconds: 1)])
        #expect(machine.receive(.failed(StepIndex(0), attempt: 1)) == [])
        #expect(machine.receive(.pauseElapsed(StepIndex(0))) == [.start(StepIndex(0), attempt: 2)])
        #expect(machine.receive(.succeeded(StepIndex(0), attempt: 2)) == [.finish(.succeeded)])
    }

    @Test("an empty plan ends at once")
    func emptyPlan() throws {
        var machine = RunMachine(try RunGraph(plan(needs: [])))
        #expect(machine.receive(.opened) == [.finish(.succeeded)])
    }

    @Test("10,000 steps at one shared capacity", .timeLimit(.minutes(1)))
    func large() throws {
        var generator = SeededGenerator(6)
        let needs = (0..<10_000).map { number in
            number == 0 ? [] : (0..<5).map { _ in Int.random(in: 0..<number, using: &generator) }
        }
        let uses = needs.map { _ in [CapacityUse(capacity: "c", units: 1)] }
        let plan = plan(needs: needs, uses: uses, capacities: [Capacity(name: "c", units: 8)])
        var machine = RunMachine(try RunGraph(plan))
        var open = machine.receive(.opened)
        var ended = 0
        while let effect = open.popLast() {
            guard case .start(let index, let attempt) = effect else { continue }
            ended += 1
            open.append(contentsOf: machine.receive(.succeeded(index, attempt: attempt)))
        }
        #expect(ended == 10_000)
    }
}
