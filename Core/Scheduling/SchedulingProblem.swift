/// How many units of a shared capacity a step holds while it runs.
package struct ResourceUse: Hashable, Sendable {
    package let resource: Int
    package let units: Int

    package init(resource: Int, units: Int) {
        self.resource = resource
        self.units = units
    }
}

/// Work to put in time: steps and resources are dense numbers, time is whole seconds.
package struct SchedulingProblem: Hashable, Sendable {
    /// Seconds of each step; zero or more.
    package var durations: [Int]
    /// For each step the steps that have to be finished before it starts.
    package var needs: [[Int]]
    /// For each step what it holds while it runs; a resource occurs at most once.
    package var uses: [[ResourceUse]]
    /// Units of each resource.
    package var capacities: [Int]

    package init(durations: [Int], needs: [[Int]], uses: [[ResourceUse]], capacities: [Int]) {
        self.durations = durations
        self.needs = needs
        self.uses = uses
        self.capacities = capacities
    }

    package var count: Int { durations.count }

    /// Throws for what no schedule can satisfy, apart from circular needs.
    package func check() throws(SchedulingError) {
        guard needs.count == count, uses.count == count else { throw .malformed("one entry for each step") }
        for step in 0..<count {
            guard durations[step] >= 0 else { throw .malformed("step \(step) has a negative duration") }
            guard needs[step].allSatisfy({ (0..<count).contains($0) }) else {
                throw .malformed("step \(step) needs a step that does not exist")
            }
            for use in uses[step] {
                guard capacities.indices.contains(use.resource), use.units >= 0 else {
                    throw .malformed("step \(step) uses a resource that does not exist")
                }
                guard use.units <= capacities[use.resource] else {
                    throw .tooWide(step: step, resource: use.resource)
                }
            }
        }
    }
}

/// Why there is no schedule.
package enum SchedulingError: Error, Hashable, Sendable {
    /// Each step needs the next one, the last one needs the first.
    case circle([Int])
    /// The step holds more of the resource than there is.
    case tooWide(step: Int, resource: Int)
    /// The problem contradicts itself.
    case malformed(String)
}
