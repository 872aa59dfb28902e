/// What makes sense to start first, as keys of the steps: the smaller first.
struct PriorityRules {
    /// The longest chain behind it first (latest start without goals).
    let longestTail: [Int]
    /// The latest start with which all goals are reached when due, then the longest tail; `nil` when nothing is due.
    let latestStart: [Int]?
    /// What the most important goal needs first, then the next goal, and so on; `nil` without goals.
    let goalByGoal: [Int]?
    /// The longest chain in seconds.
    let span: Int

    init(_ work: Workload, _ path: CriticalPath) {
        longestTail = path.tails.map { -$0 }
        span = max(1, path.tails.max() ?? 1)
        latestStart = Self.latestStart(work, path)
        goalByGoal = Self.goalByGoal(work, path)
    }

    /// The keys for the given number; all rules take turns.
    func keys(_ number: Int) -> [Int] {
        let all = all
        return all[number % all.count]
    }

    var all: [[Int]] { [longestTail, latestStart, goalByGoal].compactMap { $0 } }

    private static func latestStart(_ work: Workload, _ path: CriticalPath) -> [Int]? {
        let problem = work.problem
        guard problem.goals.contains(where: { $0.due != nil && $0.weight > 0 }) else { return nil }
        // Nothing is due later than this, so that what no goal needs comes last.
        let never = max(path.length, problem.goals.compactMap(\.due).max() ?? 0)
        var latest = [Int](repeating: never, count: problem.count)
        for goal in problem.goals where goal.weight > 0 {
            guard let due = goal.due else { continue }
            for step in goal.steps { latest[step] = min(latest[step], due) }
        }
        for step in work.precedence.order.reversed() {
            for follower in work.precedence.followers(of: step) { latest[step] = min(latest[step], latest[follower]) }
            latest[step] -= problem.durations[step]
        }
        return latest
    }

    private static func goalByGoal(_ work: Workload, _ path: CriticalPath) -> [Int]? {
        let problem = work.problem
        guard !problem.goals.isEmpty else { return nil }
        let order = problem.goals.indices.sorted { left, right in
            let (one, other) = (problem.goals[left], problem.goals[right])
            return (-one.weight, one.due ?? .max, left) < (-other.weight, other.due ?? .max, right)
        }
        var turn = [Int](repeating: order.count, count: problem.count)
        for (number, goal) in order.enumerated() {
            var open = problem.goals[goal].steps.filter { turn[$0] == order.count }
            for step in open { turn[step] = number }
            while let step = open.popLast() {
                for need in problem.needs[step] where turn[need] == order.count {
                    turn[need] = number
                    open.append(need)
                }
            }
        }
        let width = (path.tails.max() ?? 0) + 1
        return turn.indices.map { turn[$0] * min(width, Int.max / (2 * (order.count + 1))) - path.tails[$0] }
    }
}
