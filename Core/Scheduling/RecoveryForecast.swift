/// When it will be over, and when each goal will be reached, as far as that can be told from how durations spread.
///
/// The run is played through many times by the ranks it will follow, each time with other durations. Steps are taken to be
/// late or early independently of each other; what makes all of them late at once (a slow repository) is not in here.
package struct RecoveryForecast: Hashable, Sendable {
    /// Seconds that one, five and nine of ten runs undercut.
    package struct Range: Hashable, Sendable {
        package let p10: Int
        package let p50: Int
        package let p90: Int
    }

    /// Runs played through.
    package let runs: Int
    package let makespan: Range
    /// For each goal when it is reached.
    package let goals: [Range]
    /// For each goal the number of runs in which it was reached when due; all of them when nothing is due.
    package let goalsInTime: [Int]

    /// Plays `runs` runs of the problem, at least one; the same for the same seed.
    ///
    /// - Parameters:
    ///   - spreads: for each step; the problem's own durations are not used.
    ///   - ranks: for each step, as in `Schedule`.
    package init(
        _ problem: SchedulingProblem, spreads: [DurationSpread], ranks: [Int], runs: Int, seed: UInt64
    ) throws(SchedulingError) {
        guard spreads.count == problem.count, ranks.count == problem.count else {
            throw .malformed("one spread and one rank for each step")
        }
        var longest = problem
        longest.durations = spreads.map { $0.seconds(1_000_000) }
        // When even the longest durations can be calculated with, all others can.
        let work = try Workload(longest)
        let finishes = (0..<max(1, runs)).map { run in
            Self.finishes(work, spreads, ranks, SplitMix(seed: seed &+ UInt64(run) &* 0xD1B5_4A32_D192_ED03))
        }
        self.runs = finishes.count
        makespan = Range(finishes.map { $0.makespan })
        goals = problem.goals.indices.map { goal in Range(finishes.map { $0.goals[goal] }) }
        goalsInTime = problem.goals.enumerated().map { number, goal in
            finishes.reduce(0) { $0 + ($1.goals[number] <= goal.due ?? .max ? 1 : 0) }
        }
    }

    private static func finishes(
        _ work: Workload, _ spreads: [DurationSpread], _ ranks: [Int], _ seeded: SplitMix
    ) -> (makespan: Int, goals: [Int]) {
        var generator = seeded
        let durations = spreads.map { $0.seconds(generator.below(1_000_000)) }
        var dispatch = Dispatch(work, ranks: ranks, durations: durations)
        dispatch.run()
        let finishes = zip(dispatch.starts, durations).map { $0 + $1 }
        return (finishes.max() ?? 0, work.problem.goals.map { $0.finish(finishes) })
    }
}

extension RecoveryForecast.Range {
    /// The nearest ranks of the seconds given, of which there is at least one.
    fileprivate init(_ seconds: [Int]) {
        let sorted = seconds.sorted()
        func percentile(_ tenths: Int) -> Int { sorted[(sorted.count * tenths + 9) / 10 - 1] }
        self.init(p10: percentile(1), p50: percentile(5), p90: percentile(9))
    }
}
