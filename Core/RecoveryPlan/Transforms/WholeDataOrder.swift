internal import Estate

/// Lets data that a host fetches from its repository by itself wait for what tells the host where that is.
///
/// The controller reaches repositories by its own means; a host asks its resolvers, which may come back by the same plan.
struct WholeDataOrder: Transform {
    static let name = "whole-data-order"

    func apply(to draft: inout PlanDraft) throws(PlanRefusal) -> String {
        var waits = 0
        for host in draft.hosts {
            for dataset in draft.datasets[host, default: []] where draft.input.comesBackWhole(dataset.id) {
                let restore = StepID("restore-files", dataset.id)
                guard draft.contains(restore) else { continue }
                waits += wait(restore, of: host, &draft)
            }
        }
        return waits == 0
            ? "no host fetches data by a name that comes back too" : "\(waits) restores wait for a resolver"
    }

    private func wait(_ restore: StepID, of host: AssetID, _ draft: inout PlanDraft) -> Int {
        var waits = 0
        for dependency in draft.input.estate.dependencies
        where dependency.kind == .resolvesWith && dependency.dependent == host {
            let works = StepID("verify", dependency.provider)
            guard draft.contains(works), draft.input.estate.host(of: dependency.provider) != host else { continue }
            if Self.reaches(restore, from: works, draft) {
                draft.addGap(
                    "\(host) repository",
                    "Its resolver \(dependency.provider) comes back only after its data: name the repository by an address."
                )
            } else {
                draft.add(need: works, to: restore, why: "\(host) finds its repository by name.")
                waits += 1
            }
        }
        return waits
    }

    /// Whether `from` waits, however indirectly, for `wanted`.
    private static func reaches(_ wanted: StepID, from: StepID, _ draft: PlanDraft) -> Bool {
        var seen: Set<StepID> = [from]
        var open = [from]
        while let id = open.popLast() {
            if id == wanted { return true }
            guard let number = draft.numbers[id] else { continue }
            for need in draft.plan.steps[number].needs where seen.insert(need.step).inserted { open.append(need.step) }
        }
        return false
    }
}
