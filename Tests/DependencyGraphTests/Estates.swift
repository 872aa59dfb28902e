import DependencyGraph
import Estate

/// Small estates, written as lists of needs: `host/service` is a service, `host` a host, `host:path` a dataset.
enum Estates {
    static let seen = Instant(seconds: 1_700_000_000)

    static func needs(
        _ dependent: String, _ provider: String, _ kind: DependencyKind = .calls, _ phase: DependencyPhase = .run,
        _ strength: DependencyStrength = .hard, sources: [String] = ["socket"], at time: Int64 = 1_700_000_000
    ) -> Dependency {
        Dependency(
            key: DependencyKey(dependent: AssetID(dependent), provider: AssetID(provider), kind: kind, phase: phase),
            strength: strength,
            evidence: sources.map {
                Evidence(
                    source: $0, detail: "", firstSeen: seen, lastSeen: Instant(seconds: time), directionRule: "listener"
                )
            })
    }

    /// An estate of everything that `dependencies` name; services run on their hosts.
    static func estate(_ dependencies: [Dependency]) -> Estate {
        let ids = Set(dependencies.flatMap { [$0.dependent, $0.provider] })
        var assets: [AssetID: Asset] = [:]
        var all = dependencies
        for id in ids {
            guard let separator = id.text.firstIndex(where: { $0 == "/" || $0 == ":" }) else {
                assets[id] = Asset(id: id, kind: .host)
                continue
            }
            let host = AssetID(String(id.text[..<separator]))
            assets[host] = Asset(id: host, kind: .host)
            let isService = id.text[separator] == "/"
            let recipe = String(id.text[id.text.index(after: separator)...])
            assets[id] = Asset(id: id, kind: isService ? .service : .dataset, host: host, recipe: recipe)
            all.append(needs(id.text, host.text, isService ? .runsOn : .storesOn, sources: ["unit"]))
        }
        return Estate(name: "test", observedAt: seen, assets: Array(assets.values), dependencies: all)
    }

    static func recipe(_ name: String, cost: Int, listens: [DependencyKind] = []) -> Recipe {
        Recipe(
            name: name, title: name,
            listens: listens.map { WellKnownPort(port: 53, applicationProtocol: "dns", kind: $0) },
            bootstrap: Bootstrap(name: "\(name)-first", cost: cost, explanation: "It can."))
    }
}

extension [AssetID] {
    var texts: [String] { map(\.text) }
}
