/// How good a schedule is; smaller is better.
///
/// Compared in this order: what the goals are late by, weighted; then the makespan; then, between schedules that are equal so
/// far, how early the goals are reached, weighted. So priorities decide which application comes back first even where no
/// application is late, but never at the price of a longer recovery. Without goals only the makespan counts.
package struct Objective: Hashable, Comparable, Sendable {
    /// The sum over all goals of weight times seconds after due.
    package let weightedTardiness: Int
    /// The second of the last finish.
    package let makespan: Int
    /// The sum over all goals of weight times the second at which it is reached.
    package let weightedCompletion: Int

    package init(weightedTardiness: Int, makespan: Int, weightedCompletion: Int) {
        self.weightedTardiness = weightedTardiness
        self.makespan = makespan
        self.weightedCompletion = weightedCompletion
    }

    /// Judges finishes of a problem that has passed its `check()`.
    package init(goals: [Goal], finishes: [Int]) {
        var tardiness = 0
        var completion = 0
        for goal in goals {
            let finish = goal.finish(finishes)
            completion += goal.weight * finish
            if let due = goal.due { tardiness += goal.weight * max(0, finish - due) }
        }
        self.init(
            weightedTardiness: tardiness, makespan: finishes.max() ?? 0, weightedCompletion: completion)
    }

    package static func < (left: Objective, right: Objective) -> Bool {
        (left.weightedTardiness, left.makespan, left.weightedCompletion)
            < (right.weightedTardiness, right.makespan, right.weightedCompletion)
    }
}
