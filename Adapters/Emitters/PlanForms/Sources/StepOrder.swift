package import RecoveryPlan

extension StepFolder {
    /// Steps in an order in which they may run, numbered, with names for files.
    static func number(_ plan: Plan, _ bodies: [String], _ holds: [StepID: String]) throws -> [NumberedStep] {
        let order = try StepOrder.order(plan)
        var place: [StepID: Int] = [:]
        for (number, index) in order.enumerated() { place[plan.steps[index].id] = number }
        let capacity = positions(plan.capacities.map(\.name))
        let body = positions(bodies)
        let width = max(4, String(order.count).count)
        return order.enumerated().map { number, index in
            let step = plan.steps[index]
            let digits = String(number + 1)
            let zeros = String(repeating: "0", count: width - digits.count)
            let readable = ShellText.plain(step.id.text, limit: 60)
            return NumberedStep(
                step: step, number: number, label: "\(zeros)\(digits)-\(readable.isEmpty ? "step" : readable)",
                needs: step.needs.compactMap { place[$0.step] }.sorted(),
                uses: step.capacities.compactMap { use in capacity[use.capacity].map { ($0, use.units) } },
                body: body[step.body] ?? 0, hold: holds[step.id])
        }
    }

    private static func positions(_ names: [String]) -> [String: Int] {
        Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

/// An order in which the steps of a plan may run one after the other.
package enum StepOrder {
    /// Positions in `plan.steps`: needs first; of steps that may come next, the one that the schedule starts first.
    ///
    /// - Throws: `GroundupError` with `hostileInput` when steps need each other, or something that is no step.
    package static func order(_ plan: Plan) throws -> [Int] {
        var position: [StepID: Int] = [:]
        for (index, step) in plan.steps.enumerated() {
            guard position.updateValue(index, forKey: step.id) == nil else {
                throw StepChecks.refusal("There are two steps \(ShellText.oneLine(step.id.text)).")
            }
        }
        var followers = [[Int]](repeating: [], count: plan.steps.count)
        var open = [Int](repeating: 0, count: plan.steps.count)
        for (index, step) in plan.steps.enumerated() {
            for need in step.needs {
                guard let provider = position[need.step] else {
                    throw StepChecks.refusal(
                        "\(ShellText.oneLine(step.id.text)) needs a step that does not exist: "
                            + "\(ShellText.oneLine(need.step.text)).")
                }
                followers[provider].append(index)
                open[index] += 1
            }
        }
        let order = run(ranks(plan), followers, &open)
        guard order.count == plan.steps.count else {
            let stuck = open.firstIndex { $0 > 0 }.map { ShellText.oneLine(plan.steps[$0].id.text) } ?? "none"
            throw StepChecks.refusal("Steps wait for each other, among them \(stuck).")
        }
        return order
    }

    /// Takes, again and again, the ready step of the lowest rank.
    private static func run(_ ranks: [Int], _ followers: [[Int]], _ open: inout [Int]) -> [Int] {
        var ready = ReadySteps(ranks: ranks)
        for index in open.indices where open[index] == 0 { ready.insert(index) }
        var order: [Int] = []
        while let next = ready.removeFirst() {
            order.append(next)
            for follower in followers[next] {
                open[follower] -= 1
                if open[follower] == 0 { ready.insert(follower) }
            }
        }
        return order
    }

    /// Each step's place in the schedule; those that it does not know come last, by id.
    private static func ranks(_ plan: Plan) -> [Int] {
        var rank: [StepID: Int] = [:]
        for (number, scheduled) in plan.schedule.enumerated() { rank[scheduled.step] = number }
        let sorted = plan.steps.indices.sorted { left, right in
            (rank[plan.steps[left].id] ?? Int.max, plan.steps[left].id)
                < (rank[plan.steps[right].id] ?? Int.max, plan.steps[right].id)
        }
        var ranks = [Int](repeating: 0, count: sorted.count)
        for (number, index) in sorted.enumerated() { ranks[index] = number }
        return ranks
    }
}

/// Steps that may run, the lowest rank first: a list sorted downwards, whose end is taken off.
private struct ReadySteps {
    let ranks: [Int]
    private var steps: [Int] = []

    init(ranks: [Int]) {
        self.ranks = ranks
    }

    mutating func insert(_ step: Int) {
        var low = 0
        var high = steps.count
        while low < high {
            let middle = (low + high) / 2
            if ranks[steps[middle]] > ranks[step] { low = middle + 1 } else { high = middle }
        }
        steps.insert(step, at: low)
    }

    mutating func removeFirst() -> Int? { steps.popLast() }
}
