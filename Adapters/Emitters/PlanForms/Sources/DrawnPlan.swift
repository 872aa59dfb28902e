internal import Estate
package import RecoveryPlan

/// A plan as pictures show it: numbered steps grouped by host, each with its time.
package struct DrawnPlan: Sendable {
    package struct Item: Sendable {
        package let step: Step
        package let number: Int
        package let needs: [Int]
        /// Seconds from the start of the run.
        package let start: Int
        package let finish: Int
        package let isCritical: Bool
    }

    /// Those that belong together: one host's steps, or the shared ones.
    package struct Group: Sendable {
        package let name: String
        package let items: [Item]
    }

    /// In an order in which they may run.
    package let items: [Item]
    /// In the order of their first steps.
    package let groups: [Group]
    /// Seconds that the whole run is predicted to take; at least 1.
    package let end: Int

    /// - Throws: `GroundupError` with `hostileInput` when steps need each other, or something that is no step.
    package init(_ plan: Plan) throws {
        let order = try StepOrder.order(plan)
        var number: [StepID: Int] = [:]
        for (place, index) in order.enumerated() { number[plan.steps[index].id] = place }
        let times = Dictionary(plan.schedule.map { ($0.step, $0) }, uniquingKeysWith: { first, _ in first })
        let items = order.enumerated().map { place, index in
            let step = plan.steps[index]
            let time = times[step.id]
            return Item(
                step: step, number: place, needs: step.needs.compactMap { number[$0.step] }.sorted(),
                start: time?.start ?? 0, finish: time?.finish ?? max(0, step.estimate.seconds),
                isCritical: time?.isCritical ?? false)
        }
        self.items = items
        end = max(1, items.map(\.finish).max() ?? 1)
        var names: [AssetID] = []
        var members: [AssetID: [Item]] = [:]
        for item in items {
            if members[item.step.target] == nil { names.append(item.step.target) }
            members[item.step.target, default: []].append(item)
        }
        groups = names.map { name in
            Group(name: name == AssetID("all") ? "all hosts" : name.text, items: members[name] ?? [])
        }
    }
}
