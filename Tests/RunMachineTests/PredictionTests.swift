import RecoveryPlan
import RunMachine
import Scheduling
import Testing

@Suite("A run does what its schedule predicts")
struct PredictionTests {
    /// Plays the run in time, whatever ends next being told to the machine; gives the second at which each step starts.
    private func starts(_ plan: Plan, ranks: [Int]?) throws -> [Int] {
        var machine = RunMachine(try RunGraph(plan, ranks: ranks))
        var starts = [Int](repeating: -1, count: plan.steps.count)
        var running: [(finish: Int, index: StepIndex)] = []
        var now = 0
        var event: RunEvent? = .opened
        while let told = event {
            for case .start(let index, _) in machine.receive(told) {
                starts[index.position] = now
                running.append((now + plan.steps[index.position].estimate.seconds, index))
            }
            running.sort { $0.finish > $1.finish }
            let next = running.popLast()
            now = next?.finish ?? now
            event = next.map { .succeeded($0.index, attempt: 1) }
        }
        return starts
    }

    private func problem(_ plan: Plan) -> SchedulingProblem {
        var numbers: [StepID: Int] = [:]
        for (number, step) in plan.steps.enumerated() { numbers[step.id] = number }
        return SchedulingProblem(
            durations: plan.steps.map(\.estimate.seconds),
            needs: plan.steps.map { $0.needs.compactMap { numbers[$0.step] } },
            uses: plan.steps.map { step in
                step.capacities.compactMap { use in
                    plan.capacities.firstIndex { $0.name == use.capacity }.map {
                        ResourceUse(resource: $0, units: use.units)
                    }
                }
            },
            capacities: plan.capacities.map(\.units))
    }

    @Test("with the longest path first and with any ranks", arguments: 0..<30)
    func runsAsPredicted(seed: Int) throws {
        var generator = SeededGenerator(UInt64(9_000 + seed))
        var plan = randomPlan(40, &generator)
        for number in plan.steps.indices {
            // So fine that no two steps end in the same second, which a run would hear of one after the other.
            plan.steps[number].estimate = Estimate(
                seconds: Int.random(in: 1...1_000_000_000, using: &generator), basis: "test")
        }
        let problem = problem(plan)
        #expect(try starts(plan, ranks: nil) == Schedule(problem).starts, "seed \(seed)")
        let ranks = (0..<40).map { _ in Int.random(in: 0..<20, using: &generator) }
        #expect(try starts(plan, ranks: ranks) == Schedule(problem, ranks: ranks).starts, "seed \(seed)")
    }

    @Test("explicit ranks come before the longest path")
    func explicitRanks() throws {
        let one = [CapacityUse(capacity: "c", units: 1)]
        let plan = plan(
            needs: [[], [], []], seconds: [5, 1, 7], uses: [one, one, one],
            capacities: [Capacity(name: "c", units: 1)])
        #expect(try starts(plan, ranks: nil) == [7, 12, 0])
        #expect(try starts(plan, ranks: [2, 1, 3]) == [1, 0, 6])
    }
}
