internal import Estate

/// Limits what goes on at once: work on the controller, and streams out of each repository.
struct Capacities: Transform {
    static let name = "capacities"
    static let controller = "controller"

    func apply(to draft: inout PlanDraft) throws(PlanRefusal) -> String {
        var used: [String: Int] = [:]
        let readFrom = repositories(draft)
        for number in draft.plan.steps.indices {
            let step = draft.plan.steps[number]
            var uses: [CapacityUse] = []
            if step.action == "hold" {
                // It occupies a person, not the controller.
                uses.append(CapacityUse(capacity: Holds.capacity, units: 1))
                used[Holds.capacity] = 1
            } else if step.place == .controller {
                uses.append(CapacityUse(capacity: Self.controller, units: 1))
                used[Self.controller] = draft.input.capacities.controller
            }
            if let repository = readFrom[step.id] {
                uses.append(CapacityUse(capacity: "repository:\(repository)", units: 1))
                used["repository:\(repository)"] = draft.input.capacities.repositoryStreams
            }
            draft.plan.steps[number].capacities = uses.sorted()
        }
        draft.plan.capacities = used.map { Capacity(name: $0.key, units: max($0.value, 1)) }.sorted()
        let shown = draft.plan.capacities.map { "\($0.name) \($0.units)" }
        return shown.isEmpty ? "nothing is shared" : "at once at most: \(shown.joined(separator: ", "))"
    }

    /// Which repository each restoring step reads.
    private func repositories(_ draft: PlanDraft) -> [StepID: String] {
        var result: [StepID: String] = [:]
        for (asset, source) in draft.input.sources {
            guard case .point(let point) = source else { continue }
            result[StepID("restore-files", asset)] = point.repository
            result[StepID("configure", asset)] = point.repository
            guard point.composite != nil else { continue }
            for step in draft.plan.steps where step.asset == asset && step.action.hasPrefix("restore-older-") {
                result[step.id] = point.repository
            }
        }
        return result
    }
}
