/// How long the work takes when nothing but the needs and releases holds it up.
package struct CriticalPath: Hashable, Sendable {
    /// For each step the earliest second at which it can start.
    package let heads: [Int]
    /// For each step the seconds from its start to the end of everything that waits for it.
    package let tails: [Int]
    /// The second at which the last step can finish at the earliest.
    package let length: Int

    /// Throws when steps need each other in a circle.
    package init(_ problem: SchedulingProblem) throws(SchedulingError) {
        self.init(problem, try Precedence(needs: problem.needs))
    }

    init(_ problem: SchedulingProblem, _ precedence: Precedence) {
        var heads = (0..<problem.count).map { problem.release(of: $0) }
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
        length = zip(heads, tails).reduce(0) { max($0, $1.0 + $1.1) }
    }
}
