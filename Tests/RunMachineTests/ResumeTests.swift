import RecoveryPlan
import RunMachine
import Testing

@Suite("A run goes on from its journal")
struct ResumeTests {
    @Test("killed after any entry, it ends the same", arguments: 0..<12)
    func everyPrefix(seed: Int) throws {
        var generator = SeededGenerator(UInt64(seed))
        let plan = randomPlan(15, &generator)
        var whole = try Simulation(plan)
        whole.run(&generator)
        for length in 1...whole.history.count {
            var resumed = try Simulation(plan, history: Array(whole.history.prefix(length)))
            resumed.run(&generator)
            try #require(resumed.outcome == .succeeded)
            let starts = resumed.history.filter { if case .started = $0 { true } else { false } }
            try #require(starts.count == plan.steps.count, "no step is started twice")
        }
    }

    @Test("the history tells the same states as the living machine", arguments: 0..<40)
    func replay(seed: Int) throws {
        var generator = SeededGenerator(UInt64(seed))
        let plan = randomPlan(30, &generator)
        let failures = plan.steps.map { _ in Int.random(in: 0...9, using: &generator) < 8 ? 0 : 3 }
        var simulation = try Simulation(plan, failures: failures)
        simulation.run(&generator)
        let replayed = RunMachine(try RunGraph(plan), history: simulation.history)
        #expect(replayed.states == simulation.machine.states)
    }

    @Test("a running step is attached to with the same attempt")
    func attach() throws {
        let graph = try RunGraph(plan(needs: [[], [0]]))
        var machine = RunMachine(graph, history: [.opened, .started(StepIndex(0), attempt: 1)])
        #expect(machine.receive(.resumed) == [.attach(StepIndex(0), attempt: 1)])
        #expect(machine.receive(.succeeded(StepIndex(0), attempt: 1)) == [.start(StepIndex(1), attempt: 1)])
    }

    @Test("what an attached step holds is held")
    func attachedCapacity() throws {
        let one = [CapacityUse(capacity: "c", units: 1)]
        let plan = plan(needs: [[], []], uses: [one, one], capacities: [Capacity(name: "c", units: 1)])
        var machine = RunMachine(try RunGraph(plan), history: [.opened, .started(StepIndex(1), attempt: 1)])
        #expect(machine.receive(.resumed) == [.attach(StepIndex(1), attempt: 1)])
        #expect(machine.receive(.succeeded(StepIndex(1), attempt: 1)) == [.start(StepIndex(0), attempt: 1)])
    }

    @Test("failed steps are tried again and skipped ones come back", arguments: 0..<20)
    func retry(seed: Int) throws {
        var generator = SeededGenerator(UInt64(seed))
        let plan = randomPlan(25, &generator)
        var first = try Simulation(plan, failures: plan.steps.map { _ in Bool.random(using: &generator) ? 0 : 3 })
        first.run(&generator)
        let succeeded = first.machine.states.map { $0 == .succeeded }
        var second = try Simulation(plan, history: first.history)
        second.run(&generator)
        #expect(second.outcome == .succeeded)
        #expect(second.started.allSatisfy { !succeeded[$0.position] }, "what succeeded is not done again")
    }

    @Test("attempts are counted on when a failed step is tried again")
    func attemptNumbers() throws {
        let graph = try RunGraph(plan(needs: [[]], attempts: [2]))
        let step = StepIndex(0)
        let history: [RunEvent] = [
            .opened, .started(step, attempt: 1), .failed(step, attempt: 1), .started(step, attempt: 2),
            .failed(step, attempt: 2),
        ]
        var machine = RunMachine(graph, history: history)
        #expect(machine.states == [.failed])
        #expect(machine.receive(.resumed) == [.start(step, attempt: 3)])
        #expect(machine.receive(.failed(step, attempt: 3)) == [.pause(step, seconds: 1)])
    }

    @Test("after a stop nothing starts, running steps finish, and a resumed run completes", arguments: 0..<20)
    func stop(seed: Int) throws {
        var generator = SeededGenerator(UInt64(seed))
        let plan = randomPlan(20, &generator)
        var stopped = try Simulation(plan)
        stopped.run(&generator, stopAfter: Int.random(in: 1...15, using: &generator))
        #expect(stopped.outcome == .stopped)
        let request = try #require(stopped.history.firstIndex(of: .stopRequested))
        let after = stopped.history[request...].contains { if case .started = $0 { true } else { false } }
        #expect(!after)
        var resumed = try Simulation(plan, history: stopped.history)
        resumed.run(&generator)
        #expect(resumed.outcome == .succeeded)
    }

    @Test("a stop with pauses left does not wait for them")
    func stopWhilePausing() throws {
        var machine = RunMachine(try RunGraph(plan(needs: [[]], attempts: [2])))
        _ = machine.receive(.opened)
        #expect(machine.receive(.failed(StepIndex(0), attempt: 1)) == [.pause(StepIndex(0), seconds: 1)])
        #expect(machine.receive(.stopRequested) == [.finish(.stopped)])
        #expect(machine.receive(.pauseElapsed(StepIndex(0))) == [])
    }
}
