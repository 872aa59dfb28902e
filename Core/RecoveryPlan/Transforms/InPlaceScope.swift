internal import Estate

/// Finds the data that is brought back on hosts that stand, after a mistake.
///
/// A dataset that was asked for comes back; a service brings the datasets that it keeps its data in, a host all of its
/// own. The services that keep data there are stopped before and started after; nothing else is touched.
struct InPlaceScope {
    private let starts: [Int]

    init(_ starts: [Int]) {
        self.starts = starts
    }

    func apply(to draft: inout PlanDraft) throws(PlanRefusal) -> String {
        guard !draft.input.scope.isEmpty else { throw Self.nothingNamed }
        let estate = draft.input.estate
        var wanted = Set(starts.map { estate.assets[$0].id })
        for asset in estate.assets where asset.kind == .dataset && asset.host.map(wanted.contains) == true {
            wanted.insert(asset.id)
        }
        var users: [AssetID: [AssetID]] = [:]
        for dependency in estate.dependencies where dependency.kind == .storesOn {
            if wanted.contains(dependency.dependent) { wanted.insert(dependency.provider) }
            users[dependency.provider, default: []].append(dependency.dependent)
        }
        let datasets = wanted.sorted().compactMap(estate.asset).filter {
            $0.kind == .dataset && !draft.input.isExcluded($0)
        }
        guard !datasets.isEmpty else { throw Self.noData(draft.input.scope) }
        for dataset in datasets { add(dataset, users: users[dataset.id, default: []], to: &draft) }
        draft.hosts = draft.datasets.keys.sorted()
        let services = draft.services.values.joined().count
        return "\(datasets.count) datasets come back in place; \(services) services are stopped meanwhile"
    }

    private func add(_ dataset: Asset, users: [AssetID], to draft: inout PlanDraft) {
        guard let host = dataset.host else { return }
        draft.datasets[host, default: []].append(dataset)
        for id in users.sorted() {
            guard let service = draft.input.estate.asset(id), service.host == host else { continue }
            draft.stored[id, default: []].append(dataset)
            if !draft.services[host, default: []].contains(service) {
                draft.services[host, default: []].append(service)
            }
        }
    }

    private static let nothingNamed = PlanRefusal([
        PlanRefusal.Reason(
            subject: "scope", explanation: "After a human error only named data is brought back, and none was named.",
            hint: "Name datasets, services or hosts, such as db1:/var/lib/postgresql.")
    ])

    private static func noData(_ scope: [ScopeEntry]) -> PlanRefusal {
        PlanRefusal([
            PlanRefusal.Reason(
                subject: scope.map(\.name).joined(separator: ", "),
                explanation: "No dataset belongs to it, so there is no data to bring back.",
                hint: "'groundup graph' shows the datasets of each host.")
        ])
    }
}
