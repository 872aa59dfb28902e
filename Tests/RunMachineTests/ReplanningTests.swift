import Estate
import RecoveryPlan
import RunMachine
import Testing

/// A run follows the order of its schedule, and puts the rest in time again from what its steps really take.
@Suite struct ReplanningTests {
    /// Two chains, a1-a2 and b1-b2, whose steps all want the one controller.
    private func plan(scheduled order: [String]) -> Plan {
        var plan = Plan(estate: "test", estateDigest: "", scope: ["all"], asOf: Instant(seconds: 0))
        plan.bodies = ["slow": "true", "quick": "true"]
        plan.capacities = [Capacity(name: "controller", units: 1)]
        plan.steps = ["a1", "a2", "b1", "b2"].map { name in
            Step(
                id: StepID(name), title: name, asset: .host("h"), target: .host("h"), place: .controller,
                body: name.hasPrefix("a") ? "slow" : "quick",
                needs: name.hasSuffix("2") ? [Need(step: StepID(name.prefix(1) + "1"), why: "test")] : [],
                capacities: [CapacityUse(capacity: "controller", units: 1)],
                estimate: Estimate(seconds: 10, basis: "test"), timeout: 60, attempts: 1, why: "test")
        }
        plan.schedule = order.enumerated().map { number, name in
            ScheduledStep(step: StepID(name), start: number * 10, finish: number * 10 + 10, isCritical: true)
        }
        return plan
    }

    private func order(_ machine: RunMachine, _ plan: Plan) -> [String] {
        var machine = machine
        var started: [String] = []
        var effects = machine.receive(.opened)
        while case .start(let index, let attempt)? = effects.first {
            started.append(plan.steps[index.position].id.text)
            effects = machine.receive(.succeeded(index, attempt: attempt))
        }
        return started
    }

    @Test func theScheduleDecidesWhoGoesFirst() throws {
        for order in [["a1", "a2", "b1", "b2"], ["b1", "a1", "b2", "a2"], ["b1", "b2", "a1", "a2"]] {
            let plan = plan(scheduled: order)
            #expect(self.order(RunMachine(try RunGraph(plan)), plan) == order)
        }
    }

    @Test func newRanksTakeEffectAtOnce() throws {
        let plan = plan(scheduled: ["a1", "a2", "b1", "b2"])
        var machine = RunMachine(try RunGraph(plan))
        #expect(machine.receive(.opened) == [.start(StepIndex(0), attempt: 1)])
        machine.follow([9, 3, 1, 2])
        // a1 runs on; then b goes before a2.
        #expect(machine.receive(.succeeded(StepIndex(0), attempt: 1)) == [.start(StepIndex(2), attempt: 1)])
    }

    @Test func whatTookLongIsExpectedToTakeLongAgain() throws {
        let plan = plan(scheduled: ["a1", "a2", "b1", "b2"])
        let graph = try RunGraph(plan)
        var replanning = RunReplanning(plan, graph)
        var states: [StepState] = [.running(attempt: 1), .waiting, .ready, .waiting]
        replanning.start(StepIndex(0), at: 0)
        #expect(replanning.outlook(states, at: 4)?.secondsLeft == 36)
        replanning.succeed(StepIndex(0), after: 30)
        states = [.succeeded, .ready, .ready, .waiting]
        // Three times the estimate for the same body, as estimated for the other.
        #expect(replanning.outlook(states, at: 30)?.secondsLeft == 50)
        states = [.succeeded, .succeeded, .succeeded, .succeeded]
        #expect(replanning.outlook(states, at: 80)?.secondsLeft == 0)
    }

    @Test func aScheduleThatLacksAStepIsNotFollowed() throws {
        var plan = plan(scheduled: ["b1", "b2", "a1", "a2"])
        plan.schedule.removeLast()
        #expect(plan.scheduleRanks == nil)
        #expect(Set(order(RunMachine(try RunGraph(plan)), plan)) == ["a1", "a2", "b1", "b2"])
    }
}
