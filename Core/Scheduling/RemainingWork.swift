/// Where a step of a run stands, as far as its schedule is concerned.
package enum StepProgress: Hashable, Sendable {
    case waiting
    /// It started so many seconds ago.
    case running(elapsed: Int)
    /// It takes no more time: it is done, or will never be done.
    case finished
}

/// What is left of a run, to be put in time again while it goes on.
package struct RemainingWork: Sendable {
    /// The rest, with the same numbers of steps, capacities and goals; its second 0 is now.
    ///
    /// Finished steps take no time. Running ones take what is left of them, at least a second, and hold their units from the
    /// start, even where a capacity has become smaller meanwhile. Goals that are reached have no steps left.
    package let problem: SchedulingProblem
    private let isRunning: [Bool]

    /// - Parameters:
    ///   - problem: of the whole run.
    ///   - durations: of each step as they are expected now, from measured ones.
    ///   - now: seconds since the run's second 0.
    package init(
        of problem: SchedulingProblem, progress: [StepProgress], durations: [Int], now: Int
    ) throws(SchedulingError) {
        guard progress.count == problem.count, durations.count == problem.count else {
            throw .malformed("one progress and one duration for each step")
        }
        var rest = problem
        var held = [Int](repeating: 0, count: problem.capacities.count)
        for step in 0..<problem.count {
            switch progress[step] {
            case .waiting: rest.durations[step] = durations[step]
            case .running(let elapsed):
                rest.durations[step] = max(1, durations[step] - elapsed)
                rest.needs[step] = []
                for use in problem.uses[step] where held.indices.contains(use.resource) {
                    held[use.resource] += use.units
                }
            case .finished:
                rest.durations[step] = 0
                rest.needs[step] = []
                rest.uses[step] = []
            }
        }
        rest.capacities = zip(problem.capacities, held).map { max($0, $1) }
        rest.releases = zip(problem.releases, progress).map { $1 == .waiting ? max(0, $0 - now) : 0 }
        rest.goals = problem.goals.map { Self.rest(of: $0, progress, now) }
        self.problem = rest
        isRunning = progress.map { if case .running = $0 { true } else { false } }
    }

    private static func rest(of goal: Goal, _ progress: [StepProgress], _ now: Int) -> Goal {
        let open = goal.steps.filter { !progress.indices.contains($0) || progress[$0] != .finished }
        guard !open.isEmpty else { return Goal(steps: [], due: nil, weight: 0) }
        return Goal(steps: open, due: goal.due.map { $0 - now }, weight: goal.weight)
    }

    /// The best of a few quick schedules: by the ranks that the run has followed so far, and by each priority rule.
    ///
    /// Takes O((steps + needs) log steps). The schedule's ranks are what the run should follow from now on.
    package func schedule(ranks: [Int]) throws(SchedulingError) -> Schedule {
        guard ranks.count == problem.count else { throw .malformed("one rank for each step") }
        let work = try Workload(problem)
        let rules = PriorityRules(work, CriticalPath(problem, work.precedence))
        var best: (dispatch: Dispatch, ranks: [Int], objective: Objective)?
        for keys in [ranks] + rules.all {
            let running = runningFirst(keys)
            var dispatch = Dispatch(work, ranks: running)
            dispatch.run()
            let finishes = zip(dispatch.starts, problem.durations).map { $0 + $1 }
            let objective = Objective(goals: problem.goals, finishes: finishes)
            if let known = best, known.objective <= objective { continue }
            best = (dispatch, running, objective)
        }
        guard let best else { throw .malformed("no priority rule") }
        return Schedule(work, starts: best.dispatch.starts, order: best.dispatch.order, ranks: best.ranks)
    }

    /// What runs keeps running, whatever its rank was.
    private func runningFirst(_ ranks: [Int]) -> [Int] { zip(ranks, isRunning).map { $1 ? .min : $0 } }
}
