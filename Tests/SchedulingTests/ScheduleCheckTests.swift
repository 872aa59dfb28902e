import Scheduling
import Testing

@Suite("The independent check of schedules")
struct ScheduleCheckTests {
    private let problem = SchedulingProblem(
        durations: [2, 3, 0, 2], needs: [[], [0], [0], [2]],
        uses: [0, 2, 2, 1].map { $0 == 0 ? [] : [ResourceUse(resource: 0, units: $0)] },
        capacities: [2], releases: [0, 0, 3, 0])

    @Test func aSoundScheduleHasNoViolations() {
        #expect(ScheduleCheck(problem, starts: [0, 2, 3, 5]).isSound)
    }

    @Test func eachKindOfViolationIsTold() {
        #expect(ScheduleCheck(problem, starts: [0]).violations == [.incomplete])
        #expect(ScheduleCheck(problem, starts: [0, 2, 2, 5]).violations == [.startsBeforeRelease(step: 2)])
        #expect(
            ScheduleCheck(problem, starts: [0, 1, 3, 5]).violations == [.startsBeforeNeedIsFinished(step: 1, need: 0)])
        #expect(
            ScheduleCheck(problem, starts: [0, 2, 3, 4]).violations == [.overused(resource: 0, second: 4, held: 3)])
        #expect(ScheduleCheck(problem, starts: [-1, 2, 3, 5]).violations == [.startsBeforeRelease(step: 0)])
    }

    @Test("it equals a look at every second", arguments: 0..<40)
    func equalsEverySecond(seed: Int) {
        var random = Seeded(UInt64(seed))
        let problem = randomProblem(6, &random, longest: 4, releases: true)
        for _ in 0..<20 {
            let starts = (0..<6).map { _ in random.below(16) }
            let keepsOrder = (0..<6).allSatisfy { step in
                starts[step] >= problem.release(of: step)
                    && problem.needs[step].allSatisfy { starts[$0] + problem.durations[$0] <= starts[step] }
            }
            let keepsCapacities = (0..<20).allSatisfy { second in
                problem.capacities.indices.allSatisfy { resource in
                    let held = (0..<6).reduce(0) { sum, step in
                        let runs = starts[step] <= second && second < starts[step] + problem.durations[step]
                        return sum + (runs ? units(step, resource, problem) : 0)
                    }
                    return held <= problem.capacities[resource]
                }
            }
            #expect(ScheduleCheck(problem, starts: starts).isSound == (keepsOrder && keepsCapacities))
        }
    }
}
