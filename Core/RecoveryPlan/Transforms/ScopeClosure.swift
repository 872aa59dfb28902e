internal import DependencyGraph
internal import Estate
internal import Graphs

/// Finds what has to come back: what was asked for, everything it needs, and whole hosts.
///
/// A host that is lost is lost with everything on it, so a host that one asset needs brings its other services and
/// datasets along, and what those need in turn. Surviving hosts are up: nothing on them is followed further. What is
/// excluded is not brought back and brings nothing along; whoever needs it is named.
struct ScopeClosure: Transform {
    static let name = "scope-closure"

    func apply(to draft: inout PlanDraft) throws(PlanRefusal) -> String {
        let estate = draft.input.estate
        var node: [AssetID: Int] = [:]
        for (number, asset) in estate.assets.enumerated() { node[asset.id] = number }
        let starts = try starts(of: draft.input, node: node)
        guard !draft.policy.restoresInPlace else { return try InPlaceScope(starts).apply(to: &draft) }
        let included = graph(draft.input, node: node).reachable(from: starts)

        for (number, asset) in estate.assets.enumerated() where included[number] {
            guard let host = asset.kind == .host ? asset.id : asset.host else { continue }
            guard !draft.input.survivors.contains(host), !draft.input.isExcluded(asset) else { continue }
            switch asset.kind {
            case .host: draft.hosts.append(host)
            case .service: draft.services[host, default: []].append(asset)
            case .dataset: draft.datasets[host, default: []].append(asset)
            case .network, .external: continue
            }
        }
        guard !draft.hosts.isEmpty else { throw nothingToRebuild }
        for dependency in estate.dependencies where dependency.kind == .storesOn {
            guard let number = node[dependency.provider], included[number], estate.assets[number].kind == .dataset
            else { continue }
            draft.stored[dependency.dependent, default: []].append(estate.assets[number])
        }
        addOutsideNeeds(to: &draft, included: included, node: node)
        addExcludedNeeds(to: &draft)
        let count = (draft.services.values.joined().count, draft.datasets.values.joined().count)
        return "\(draft.hosts.count) hosts with \(count.0) services and \(count.1) datasets come back"
    }

    private func starts(of input: PlanningInput, node: [AssetID: Int]) throws(PlanRefusal) -> [Int] {
        guard !input.scope.isEmpty else {
            return input.estate.assets.indices.filter { !input.isExcluded(input.estate.assets[$0]) }
        }
        let unknown = input.scope.flatMap { entry in
            entry.entries.filter { node[$0] == nil }.map { id in
                PlanRefusal.Reason(
                    subject: entry.name, explanation: "The estate has no asset \(id).",
                    hint: "Discover the estate again, or correct the entry in the configuration.")
            }
        }
        guard unknown.isEmpty else { throw PlanRefusal(unknown) }
        return input.scope.flatMap(\.entries).compactMap { node[$0] }
    }

    /// What each asset brings along: its hard providers, its host, and for a host everything on it.
    private func graph(_ input: PlanningInput, node: [AssetID: Int]) -> DirectedGraph {
        let assets = input.estate.assets
        var edges: [(Int32, Int32)] = []
        func add(_ from: AssetID, _ to: AssetID) {
            guard let from = node[from], let to = node[to], !input.isExcluded(assets[from]),
                !input.isExcluded(assets[to])
            else { return }
            edges.append((Int32(from), Int32(to)))
        }
        for asset in assets {
            guard let host = asset.host, !input.survivors.contains(host) else { continue }
            add(asset.id, host)
            add(host, asset.id)
        }
        for dependency in input.estate.dependencies where dependency.decidesOrder {
            guard let number = node[dependency.dependent] else { continue }
            let host = assets[number].kind == .host ? assets[number].id : assets[number].host
            if let host, input.survivors.contains(host) { continue }
            add(dependency.dependent, dependency.provider)
        }
        return DirectedGraph(count: assets.count, edges: edges)
    }

    /// Names what must be there although no plan can bring it back.
    private func addOutsideNeeds(to draft: inout PlanDraft, included: [Bool], node: [AssetID: Int]) {
        var dependents: [AssetID: Set<AssetID>] = [:]
        let assets = draft.input.estate.assets
        for dependency in draft.input.estate.dependencies where dependency.decidesOrder {
            guard let from = node[dependency.dependent], included[from], let to = node[dependency.provider],
                assets[to].kind == .external
            else { continue }
            dependents[dependency.provider, default: []].insert(dependency.dependent)
        }
        for (outside, needing) in dependents.sorted(by: { $0.key < $1.key }) {
            let names = needing.sorted().prefix(3).map(\.text).joined(separator: ", ")
            let more = needing.count > 3 ? " and \(needing.count - 3) more" : ""
            draft.addGap(
                outside.text, "It is outside the estate and not rebuilt, but \(names)\(more) cannot do without.")
        }
    }

    /// Names who needs what a person decided to leave out.
    private func addExcludedNeeds(to draft: inout PlanDraft) {
        guard !draft.input.exclusions.isEmpty else { return }
        for dependency in draft.input.estate.dependencies where dependency.decidesOrder {
            guard let provider = draft.input.estate.asset(dependency.provider), draft.input.isExcluded(provider),
                let dependent = draft.input.estate.asset(dependency.dependent), !draft.input.isExcluded(dependent),
                let host = draft.input.estate.host(of: dependent.id), draft.hosts.binarySearch(host)
            else { continue }
            draft.addGap(
                dependent.id.text,
                "It needs \(provider.id) (\(dependency.kind.rawValue)), which was left out by decision.")
        }
    }

    private var nothingToRebuild: PlanRefusal {
        PlanRefusal([
            PlanRefusal.Reason(
                subject: "scope", explanation: "Nothing has to be rebuilt: every host in scope still stands.",
                hint: "Name the hosts that are lost.")
        ])
    }
}

extension PlanningInput {
    /// Whether a person decided to leave it, or the host that carries it, out.
    func isExcluded(_ asset: Asset) -> Bool {
        guard !exclusions.isEmpty else { return false }
        return exclusions.contains(asset.id) || asset.host.map(exclusions.contains) == true
    }
}

extension Dependency {
    /// The dependent does not start, or does not work, without the provider.
    var decidesOrder: Bool { strength == .hard && (phase == .start || phase == .run) }
}
