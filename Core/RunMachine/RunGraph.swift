package import RecoveryPlan
internal import Scheduling

/// The position of a step in the plan; what the machine calculates with instead of names.
package struct StepIndex: Hashable, Comparable, Sendable {
    package let position: Int

    package init(_ position: Int) {
        self.position = position
    }

    package static func < (left: StepIndex, right: StepIndex) -> Bool { left.position < right.position }
}

/// Why a plan cannot be run at all.
package enum RunGraphError: Error, Hashable, Sendable {
    case repeatedStep(StepID)
    case unknownNeed(StepID, need: StepID)
    case unknownCapacity(StepID, capacity: String)
    /// The step asks for more units than exist, so it would wait for ever.
    case capacityTooSmall(StepID, capacity: String, asked: Int, existing: Int)
    /// The steps that wait for each other, sorted.
    case circularNeeds([StepID])
}

/// A plan as numbers: who needs whom, who shares what, and how much work lies behind each step.
package struct RunGraph: Sendable {
    /// By position, as in the plan.
    package let names: [StepID]
    /// The different steps that each one needs, ascending.
    package let needs: [[StepIndex]]
    /// The steps that need each one, ascending.
    package let dependents: [[StepIndex]]
    /// How often each one is tried, at least once.
    package let attempts: [Int]
    /// Expected seconds from the start of each step to the end of the longest path behind it.
    package let remainingSeconds: [Int]
    /// Of each step: among steps that compete for a capacity the smaller rank goes first.
    package let ranks: [Int]
    /// Units of each capacity, in the plan's order.
    let limits: [Int]
    let uses: [[ResourceUse]]

    /// Every position, ascending.
    package var indices: some Collection<StepIndex> & Sendable { names.indices.lazy.map { StepIndex($0) } }

    /// Takes O((steps + needs) log steps).
    ///
    /// - Parameter ranks: by position; without them the order of the plan's schedule counts, and without a schedule the
    ///   longest remaining path goes first.
    package init(_ plan: Plan, ranks: [Int]? = nil) throws(RunGraphError) {
        precondition(ranks.map { $0.count == plan.steps.count } ?? true, "one rank for each step")
        var positions: [StepID: Int] = [:]
        for (position, step) in plan.steps.enumerated() {
            guard positions.updateValue(position, forKey: step.id) == nil else { throw .repeatedStep(step.id) }
        }
        names = plan.steps.map(\.id)
        attempts = plan.steps.map { max(1, $0.attempts) }
        limits = plan.capacities.map(\.units)
        needs = try Self.needs(of: plan, positions)
        dependents = Self.dependents(needs)
        uses = try Self.uses(of: plan)
        let seconds = plan.steps.map { max(1, $0.estimate.seconds) }
        let remaining = try Self.remaining(seconds, needs, dependents, names)
        remainingSeconds = remaining
        self.ranks = ranks ?? plan.scheduleRanks ?? remaining.map { -$0 }
    }

    private static func needs(of plan: Plan, _ positions: [StepID: Int]) throws(RunGraphError) -> [[StepIndex]] {
        var needs: [[StepIndex]] = []
        needs.reserveCapacity(plan.steps.count)
        for step in plan.steps {
            var found: Set<StepIndex> = []
            for need in step.needs {
                guard let position = positions[need.step] else { throw .unknownNeed(step.id, need: need.step) }
                found.insert(StepIndex(position))
            }
            needs.append(found.sorted())
        }
        return needs
    }

    private static func dependents(_ needs: [[StepIndex]]) -> [[StepIndex]] {
        var dependents = [[StepIndex]](repeating: [], count: needs.count)
        for (position, own) in needs.enumerated() {
            for need in own { dependents[need.position].append(StepIndex(position)) }
        }
        return dependents
    }

    private static func uses(of plan: Plan) throws(RunGraphError) -> [[ResourceUse]] {
        var positions: [String: Int] = [:]
        for (position, capacity) in plan.capacities.enumerated() { positions[capacity.name] = position }
        var uses: [[ResourceUse]] = []
        for step in plan.steps {
            var own: [Int: Int] = [:]
            for use in step.capacities {
                guard let position = positions[use.capacity] else {
                    throw .unknownCapacity(step.id, capacity: use.capacity)
                }
                own[position, default: 0] += max(0, use.units)
            }
            let sorted = own.sorted { $0.key < $1.key }.map { ResourceUse(resource: $0.key, units: $0.value) }
            for use in sorted where use.units > plan.capacities[use.resource].units {
                throw .capacityTooSmall(
                    step.id, capacity: plan.capacities[use.resource].name, asked: use.units,
                    existing: plan.capacities[use.resource].units)
            }
            uses.append(sorted)
        }
        return uses
    }

    /// Ready steps by rank: the same policy as in predicted schedules.
    func emptyQueue(_ ranks: [Int]) -> ReadyQueue { ReadyQueue(ranks: ranks, uses: uses, capacities: limits) }

    /// Walks from the steps that nobody needs towards the first ones.
    private static func remaining(
        _ seconds: [Int], _ needs: [[StepIndex]], _ dependents: [[StepIndex]], _ names: [StepID]
    ) throws(RunGraphError) -> [Int] {
        var remaining = seconds
        var unfinished = dependents.map(\.count)
        var open = names.indices.filter { unfinished[$0] == 0 }
        var visited = 0
        while let position = open.popLast() {
            visited += 1
            for need in needs[position] {
                let path = seconds[need.position] + remaining[position]
                remaining[need.position] = max(remaining[need.position], path)
                unfinished[need.position] -= 1
                if unfinished[need.position] == 0 { open.append(need.position) }
            }
        }
        guard visited == names.count else {
            throw .circularNeeds(names.indices.filter { unfinished[$0] > 0 }.map { names[$0] }.sorted())
        }
        return remaining
    }
}
