import Scheduling
import Testing

@Suite("What no schedule can be shorter than")
struct LowerBoundTests {
    @Test("never above the best schedule", arguments: 0..<60)
    func belowTheBest(seed: Int) throws {
        var random = Seeded(UInt64(4_000 + seed))
        let problem = randomProblem(5, &random, longest: 5, releases: seed % 2 == 0)
        #expect(try Schedule(problem).lowerBound.seconds <= bestObjective(problem).makespan, "seed \(seed)")
    }

    @Test func workThatComesLateAndHasMoreBehindItCounts() throws {
        let one = [ResourceUse(resource: 0, units: 1)]
        // Three steps of 4 seconds share one unit; 5 seconds come before all of them and 6 after.
        let problem = SchedulingProblem(
            durations: [5, 4, 4, 4, 6], needs: [[], [0], [0], [0], [1, 2, 3]], uses: [[], one, one, one, []],
            capacities: [1])
        let bound = try Schedule(problem).lowerBound
        #expect(bound.criticalPath == 15)
        #expect(bound.bottleneck == 0)
        #expect(bound.bottleneckSeconds == 23)
    }

    @Test func releasesCount() throws {
        let problem = SchedulingProblem(
            durations: [3, 2], needs: [[], [0]], uses: [[], []], capacities: [], releases: [10, 0])
        let schedule = try Schedule(problem)
        #expect(schedule.lowerBound.criticalPath == 15)
        #expect(schedule.starts == [10, 13])
    }

    @Test func hugeWorkDoesNotOverflow() throws {
        let wide = [ResourceUse(resource: 0, units: 1_000_000_000_000)]
        let problem = SchedulingProblem(
            durations: [500_000_000_000, 500_000_000_000], needs: [[], []], uses: [wide, wide],
            capacities: [1_000_000_000_000])
        let schedule = try Schedule(problem)
        #expect(schedule.makespan == 1_000_000_000_000)
        #expect(schedule.lowerBound.seconds == 1_000_000_000_000)
    }
}
