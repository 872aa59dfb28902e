import RecoveryPlan
import RunMachine
import Testing

@Suite("A plan is checked before it is run")
struct RunGraphTests {
    private let first = StepID("step/100000")
    private let second = StepID("step/100001")

    @Test("remaining seconds are those of the longest path")
    func remaining() throws {
        let graph = try RunGraph(plan(needs: [[], [0], [0], [1, 2]], seconds: [1, 10, 3, 5]))
        #expect(graph.remainingSeconds == [16, 15, 8, 5])
    }

    @Test("a circular need names its steps")
    func circle() {
        var plan = plan(needs: [[], [0], []])
        plan.steps[0].needs = [Need(step: second, why: "test")]
        #expect(throws: RunGraphError.circularNeeds([first, second])) { try RunGraph(plan) }
    }

    @Test("unknown names and impossible wishes are refused")
    func refused() {
        var unknown = plan(needs: [[]])
        unknown.steps[0].needs = [Need(step: second, why: "test")]
        #expect(throws: RunGraphError.unknownNeed(first, need: second)) { try RunGraph(unknown) }

        let use = [[CapacityUse(capacity: "c", units: 3)]]
        #expect(throws: RunGraphError.unknownCapacity(first, capacity: "c")) {
            try RunGraph(plan(needs: [[]], uses: use))
        }
        #expect(throws: RunGraphError.capacityTooSmall(first, capacity: "c", asked: 3, existing: 2)) {
            try RunGraph(plan(needs: [[]], uses: use, capacities: [Capacity(name: "c", units: 2)]))
        }
        var twice = plan(needs: [[], []])
        twice.steps[1].id = first
        #expect(throws: RunGraphError.repeatedStep(first)) { try RunGraph(twice) }
    }

    @Test("a need given twice counts once")
    func repeatedNeed() throws {
        var plan = plan(needs: [[], [0]])
        plan.steps[1].needs.append(Need(step: first, why: "another reason"))
        var machine = RunMachine(try RunGraph(plan))
        _ = machine.receive(.opened)
        #expect(machine.receive(.succeeded(StepIndex(0), attempt: 1)) == [.start(StepIndex(1), attempt: 1)])
    }
}
