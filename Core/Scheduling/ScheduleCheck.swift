/// An independent look at a finished schedule: whether it keeps every need, release and capacity at every instant.
///
/// It knows nothing of how schedules are made and shares no code with what makes them, so that an error there shows here.
package struct ScheduleCheck: Sendable {
    /// Something that the schedule does not keep.
    package enum Violation: Hashable, Sendable {
        /// There is not one start for each step.
        case incomplete
        case startsBeforeRelease(step: Int)
        case startsBeforeNeedIsFinished(step: Int, need: Int)
        /// So many units are held at that second, more than there are.
        case overused(resource: Int, second: Int, held: Int)
    }

    /// In order of steps, then of capacities and seconds; empty when the schedule is sound.
    package let violations: [Violation]

    package var isSound: Bool { violations.isEmpty }

    package init(_ problem: SchedulingProblem, starts: [Int]) {
        guard starts.count == problem.durations.count else {
            violations = [.incomplete]
            return
        }
        violations =
            Self.orderViolations(problem, starts)
            + problem.capacities.indices.flatMap { Self.capacityViolations($0, problem, starts) }
    }

    private static func orderViolations(_ problem: SchedulingProblem, _ starts: [Int]) -> [Violation] {
        var found: [Violation] = []
        for (step, start) in starts.enumerated() {
            let release = step < problem.releases.count ? problem.releases[step] : 0
            if start < release || start < 0 { found.append(.startsBeforeRelease(step: step)) }
            for need in problem.needs[step] where starts[need] + problem.durations[need] > start {
                found.append(.startsBeforeNeedIsFinished(step: step, need: need))
            }
        }
        return found
    }

    /// Adds up what is taken and given back second by second; a step holds its units from its start until before its finish.
    private static func capacityViolations(
        _ resource: Int, _ problem: SchedulingProblem, _ starts: [Int]
    ) -> [Violation] {
        var changes: [Int: Int] = [:]
        for (step, start) in starts.enumerated() where problem.durations[step] > 0 {
            for use in problem.uses[step] where use.resource == resource {
                changes[start, default: 0] += use.units
                changes[start + problem.durations[step], default: 0] -= use.units
            }
        }
        var held = 0
        var found: [Violation] = []
        for (second, change) in changes.sorted(by: { $0.key < $1.key }) {
            held += change
            if held > problem.capacities[resource] {
                found.append(.overused(resource: resource, second: second, held: held))
            }
        }
        return found
    }
}
