internal import PlanForms
internal import RecoveryPlan

/// Which capacities ninja keeps itself.
///
/// An edge of ninja is in one pool and takes one place of it. So a capacity is a pool when all steps that use it take the same
/// number of units; a step that uses several is put into the tightest, and `step` keeps the others.
struct Pools {
    /// Places of each capacity that is a pool.
    private let depths: [Int: Int]
    let definitions: String

    init(_ folder: StepFolder) {
        var units: [Int: Set<Int>] = [:]
        for use in folder.steps.flatMap(\.uses) { units[use.capacity, default: []].insert(use.units) }
        var depths: [Int: Int] = [:]
        var text = ""
        for (number, capacity) in folder.plan.capacities.enumerated() {
            guard let all = units[number], all.count == 1, let each = all.first, each > 0 else { continue }
            let depth = capacity.units / each
            depths[number] = depth
            text += "# \(ShellText.harmless(capacity.name))\npool capacity\(number)\n  depth = \(depth)\n\n"
        }
        self.depths = depths
        definitions = text
    }

    func line(of step: NumberedStep) -> String {
        let pools = step.uses.compactMap { use in depths[use.capacity].map { (depth: $0, capacity: use.capacity) } }
        guard let tightest = pools.min(by: <) else { return "" }
        return "  pool = capacity\(tightest.capacity)\n"
    }
}
