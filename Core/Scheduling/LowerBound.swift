/// What no schedule can be shorter than, and why.
package struct LowerBound: Hashable, Sendable {
    /// The second at which the longest chain of releases and needs ends.
    package let criticalPath: Int
    /// The capacity whose work takes longest, when there is any work on capacities.
    package let bottleneck: Int?
    /// The second before which the bottleneck's work cannot be done, with what comes before and after it.
    package let bottleneckSeconds: Int

    /// Whichever is larger.
    package var seconds: Int { max(criticalPath, bottleneckSeconds) }

    init(_ problem: SchedulingProblem, _ path: CriticalPath) {
        criticalPath = path.length
        var bottleneck: Int?
        var longest = 0
        for energy in CapacityEnergy.all(of: problem, path) {
            let seconds = energy.bound
            if seconds > longest { (bottleneck, longest) = (energy.resource, seconds) }
        }
        self.bottleneck = bottleneck
        bottleneckSeconds = longest
    }
}
