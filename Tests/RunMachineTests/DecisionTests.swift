import RecoveryPlan
import RunMachine
import Testing

@Suite("People decide while a run goes on")
struct DecisionTests {
    private let first = StepIndex(0)
    private let second = StepIndex(1)

    /// Two steps in a row beside a third one; the first one runs.
    private func machine() throws -> RunMachine {
        var machine = RunMachine(try RunGraph(plan(needs: [[], [0], []])))
        _ = machine.receive(.opened)
        return machine
    }

    @Test("a held step waits until it is released; the rest goes on")
    func hold() throws {
        var machine = try machine()
        #expect(machine.receive(.decided(.hold(second))).isEmpty)
        #expect(machine.objection(to: .hold(second)) == .isHeldAlready(second))
        #expect(machine.receive(.succeeded(first, attempt: 1)).isEmpty)
        #expect(machine.states[1] == .held)
        #expect(machine.receive(.succeeded(StepIndex(2), attempt: 1)).isEmpty, "a run that waits for a person goes on")
        #expect(machine.receive(.decided(.release(second))) == [.start(second, attempt: 1)])
        #expect(machine.objection(to: .release(second)) == .isNotHeld(second))
    }

    @Test("a held run starts nothing and does not end")
    func holdRun() throws {
        var machine = try machine()
        _ = machine.receive(.decided(.holdRun))
        #expect(machine.receive(.succeeded(first, attempt: 1)).isEmpty)
        #expect(machine.receive(.succeeded(StepIndex(2), attempt: 1)).isEmpty)
        #expect(machine.receive(.decided(.releaseRun)) == [.start(second, attempt: 1)])
    }

    @Test("a failed step is tried again without a new start of the run, and what was skipped waits again")
    func retry() throws {
        var machine = try machine()
        _ = machine.receive(.failed(first, attempt: 1))
        #expect(machine.states[1] == .skipped(because: first))
        #expect(machine.objection(to: .retry(second)) == .isSkipped(second, because: first))
        #expect(machine.receive(.decided(.retry(first))) == [.start(first, attempt: 2)])
        #expect(machine.states[1] == .waiting)
        #expect(machine.objection(to: .retry(second)) == .hasNotFailed(second))
    }

    @Test("a run that goes on without a step says so at its end; evidence counts as success")
    func goOnWithout() throws {
        for (decision, outcome) in [(RunDecision.waive(first), RunOutcome.partial), (.markDone(first), .succeeded)] {
            var machine = try machine()
            #expect(machine.objection(to: decision) == .isRunning(first))
            _ = machine.receive(.failed(first, attempt: 1))
            #expect(machine.receive(.decided(decision)) == [.start(second, attempt: 1)])
            _ = machine.receive(.succeeded(StepIndex(2), attempt: 1))
            #expect(machine.receive(.succeeded(second, attempt: 1)) == [.finish(outcome)])
        }
    }

    @Test("an ended step has failed, and what its body still says does not count")
    func cancelStep() throws {
        var machine = try machine()
        #expect(machine.receive(.decided(.cancel(first))) == [.end(first, attempt: 1)])
        #expect(machine.states[0] == .failed && machine.states[1] == .skipped(because: first))
        #expect(machine.receive(.succeeded(first, attempt: 1)).isEmpty)
        #expect(machine.states[0] == .failed)
        #expect(machine.objection(to: .cancel(first)) == .isNotRunning(first))
    }

    @Test("a run that was given up ends its bodies and is never taken up again")
    func cancelRun() throws {
        var machine = try machine()
        let effects = machine.receive(.decided(.cancelRun))
        #expect(effects == [.end(first, attempt: 1), .end(StepIndex(2), attempt: 1), .finish(.cancelled)])
        #expect(machine.objection(to: .retry(first)) == .isCancelled)
        #expect(machine.receive(.resumed) == [])
    }

    @Test("what was taken back can be done again; what needs it waits")
    func undo() throws {
        var machine = try machine()
        #expect(machine.objection(to: .undo(first)) == .hasNotSucceeded(first))
        _ = machine.receive(.succeeded(first, attempt: 1))
        #expect(machine.objection(to: .undo(first)) == .isBuiltUpon(first, by: second))
        _ = machine.receive(.failed(second, attempt: 1))
        _ = machine.receive(.decided(.undo(first)))
        #expect(machine.states[0] == .undone)
        #expect(machine.receive(.decided(.retry(first))) == [.start(first, attempt: 2)])
    }

    @Test(
        "whatever people decide, a step starts after its needs, runs once at a time, and the run ends",
        arguments: 0..<300)
    func anything(seed: UInt64) throws {
        var generator = SeededGenerator(seed)
        let plan = randomPlan(Int.random(in: 1...14, using: &generator), &generator)
        let failures = plan.steps.map { _ in Int.random(in: 0...3, using: &generator) }
        var simulation = try Simulation(plan, failures: failures)
        simulation.runWithPeople(&generator)
        #expect(simulation.outcome != nil)
        let replayed = RunMachine(try RunGraph(plan), history: simulation.history)
        #expect(replayed.states == simulation.machine.states)
        #expect(replayed.isCancelled == simulation.machine.isCancelled)
        let hasOmission = simulation.machine.states.contains(.waived)
        #expect(!(simulation.outcome == .succeeded && hasOmission), "what was left out is not told")
    }
}
