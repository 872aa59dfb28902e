internal import Estate

/// Makes each service wait for exactly what it needs, as soon as that works and no longer.
///
/// There are no tiers and no barriers: a service starts when the providers of its hard needs are verified. What its
/// host needs, such as a resolver, its services need too, but for the provider itself when it is one of them. A guest
/// is not even made before what it runs on.
struct DependencyOrder: Transform {
    static let name = "dependency-order"

    func apply(to draft: inout PlanDraft) throws(PlanRefusal) -> String {
        var waits = 0
        for dependency in draft.input.estate.dependencies
        where dependency.decidesOrder && !draft.tolerated.contains(dependency.key) {
            guard let provided = ready(dependency.provider, draft),
                let dependent = draft.input.estate.asset(dependency.dependent)
            else { continue }
            for waiting in waiting(dependent, draft) where mayWait(waiting, for: dependency, draft) {
                draft.add(need: provided, to: StepID("start", waiting), why: why(dependency, waiting))
                waits += 1
            }
            if isGuest(dependent, on: dependency, draft) {
                let first = StepID("provision", dependent.id)
                draft.add(need: provided, to: first, why: why(dependency, dependent.id))
                waits += 1
            }
        }
        return "\(waits) needs between assets decide what waits for what"
    }

    /// The step after which `provider` can be relied on; `nil` when the plan does not bring it back.
    private func ready(_ provider: AssetID, _ draft: PlanDraft) -> StepID? {
        let id =
            switch draft.input.estate.asset(provider)?.kind {
            case .service: StepID("verify", provider)
            case .dataset: StepID("restore-files", provider)
            case .host: draft.ready(provider)
            case .network, .external, nil: StepID("")
            }
        return draft.contains(id) ? id : nil
    }

    /// The services that wait when `dependent` does: itself, or everything on it when it is a host.
    private func waiting(_ dependent: Asset, _ draft: PlanDraft) -> [AssetID] {
        switch dependent.kind {
        case .service: [dependent.id]
        case .host: draft.services[dependent.id, default: []].map(\.id)
        case .dataset, .network, .external: []
        }
    }

    private func mayWait(_ service: AssetID, for dependency: Dependency, _ draft: PlanDraft) -> Bool {
        let provider = dependency.provider
        guard service != provider else { return false }
        // What carries its host is there before any service on it, bootstrapped or not.
        if dependency.kind == .runsOn, draft.input.estate.asset(dependency.dependent)?.kind == .host { return true }
        guard let without = draft.startsWithout[service], without.contains(provider) else { return true }
        // It starts before the services of its circle, never before its own host or data.
        return draft.input.estate.asset(provider)?.kind != .service
    }

    /// Whether `host` is made on what `dependency` names; a manager that is its own guest is not.
    private func isGuest(_ host: Asset, on dependency: Dependency, _ draft: PlanDraft) -> Bool {
        host.kind == .host && dependency.kind == .runsOn
            && draft.input.estate.host(of: dependency.provider) != host.id
    }

    private func why(_ dependency: Dependency, _ waiting: AssetID) -> String {
        let port = dependency.port.map { " (port \($0))" } ?? ""
        let chain = "\(dependency.dependent) \(dependency.kind.rawValue) \(dependency.provider)\(port)"
        return waiting == dependency.dependent
            ? "\(chain)." : "\(waiting) runs on \(dependency.dependent), and \(chain)."
    }
}
