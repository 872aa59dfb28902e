internal import DependencyGraph
internal import Estate

/// Breaks circular needs among what comes back: the cheapest bootstrap starts first, the rest follows.
///
/// A bootstrapped member waits for nobody in its circle. Those who need it wait for its first verification only;
/// once every member that it went without works, it is verified in full. A tolerated dependency is waited for by nobody; its
/// dependent is verified in full once the provider works.
struct CircularNeeds: Transform {
    static let name = "circular-needs"

    func apply(to draft: inout PlanDraft) throws(PlanRefusal) -> String {
        let graph = DependencyGraph(estate: rebuilt(draft))
        for circle in graph.circularNeeds(recipes: draft.input.recipes) {
            for member in circle.bootstraps { bootstrap(member, in: circle, of: &draft) }
            for dependency in circle.tolerated { tolerate(dependency, in: circle, of: &draft) }
        }
        guard !draft.plan.bootstraps.isEmpty else { return "nothing that comes back needs itself" }
        let names = draft.plan.bootstraps.map { "\($0.asset) by \($0.name)" }
        return "circular needs are broken by starting first: \(names.joined(separator: ", "))"
    }

    /// The part of the estate that comes back: what survives can be needed in circles without harm.
    private func rebuilt(_ draft: PlanDraft) -> Estate {
        let assets = draft.input.estate.assets.filter { asset in
            guard asset.kind == .service else {
                return draft.hosts.binarySearch(asset.kind == .host ? asset.id : asset.host ?? asset.id)
            }
            return draft.contains(StepID("start", asset.id))
        }
        let ids = Set(assets.map(\.id))
        var estate = Estate(name: draft.input.estate.name, observedAt: draft.input.estate.observedAt)
        estate.assets = assets
        estate.dependencies = draft.input.estate.dependencies.filter {
            $0.decidesOrder && ids.contains($0.dependent) && ids.contains($0.provider)
        }
        return estate
    }

    private func bootstrap(_ member: BootstrappedMember, in circle: CircularNeed, of draft: inout PlanDraft) {
        let host = draft.input.estate.host(of: member.asset)
        draft.startsWithout[member.asset, default: []].formUnion(circle.members)
        // Its own host is no obstacle: hosts are built before any service starts.
        let without = member.without.filter { $0 != host }
        guard !without.isEmpty else { return }
        draft.plan.bootstraps.append(
            ChosenBootstrap(
                asset: member.asset, name: member.bootstrap.name, circle: circle.members, without: without,
                why: why(member, without, circle)))
        addFullVerification(of: member.asset, without, to: &draft)
    }

    private func why(_ member: BootstrappedMember, _ without: [AssetID], _ circle: CircularNeed) -> String {
        return "\(told(circle)): none of them could start first. \(member.asset) starts without "
            + "\(without.map(\.text).joined(separator: ", ")) at the lowest cost (\(member.bootstrap.cost)): "
            + member.bootstrap.explanation
    }

    private func told(_ circle: CircularNeed) -> String {
        let needs = circle.dependencies.filter { $0.kind != .runsOn }
            .map { "\($0.dependent) \($0.kind.rawValue) \($0.provider)" }
        return needs.prefix(6).joined(separator: ", ") + (needs.count > 6 ? " and \(needs.count - 6) more" : "")
    }

    /// Lets `dependency` decide no order, and says so in the plan.
    private func tolerate(_ dependency: Dependency, in circle: CircularNeed, of draft: inout PlanDraft) {
        draft.tolerated.insert(dependency.key)
        let need = "\(dependency.dependent) \(dependency.kind.rawValue) \(dependency.provider)"
        draft.plan.bootstraps.append(
            ChosenBootstrap(
                asset: dependency.dependent, name: "tolerate-\(dependency.kind.rawValue)", circle: circle.members,
                without: [dependency.provider],
                why: "\(told(circle)): none of them could start first. That \(need) is tolerated at the start at the "
                    + "lowest cost (\(DependencyGraph.toleranceCost(of: dependency) ?? 0)): the confidence in it is "
                    + "\(DependencyGraph.confidence(of: dependency)) %."))
        addFullVerification(of: dependency.dependent, [dependency.provider], to: &draft)
    }

    private func addFullVerification(of id: AssetID, _ without: [AssetID], to draft: inout PlanDraft) {
        guard let service = draft.input.estate.asset(id), let host = service.host,
            let body = draft.input.body("verify-full", of: service) ?? draft.input.body("verify", of: service)
        else { return }
        let full = StepID("verify-full", id)
        let step = Step(
            full, title: "Verify all of \(id.name) on \(host)", asset: id, target: host, body: body,
            parameters: draft.parameters(of: service, on: host),
            why: "\(id) was started without \(without.map(\.text).joined(separator: ", ")).")
        draft.add(step, body)
        draft.add(need: StepID("verify", id), to: full, why: "Its first verification has to pass before.")
        for other in without {
            draft.add(need: StepID("verify", other), to: full, why: "\(id) was started without it.")
        }
        draft.add(need: full, to: StepID("finish", host), why: "\(host) is finished when all its services work.")
    }
}
