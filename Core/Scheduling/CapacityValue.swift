/// What one more unit of a capacity would buy.
package struct CapacityValue: Hashable, Sendable {
    package let resource: Int
    /// Without it.
    package let before: Objective
    /// With it; never worse than before, because a unit more need not be used.
    package let after: Objective

    /// Seconds by which everything would be back earlier; negative only where goals are reached with less delay instead.
    package var makespanGain: Int { before.makespan - after.makespan }
    /// Weighted seconds of delay that the goals would be spared.
    package var tardinessGain: Int { before.weightedTardiness - after.weightedTardiness }
    /// Weighted seconds by which the goals would be reached earlier; negative only where one of the others is gained.
    package var completionGain: Int { before.weightedCompletion - after.weightedCompletion }
}

extension ScheduleSearch {
    /// What one more unit of each capacity would buy, by searching again with the same seed and as many schedules.
    ///
    /// - Parameters:
    ///   - result: what this search found.
    ///   - shouldStop: as in `run`; what was not searched by then counts as no gain.
    /// - Returns: one value for each capacity, in order.
    package func capacityValues(
        _ result: Result, schedules: Int, shouldStop: () -> Bool = { false }
    ) -> [CapacityValue] {
        let before = result.schedule.objective
        return problem.capacities.indices.map { resource in
            var after = before
            if !isAtBound(before), canRunShort(resource), !shouldStop() {
                var larger = problem
                larger.capacities[resource] += 1
                // The larger problem is as sound as this one, unless the capacity is at the limit of what is calculated with.
                if let search = try? ScheduleSearch(larger, seed: seed, decoding: decoding) {
                    after = min(before, search.run(schedules: schedules, shouldStop: shouldStop).schedule.objective)
                }
            }
            return CapacityValue(resource: resource, before: before, after: after)
        }
    }

    /// Whether no capacity could make it any better, however large.
    private func isAtBound(_ objective: Objective) -> Bool {
        let bound = ObjectiveBound(work, path, start.lowerBound).score
        return objective.weightedTardiness <= bound.tardiness && objective.makespan <= path.length
            && objective.weightedCompletion <= bound.completion
    }

    private func canRunShort(_ resource: Int) -> Bool {
        var demand = 0
        for uses in problem.uses {
            for use in uses where use.resource == resource { demand += use.units }
            if demand > problem.capacities[resource] { return true }
        }
        return false
    }
}
