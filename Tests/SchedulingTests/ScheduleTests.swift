import Scheduling
import Testing

@Suite struct ScheduleTests {
    private func problem(
        _ durations: [Int], needs: [[Int]], uses: [[ResourceUse]]? = nil, capacities: [Int] = []
    ) -> SchedulingProblem {
        SchedulingProblem(
            durations: durations, needs: needs, uses: uses ?? durations.map { _ in [] }, capacities: capacities)
    }

    @Test func nothingTakesNoTime() throws {
        let schedule = try Schedule(problem([], needs: []))
        #expect(schedule.makespan == 0)
        #expect(schedule.order.isEmpty)
    }

    @Test func aChainTakesItsSumAndIsCritical() throws {
        let schedule = try Schedule(problem([5, 7, 2, 1], needs: [[], [0], [1], [0]]))
        #expect(schedule.starts == [0, 5, 12, 5])
        #expect(schedule.makespan == 14)
        #expect(schedule.isCritical == [true, true, true, false])
        #expect(schedule.lowerBound.criticalPath == 14)
    }

    @Test func theStepWithMoreBehindItGoesFirst() throws {
        let one = [ResourceUse(resource: 0, units: 1)]
        let schedule = try Schedule(problem([4, 4, 6], needs: [[], [], [1]], uses: [one, one, []], capacities: [1]))
        #expect(schedule.starts == [4, 0, 4])
        #expect(schedule.order == [1, 2, 0])
        #expect(schedule.makespan == 10)
    }

    @Test func theBottleneckIsNamed() throws {
        let one = [ResourceUse(resource: 1, units: 1)]
        let schedule = try Schedule(
            problem([3, 3, 3], needs: [[], [], []], uses: [one, one, one], capacities: [4, 2]))
        #expect(schedule.lowerBound.bottleneck == 1)
        #expect(schedule.lowerBound.bottleneckSeconds == 5)
        #expect(schedule.lowerBound.seconds == 5)
        #expect(schedule.makespan == 6)
    }

    @Test func aCircleIsNamedFromItsSmallestMember() {
        #expect(throws: SchedulingError.circle([1, 3, 2])) {
            try Schedule(problem([1, 1, 1, 1, 1], needs: [[], [3], [1], [2], [2]]))
        }
    }

    @Test func whatCannotBeScheduledIsRefused() {
        #expect(throws: SchedulingError.tooWide(step: 0, resource: 0)) {
            try Schedule(problem([1], needs: [[]], uses: [[ResourceUse(resource: 0, units: 3)]], capacities: [2]))
        }
        for broken in [problem([-1], needs: [[]]), problem([1], needs: [[1]]), problem([1], needs: [])] {
            #expect(throws: SchedulingError.self) { try Schedule(broken) }
        }
    }

    @Test func absurdNumbersAreRefusedAndNamed() {
        let huge = SchedulingProblem.limit + 1
        #expect(throws: SchedulingError.tooLong(step: 1)) { try Schedule(problem([1, huge], needs: [[], []])) }
        #expect(throws: SchedulingError.tooLong(step: 1)) { try Schedule(problem([1, .max], needs: [[], []])) }
        let halves = [Int](repeating: SchedulingProblem.limit / 2, count: 3)
        #expect(throws: SchedulingError.tooLong(step: 2)) { try Schedule(problem(halves, needs: [[], [], []])) }
        var late = problem([1], needs: [[]])
        late.releases = [huge]
        #expect(throws: SchedulingError.tooLong(step: 0)) { try Schedule(late) }
        var broken: [SchedulingProblem] = []
        for goal in [Goal(steps: [1], due: 1, weight: 1), Goal(steps: [0], due: nil, weight: -1)] {
            broken.append(problem([1], needs: [[]]))
            broken[broken.count - 1].goals = [goal]
        }
        let twice = [ResourceUse(resource: 0, units: 1), ResourceUse(resource: 0, units: 1)]
        broken.append(problem([1], needs: [[]], uses: [twice], capacities: [2]))
        broken.append(problem([1], needs: [[]], capacities: [.max]))
        for broken in broken { #expect(throws: SchedulingError.self) { try Schedule(broken) } }
        #expect(throws: SchedulingError.self) { try Schedule(problem([1], needs: [[]]), ranks: []) }
    }

    @Test func aLongChainIsNoDeepCall() throws {
        let count = 20_000
        let chain = problem(
            Array(repeating: 1, count: count), needs: (0..<count).map { $0 == 0 ? [] : [$0 - 1] })
        #expect(try Schedule(chain).makespan == count)
    }

    @Test func ranksDecideWhoGoesFirst() throws {
        let one = [ResourceUse(resource: 0, units: 1)]
        let competing = problem([4, 5, 6], needs: [[], [], []], uses: [one, one, one], capacities: [1])
        let schedule = try Schedule(competing, ranks: [2, 3, 1])
        #expect(schedule.order == [2, 0, 1])
        #expect(schedule.ranks == [2, 3, 1])
        #expect(schedule.starts == [6, 10, 0])
    }

    @Test func largeProblemsAreSoundAndWithinTheirBounds() throws {
        var seed: UInt64 = 42
        func next(_ limit: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % limit
        }
        let count = 2_000
        let problem = SchedulingProblem(
            durations: (0..<count).map { _ in 1 + next(20) },
            needs: (0..<count).map { step in step == 0 ? [] : (0..<next(4)).map { _ in next(step) } },
            uses: (0..<count).map { _ in [ResourceUse(resource: next(2), units: 1)] }, capacities: [4, 2])
        let schedule = try Schedule(problem)
        for step in 0..<count {
            for need in problem.needs[step] { #expect(schedule.finishes[need] <= schedule.starts[step]) }
        }
        #expect(schedule.makespan >= schedule.lowerBound.seconds)
        #expect(schedule.makespan <= schedule.lowerBound.criticalPath + 2 * schedule.lowerBound.bottleneckSeconds)
        #expect(try Schedule(problem) == schedule)
    }
}
