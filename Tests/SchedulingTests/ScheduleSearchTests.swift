import Scheduling
import Testing

@Suite("The search for a better schedule")
struct ScheduleSearchTests {
    /// What must hold of whatever a search gives.
    private func expectHonest(_ result: ScheduleSearch.Result, _ problem: SchedulingProblem, _ note: String) throws {
        let schedule = result.schedule
        #expect(ScheduleCheck(problem, starts: schedule.starts).isSound, "\(note)")
        #expect(schedule.objective <= (try Schedule(problem).objective), "\(note): worse than its start")
        #expect(schedule.makespan >= schedule.lowerBound.seconds, "\(note)")
        #expect(schedule.objective == Objective(goals: problem.goals, finishes: schedule.finishes), "\(note)")
        #expect(schedule.goalFinishes == problem.goals.map { $0.finish(schedule.finishes) }, "\(note)")
    }

    @Test("of five steps it finds the best there is", arguments: 0..<50)
    func smallOptima(seed: Int) throws {
        var random = Seeded(UInt64(seed))
        for number in 0..<4 {
            let problem = randomProblem(
                5, &random, longest: 4, goals: number % 2 == 0 ? 0 : 2, releases: number > 1)
            let best = bestObjective(problem)
            let result = try ScheduleSearch(problem, seed: 1, decoding: .serial).run(schedules: 150)
            try expectHonest(result, problem, "seed \(seed)")
            #expect(result.schedule.objective == best, "seed \(seed), problem \(number)")
            if result.isProvedOptimal { #expect(result.schedule.objective == best, "seed \(seed)") }
        }
    }

    @Test("as a run does it, it finds the best of all ranks", arguments: 0..<30)
    func smallDispatchOptima(seed: Int) throws {
        var random = Seeded(UInt64(1_000 + seed))
        for number in 0..<3 {
            let problem = randomProblem(5, &random, longest: 4, goals: number, releases: number == 2)
            let best = try everyOrder(of: 5).map { try Schedule(problem, ranks: $0).objective }.min()
            let result = try ScheduleSearch(problem, seed: 1, decoding: .dispatch).run(schedules: 300)
            try expectHonest(result, problem, "seed \(seed)")
            #expect(result.schedule.objective == best, "seed \(seed), problem \(number)")
        }
    }

    @Test("larger problems", arguments: 0..<12)
    func largerProblems(seed: Int) throws {
        var random = Seeded(UInt64(2_000 + seed))
        let problem = randomProblem(
            40, &random, longest: 1 + seed * seed * 50, goals: seed % 4, releases: seed % 3 == 0)
        for decoding in [ScheduleSearch.Decoding.serial, .dispatch] {
            let search = try ScheduleSearch(problem, seed: 7, decoding: decoding)
            let result = search.run(schedules: 60)
            try expectHonest(result, problem, "seed \(seed)")
            #expect(search.run(schedules: 60) == result, "seed \(seed): not the same twice")
            #expect(result.schedules <= 60)
            if decoding == .dispatch {
                let again = try Schedule(problem, ranks: result.schedule.ranks)
                #expect(again.starts == result.schedule.starts, "seed \(seed): its ranks give another schedule")
            }
        }
    }

    @Test func itIsAnytime() throws {
        var random = Seeded(3)
        let problem = randomProblem(30, &random)
        for decoding in [ScheduleSearch.Decoding.serial, .dispatch] {
            let search = try ScheduleSearch(problem, seed: 1, decoding: decoding)
            #expect(search.run(schedules: 0).schedule == search.start)
            #expect(search.run(schedules: 1_000, shouldStop: { true }).schedule == search.start)
            var asked = 0
            let stopped = search.run(schedules: 1_000) {
                asked += 1
                return asked > 20
            }
            #expect(stopped.schedules <= 20)
            try expectHonest(stopped, problem, "stopped")
        }
    }

    @Test func goalsComeBeforeTheMakespan() throws {
        let one = [ResourceUse(resource: 0, units: 1)]
        // The longest chain first would let the short step, which is due, wait.
        var problem = SchedulingProblem(
            durations: [5, 5, 2], needs: [[], [0], []], uses: [one, one, one], capacities: [1])
        #expect(try Schedule(problem).starts == [0, 5, 10])
        problem.goals = [Goal(steps: [2], due: 2, weight: 1)]
        let result = try ScheduleSearch(problem, seed: 1, decoding: .dispatch).run(schedules: 50)
        #expect(result.schedule.goalFinishes == [2])
        #expect(result.schedule.objective.weightedTardiness == 0)
        #expect(result.isProvedOptimal)
    }

    @Test func theImportantGoalComesFirstWhereNothingIsDue() throws {
        let one = [ResourceUse(resource: 0, units: 1)]
        var problem = SchedulingProblem(
            durations: [3, 3, 3], needs: [[], [], []], uses: [one, one, one], capacities: [1])
        problem.goals = [Goal(steps: [0], due: nil, weight: 1), Goal(steps: [2], due: nil, weight: 5)]
        let result = try ScheduleSearch(problem, seed: 1, decoding: .dispatch).run(schedules: 50)
        #expect(result.schedule.goalFinishes == [6, 3])
    }

    @Test func aScheduleAtItsBoundIsProvedAtOnce() throws {
        let problem = SchedulingProblem(durations: [4, 5], needs: [[], [0]], uses: [[], []], capacities: [])
        let result = try ScheduleSearch(problem, seed: 1, decoding: .serial).run(schedules: 1_000)
        #expect(result.isProvedOptimal)
        #expect(result.schedules == 1)
    }

    @Test func nothingAndOneStepAreScheduledToo() throws {
        for decoding in [ScheduleSearch.Decoding.serial, .dispatch] {
            let none = SchedulingProblem(durations: [], needs: [], uses: [], capacities: [0])
            #expect(try ScheduleSearch(none, seed: 1, decoding: decoding).run(schedules: 10).schedule.makespan == 0)
            let single = SchedulingProblem(durations: [3], needs: [[]], uses: [[]], capacities: [], releases: [4])
            #expect(try ScheduleSearch(single, seed: 1, decoding: decoding).run(schedules: 10).schedule.makespan == 7)
        }
    }

    @Test func oneMoreUnitOfTheBottleneckIsWorthSomething() throws {
        let one = [ResourceUse(resource: 1, units: 1)]
        let problem = SchedulingProblem(
            durations: [4, 4, 4, 4], needs: [[], [], [], []], uses: [one, one, one, one], capacities: [3, 1])
        let search = try ScheduleSearch(problem, seed: 1, decoding: .dispatch)
        let values = search.capacityValues(search.run(schedules: 50), schedules: 50)
        #expect(values.map(\.resource) == [0, 1])
        #expect(values.map(\.makespanGain) == [0, 8])
    }

    @Test("one more unit never costs anything", arguments: 0..<10)
    func moreIsNeverWorse(seed: Int) throws {
        var random = Seeded(UInt64(3_000 + seed))
        let search = try ScheduleSearch(randomProblem(20, &random, goals: 2), seed: 1, decoding: .dispatch)
        for value in search.capacityValues(search.run(schedules: 40), schedules: 40) {
            #expect(value.after <= value.before, "seed \(seed)")
        }
    }
}
