internal import Contracts
internal import RecoveryPlan

/// No step may need more of a shared limit than there is: it would never start.
struct CapacitiesCheck: PreflightCheck {
    static let name = "capacities"

    func findings(in scope: PreflightScope) async -> [PreflightFinding] {
        guard let plan = scope.plan else { return [notChecked("all", "only a plan has capacities")] }
        let units = Dictionary(plan.capacities.map { ($0.name, $0.units) }) { first, _ in first }
        var findings: [PreflightFinding] = []
        for step in scope.remaining {
            for use in step.capacities where use.units > units[use.capacity] ?? 0 {
                findings.append(
                    failed(
                        step.id.text, "needs \(use.units) of \(use.capacity), which has \(units[use.capacity] ?? 0)",
                        hint: "Plan again."))
            }
        }
        guard findings.isEmpty else { return findings }
        return scope.remaining.isEmpty
            ? [notChecked("all", "no step is left")] : [passed("all", "\(scope.remaining.count) steps fit into them")]
    }
}
