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
    /// The longest total of seconds, and the most units of a capacity, that are calculated with: thirty thousand years.
    package static let limit = 1_000_000_000_000

    /// Seconds of each step; zero or more.
    ///
    /// A step of zero seconds holds nothing.
    package var durations: [Int]
    /// For each step the steps that have to be finished before it starts.
    package var needs: [[Int]]
    /// For each step what it holds while it runs; a resource occurs at most once.
    package var uses: [[ResourceUse]]
    /// Units of each resource.
    package var capacities: [Int]
    /// For each step the second before which it must not start; empty when every step may start at once.
    package var releases: [Int]
    /// What has to be finished by when; see `Objective`.
    package var goals: [Goal]

    package init(
        durations: [Int], needs: [[Int]], uses: [[ResourceUse]], capacities: [Int], releases: [Int] = [],
        goals: [Goal] = []
    ) {
        self.durations = durations
        self.needs = needs
        self.uses = uses
        self.capacities = capacities
        self.releases = releases
        self.goals = goals
    }

    package var count: Int { durations.count }

    /// The second before which the step must not start.
    package func release(of step: Int) -> Int { releases.isEmpty ? 0 : releases[step] }

    /// Throws for what no schedule can satisfy or no calculation can hold, apart from circular needs.
    package func check() throws(SchedulingError) {
        guard needs.count == count, uses.count == count, releases.isEmpty || releases.count == count else {
            throw .malformed("one entry for each step")
        }
        for (resource, units) in capacities.enumerated() where !(0...Self.limit).contains(units) {
            throw .malformed("capacity \(resource) has \(units) units; 0 to \(Self.limit) are possible")
        }
        var total = 0
        for step in 0..<count {
            try checkTimes(of: step, total: &total)
            try checkUses(of: step)
        }
        try checkGoals()
    }

    private func checkTimes(of step: Int, total: inout Int) throws(SchedulingError) {
        guard durations[step] >= 0 else { throw .malformed("step \(step) has a negative duration") }
        guard release(of: step) >= 0 else { throw .malformed("step \(step) has a negative release") }
        guard durations[step] <= Self.limit, release(of: step) <= Self.limit else { throw .tooLong(step: step) }
        total += durations[step]
        guard total <= Self.limit else { throw .tooLong(step: step) }
        guard needs[step].allSatisfy({ (0..<count).contains($0) }) else {
            throw .malformed("step \(step) needs a step that does not exist")
        }
    }

    private func checkUses(of step: Int) throws(SchedulingError) {
        var seen: Set<Int> = []
        for use in uses[step] {
            guard capacities.indices.contains(use.resource), use.units >= 0 else {
                throw .malformed("step \(step) uses a resource that does not exist")
            }
            guard seen.insert(use.resource).inserted else {
                throw .malformed("step \(step) uses resource \(use.resource) twice")
            }
            guard use.units <= capacities[use.resource] else {
                throw .tooWide(step: step, resource: use.resource)
            }
        }
    }

    private func checkGoals() throws(SchedulingError) {
        var weights = 0
        for (number, goal) in goals.enumerated() {
            guard goal.steps.allSatisfy({ (0..<count).contains($0) }) else {
                throw .malformed("goal \(number) names a step that does not exist")
            }
            guard (0...Goal.weightLimit).contains(goal.weight), (-Self.limit...Self.limit).contains(goal.due ?? 0)
            else {
                throw .malformed("goal \(number) has a weight or a due time out of range")
            }
            weights += goal.weight
            guard weights <= Goal.weightLimit else {
                throw .malformed("the weights of all goals exceed \(Goal.weightLimit)")
            }
        }
    }
}
