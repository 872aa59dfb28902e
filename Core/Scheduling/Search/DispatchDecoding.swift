/// Schedules as a run will really follow them: the position in the list is the rank by which ready steps start.
///
/// Every pass, the backward one too, counts as one schedule.
final class DispatchDecoding: ListDecoding {
    private let work: Workload
    /// The same work with all needs turned around; `nil` when schedules are not to be improved by going backwards.
    private let reversed: Workload?
    private(set) var schedules = 0
    private var made: Pass

    /// What one dispatch gave.
    private struct Pass {
        var ranks: [Int]
        var starts: [Int] = []
        var order: [Int] = []
        var score = Score.worst
    }

    /// - Parameter turns: also improve each schedule by dispatching it backwards and forwards again.
    init(_ work: Workload, turns: Bool) {
        self.work = work
        reversed = turns ? work.reversed : nil
        made = Pass(ranks: Array(repeating: 0, count: work.problem.count))
    }

    var starts: [Int] { made.starts }
    var ranks: [Int] { made.ranks }
    var fingerprint: UInt64 { made.starts.reduce(0xCBF2_9CE4_8422_2325, mixed) }

    func decode(_ list: StepList) -> Score {
        var ranks = made.ranks
        for position in ranks.indices { ranks[Int(list[position])] = position }
        made = forwards(ranks)
        if let reversed {
            let again = forwards(turned(made, reversed))
            if again.score < made.score { made = again }
        }
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

    /// Dispatches backwards, what finished last first; the ranks in which things then come from the front.
    private func turned(_ pass: Pass, _ reversed: Workload) -> [Int] {
        let finishes = finishes(pass.starts)
        let latestFirst = pass.order.reversed().sorted { finishes[$0] > finishes[$1] }
        var ranks = pass.ranks
        for (position, step) in latestFirst.enumerated() { ranks[step] = position }
        var dispatch = Dispatch(reversed, ranks: ranks)
        dispatch.run()
        schedules += 1
        for (position, step) in dispatch.order.reversed().enumerated() { ranks[step] = position }
        return ranks
    }

    private func finishes(_ starts: [Int]) -> [Int] { zip(starts, work.problem.durations).map { $0 + $1 } }
}
