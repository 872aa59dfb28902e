/// Schedules as a run will really follow them: the position in the list is the rank by which ready steps start.
///
/// Every dispatch counts as one schedule.
final class DispatchDecoding: ListDecoding {
    private let work: Workload
    private(set) var schedules = 0
    private var made: Pass

    /// What one dispatch gave.
    private struct Pass {
        var ranks: [Int]
        var starts: [Int] = []
        var order: [Int] = []
        var score = Score.worst
    }

    init(_ work: Workload) {
        self.work = work
        made = Pass(ranks: Array(repeating: 0, count: work.problem.count))
    }

    var starts: [Int] { made.starts }
    func start(of step: Int) -> Int { made.starts[step] }
    var ranks: [Int] { made.ranks }
    var fingerprint: UInt64 { made.starts.reduce(0xCBF2_9CE4_8422_2325, mixed) }

    func decode(_ list: StepList, hopeless: Score) -> Score {
        var ranks = made.ranks
        for position in ranks.indices { ranks[Int(list[position])] = position }
        made = forwards(ranks)
        for (position, step) in made.order.enumerated() { list[position] = Int32(truncatingIfNeeded: step) }
        return made.score
    }

    private func forwards(_ ranks: [Int]) -> Pass {
        var dispatch = Dispatch(work, ranks: ranks)
        dispatch.run()
        schedules += 1
        let finishes = finishes(dispatch.starts)
        let score = Score(Objective(goals: work.problem.goals, finishes: finishes))
        return Pass(ranks: ranks, starts: dispatch.starts, order: dispatch.order, score: score)
    }

    private func finishes(_ starts: [Int]) -> [Int] { zip(starts, work.problem.durations).map { $0 + $1 } }
}
