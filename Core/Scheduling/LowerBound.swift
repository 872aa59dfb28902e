/// What no schedule can be shorter than, and why.
package struct LowerBound: Hashable, Sendable {
    /// Seconds of the longest chain of needs.
    package let criticalPath: Int
    /// The resource whose total work takes longest, when there is any work on resources.
    package let bottleneck: Int?
    /// Seconds that the bottleneck is busy even when it is never idle.
    package let bottleneckSeconds: Int

    /// Whichever is larger.
    package var seconds: Int { max(criticalPath, bottleneckSeconds) }

    init(_ problem: SchedulingProblem, criticalPath: Int) {
        self.criticalPath = criticalPath
        var work = [Int](repeating: 0, count: problem.capacities.count)
        for step in 0..<problem.count {
            for use in problem.uses[step] { work[use.resource] += use.units * problem.durations[step] }
        }
        var bottleneck: Int?
        var longest = 0
        for (resource, units) in problem.capacities.enumerated() where units > 0 {
            let seconds = (work[resource] + units - 1) / units
            if seconds > longest { (bottleneck, longest) = (resource, seconds) }
        }
        self.bottleneck = bottleneck
        bottleneckSeconds = longest
    }
}
