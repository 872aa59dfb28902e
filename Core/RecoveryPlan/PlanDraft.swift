package import Estate

/// A plan in the making, with what the transforms need to know of each other's work.
package struct PlanDraft: Sendable {
    package let input: PlanningInput
    package var plan: Plan
    /// The hosts that are rebuilt or, in place, worked on; sorted.
    package var hosts: [AssetID] = []
    /// Services and datasets that come back, by the host that carries them; each sorted.
    package var services: [AssetID: [Asset]] = [:]
    package var datasets: [AssetID: [Asset]] = [:]
    /// The datasets in which a service keeps its data, sorted.
    package var stored: [AssetID: [Asset]] = [:]
    /// The step of each host after which the owners of files exist.
    package var owners: [AssetID: StepID] = [:]
    /// The last preparatory step of each host: installed, patched, configured.
    package var lastPreparation: [AssetID: StepID] = [:]
    /// For each bootstrapped service the members of its circle, whom it does not wait for.
    package var startsWithout: [AssetID: Set<AssetID>] = [:]
    /// Dependencies within circles that nobody waits for.
    package var tolerated: Set<DependencyKey> = []
    /// For each application the steps after the last of which it is back.
    package var lastSteps: [String: [StepID]] = [:]
    /// What must not happen, found on the way; any of it refuses the plan.
    package var refusals: [PlanRefusal.Reason] = []
    package private(set) var numbers: [StepID: Int] = [:]

    package init(_ input: PlanningInput) {
        self.input = input
        plan = Plan(
            estate: input.estate.name, estateDigest: input.estateDigest,
            scope: input.scope.isEmpty ? ["all"] : input.scope.map(\.name).sorted(), asOf: input.asOf)
        plan.incident = input.incident
        plan.exclusions = input.exclusions.sorted()
        plan.mappings = input.mappings.values.sorted()
    }

    /// What the incident asks of the plan.
    package var policy: IncidentPolicy { input.policy }

    /// Adds `step` unless there is one of its id, and its body to the table of bodies.
    package mutating func add(_ step: Step, _ body: NamedBody) {
        guard numbers[step.id] == nil else { return }
        numbers[step.id] = plan.steps.count
        plan.steps.append(step)
        add(body)
    }

    /// Says how `id` is taken back; nothing happens when it is not in the plan.
    package mutating func add(undo body: NamedBody, to id: StepID) {
        guard let number = numbers[id] else { return }
        plan.steps[number].undo = body.name
        add(body)
    }

    private mutating func add(_ body: NamedBody) {
        if let known = plan.bodies.updateValue(body.body.script, forKey: body.name), known != body.body.script {
            refusals.append(
                PlanRefusal.Reason(
                    subject: body.name, explanation: "Two different scripts have this name.",
                    hint: "Give each recipe and target a name of its own."))
        }
    }

    package func contains(_ id: StepID) -> Bool { numbers[id] != nil }

    /// Makes `id` wait for `provider`; nothing happens when either is not in the plan.
    package mutating func add(need provider: StepID, to id: StepID, why: @autoclosure () -> String) {
        guard let number = numbers[id], numbers[provider] != nil, provider != id else { return }
        plan.steps[number].needs.append(Need(step: provider, why: why()))
    }

    /// Sorts the steps by id and each step's needs, keeping one reason for each step needed.
    package mutating func sortSteps() {
        plan.steps.sort { $0.id < $1.id }
        for number in plan.steps.indices {
            numbers[plan.steps[number].id] = number
            guard plan.steps[number].needs.count > 1 else { continue }
            var kept: [Need] = []
            for need in plan.steps[number].needs.sorted() where kept.last?.step != need.step { kept.append(need) }
            plan.steps[number].needs = kept
        }
    }

    /// The step after which `host` can take data and start services.
    package func ready(_ host: AssetID) -> StepID { lastPreparation[host] ?? StepID("provision", host) }

    package mutating func addGap(_ subject: String, _ reason: String) {
        plan.gaps.append(BlindSpot(subject: subject, reason: reason))
    }
}
