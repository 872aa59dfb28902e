/// What no schedule's objective can be better than: of each goal its own bound, of the makespan the lower bound.
struct ObjectiveBound {
    let score: Score

    init(_ work: Workload, _ path: CriticalPath, _ bound: LowerBound) {
        let problem = work.problem
        let earliest = zip(path.heads, problem.durations).map { $0 + $1 }
        let objective = Objective(goals: problem.goals, finishes: earliest)
        score = Score(
            tardiness: objective.weightedTardiness, length: bound.seconds,
            completion: objective.weightedCompletion)
    }
}
