internal import Estate

/// Where a dependency comes from, as it is written into its evidence.
struct Sighting {
    let source: String
    let detail: String
    let directionRule: String
}

/// What the recipes say a port means.
struct PortMeanings {
    private var byPort: [Int: WellKnownPort] = [:]

    init(_ recipes: [Recipe]) {
        for recipe in recipes.sorted(by: { $0.name < $1.name }) {
            for port in recipe.listens where byPort[port.port] == nil { byPort[port.port] = port }
        }
    }

    func kind(_ port: Int) -> DependencyKind { byPort[port]?.kind ?? .calls }
    func applicationProtocol(_ port: Int) -> String? { byPort[port]?.applicationProtocol }
}

/// Makes dependencies as they were seen at one moment.
struct DependencyMaking {
    let host: AssetID
    let now: Instant
    let meanings: PortMeanings

    func make(
        _ dependent: AssetID, _ provider: AssetID, _ kind: DependencyKind, phase: DependencyPhase = .run,
        strength: DependencyStrength = .hard, applicationProtocol: String? = nil, port: Int? = nil, _ seen: Sighting
    ) -> Dependency {
        Dependency(
            key: DependencyKey(dependent: dependent, provider: provider, kind: kind, phase: phase), strength: strength,
            applicationProtocol: applicationProtocol, port: port,
            evidence: [
                Evidence(
                    source: seen.source, detail: seen.detail, firstSeen: now, lastSeen: now,
                    directionRule: seen.directionRule)
            ])
    }
}
