import Scheduling
import Testing

@Suite("When it will be over")
struct RecoveryForecastTests {
    @Test func withoutSpreadTheForecastIsTheSchedule() throws {
        var random = Seeded(5)
        let problem = randomProblem(30, &random, goals: 3)
        let schedule = try Schedule(problem)
        let forecast = try RecoveryForecast(
            problem, spreads: problem.durations.map { DurationSpread(always: $0) }, ranks: schedule.ranks, runs: 7,
            seed: 1)
        #expect(forecast.runs == 7)
        #expect(forecast.makespan.p10 == schedule.makespan)
        #expect(forecast.makespan.p90 == schedule.makespan)
        #expect(forecast.goals.map(\.p50) == schedule.goalFinishes)
        let inTime = zip(problem.goals, schedule.goalFinishes).map { $1 <= $0.due ?? .max ? 7 : 0 }
        #expect(forecast.goalsInTime == inTime)
    }

    @Test func oneStepTakesWhatItsSpreadSays() throws {
        let problem = SchedulingProblem(
            durations: [0], needs: [[]], uses: [[]], capacities: [], goals: [Goal(steps: [0], due: 100, weight: 1)])
        let spread = DurationSpread(low: 80, likely: 100, high: 160)
        let forecast = try RecoveryForecast(problem, spreads: [spread], ranks: [0], runs: 4_000, seed: 3)
        #expect(abs(forecast.makespan.p10 - 80) <= 2)
        #expect(abs(forecast.makespan.p50 - 100) <= 2)
        #expect(abs(forecast.makespan.p90 - 160) <= 4)
        #expect(forecast.goals[0] == forecast.makespan)
        #expect(abs(forecast.goalsInTime[0] - 2_000) < 200)
    }

    @Test func itIsTheSameForTheSameSeedAndOrdered() throws {
        var random = Seeded(6)
        let problem = randomProblem(40, &random, goals: 2)
        let spreads = problem.durations.map { DurationSpread(low: $0 / 2, likely: $0, high: $0 * 3) }
        let ranks = try Schedule(problem).ranks
        func forecast(_ seed: UInt64) throws -> RecoveryForecast {
            try RecoveryForecast(problem, spreads: spreads, ranks: ranks, runs: 40, seed: seed)
        }
        let first = try forecast(1)
        #expect(try forecast(1) == first)
        #expect(try forecast(2) != first)
        for range in first.goals + [first.makespan] {
            #expect(range.p10 <= range.p50)
            #expect(range.p50 <= range.p90)
        }
        #expect(first.makespan.p10 < first.makespan.p90)
    }

    @Test func impossibleSpreadsBecomePossibleOnes() {
        #expect(DurationSpread(low: 9, likely: 5, high: 2) == DurationSpread(always: 5))
        #expect(DurationSpread(low: -3, likely: -1, high: 4) == DurationSpread(low: 0, likely: 0, high: 4))
    }
}
