/// How long the work takes when nothing but the needs holds it up.
package struct CriticalPath: Hashable, Sendable {
    /// For each step the earliest second at which it can start.
    package let heads: [Int]
    /// For each step the seconds from its start to the end of everything that waits for it.
    package let tails: [Int]
    /// Seconds of the longest chain.
    package let length: Int

    /// Throws when steps need each other in a circle.
    package init(_ problem: SchedulingProblem) throws(SchedulingError) {
        self.init(problem, try Precedence(needs: problem.needs))
    }

    init(_ problem: SchedulingProblem, _ precedence: Precedence) {
        var heads = [Int](repeating: 0, count: problem.count)
        for step in precedence.order {
            for need in problem.needs[step] {
                heads[step] = max(heads[step], heads[need] + problem.durations[need])
            }
        }
        var tails = problem.durations
        for step in precedence.order.reversed() {
            var longest = 0
            for follower in precedence.followers(of: step) { longest = max(longest, tails[follower]) }
            tails[step] += longest
        }
        self.heads = heads
        self.tails = tails
        length = tails.max() ?? 0
    }
}
