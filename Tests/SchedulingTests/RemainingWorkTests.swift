import Scheduling
import Testing

@Suite("The rest of a run is put in time again")
struct RemainingWorkTests {
    private let one = [ResourceUse(resource: 0, units: 1)]

    @Test func whatRunsGoesOnAndTheRestFollows() throws {
        let problem = SchedulingProblem(
            durations: [10, 10, 10, 5], needs: [[], [], [0], [2]], uses: [one, one, one, []], capacities: [1],
            goals: [Goal(steps: [0], due: 12, weight: 1), Goal(steps: [3], due: 50, weight: 1)])
        let rest = try RemainingWork(
            of: problem, progress: [.finished, .running(elapsed: 4), .waiting, .waiting],
            durations: [12, 20, 10, 5], now: 16)
        let schedule = try rest.schedule(ranks: [0, 1, 2, 3])
        #expect(schedule.starts == [0, 0, 16, 26])
        #expect(schedule.goalFinishes == [0, 31])
        #expect(rest.problem.goals == [Goal(steps: [], due: nil, weight: 0), Goal(steps: [3], due: 34, weight: 1)])
        #expect(schedule.objective.weightedTardiness == 0)
    }

    @Test func aStepThatIsOverdueTakesAnotherSecond() throws {
        let problem = SchedulingProblem(durations: [10], needs: [[]], uses: [[]], capacities: [])
        let rest = try RemainingWork(of: problem, progress: [.running(elapsed: 99)], durations: [10], now: 99)
        #expect(try rest.schedule(ranks: [0]).makespan == 1)
    }

    @Test func whatRunsKeepsItsUnitsWhenThereAreLess() throws {
        var problem = SchedulingProblem(
            durations: [10, 10, 3], needs: [[], [], []], uses: [one, one, one], capacities: [2])
        problem.capacities = [1]
        let running = StepProgress.running(elapsed: 2)
        let rest = try RemainingWork(
            of: problem, progress: [running, running, .waiting], durations: problem.durations, now: 2)
        #expect(try rest.schedule(ranks: [5, 6, 0]).starts == [0, 0, 8])
    }

    @Test("at any moment", arguments: 0..<20)
    func atAnyMoment(seed: Int) throws {
        var random = Seeded(UInt64(5_000 + seed))
        let problem = randomProblem(30, &random, goals: 3, releases: seed % 2 == 0)
        let schedule = try Schedule(problem)
        let now = random.below(schedule.makespan + 1)
        let progress = (0..<30).map { step -> StepProgress in
            if schedule.finishes[step] <= now, schedule.starts[step] < now { return .finished }
            return schedule.starts[step] < now ? .running(elapsed: now - schedule.starts[step]) : .waiting
        }
        let rest = try RemainingWork(of: problem, progress: progress, durations: problem.durations, now: now)
        let again = try rest.schedule(ranks: schedule.ranks)
        #expect(ScheduleCheck(rest.problem, starts: again.starts).isSound, "seed \(seed)")
        for step in 0..<30 {
            if case .running = progress[step] { #expect(again.starts[step] == 0, "seed \(seed)") }
        }
        #expect(try Schedule(rest.problem, ranks: again.ranks).starts == again.starts, "seed \(seed)")
    }

    @Test func anEntryForEachStepIsAskedFor() throws {
        let problem = SchedulingProblem(durations: [1], needs: [[]], uses: [[]], capacities: [])
        #expect(throws: SchedulingError.self) {
            try RemainingWork(of: problem, progress: [], durations: [1], now: 0)
        }
        let rest = try RemainingWork(of: problem, progress: [.waiting], durations: [1], now: 0)
        #expect(throws: SchedulingError.self) { try rest.schedule(ranks: []) }
    }
}
