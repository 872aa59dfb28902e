package import Estate

/// What became of one configured host: seen, or not and why.
package struct ObservedHost: Sendable {
    /// Its name in the configuration.
    package let name: String
    package let observation: HostObservation?
    /// Why there is no observation.
    package let problem: String?

    package init(name: String, observation: HostObservation?, problem: String? = nil) {
        self.name = name
        self.observation = observation
        self.problem = problem
    }
}

/// Makes one estate of what was seen of each host.
///
/// The order matters: identities are settled before any edge is drawn, because one host has many addresses and names,
/// and an address that several hosts use (such as that of a bridge for containers) is nobody's.
package struct Unification: Sendable {
    private let name: String
    private let observedAt: Instant

    package init(estate name: String, at observedAt: Instant) {
        self.name = name
        self.observedAt = observedAt
    }

    /// The estate; the same observations give the same estate in whatever order they come.
    ///
    /// A host that could not be read is an asset with a blind spot. A machine that two names lead to is one host, under
    /// the name that sorts first.
    package func unify(_ hosts: [ObservedHost]) -> Estate {
        var blindSpots: [BlindSpot] = []
        let distinct = DistinctHosts(hosts, blindSpots: &blindSpots)
        let directory = HostDirectory(distinct)

        var assets = distinct.unread.map { Asset(id: $0, kind: .host) }
        for (_, observation) in distinct.observations {
            assets += observation.assets
            blindSpots += observation.blindSpots
        }
        let resolution = ProviderResolution(directory: directory, assets: assets)
        var merged = MergedDependencies()
        for (host, observation) in distinct.observations {
            for dependency in observation.dependencies {
                guard let resolved = resolution.resolve(dependency, seenOn: host, blindSpots: &blindSpots) else {
                    continue
                }
                merged.add(resolved)
            }
        }
        let dependencies = merged.sorted
        assets += externals(of: dependencies, besides: assets)
        return Estate(
            name: name, observedAt: observedAt, assets: assets, dependencies: dependencies,
            profiles: Dictionary(uniqueKeysWithValues: distinct.observations.map { ($0.host, $0.observation.profile) }),
            blindSpots: Array(Set(blindSpots)))
    }

    private func externals(of dependencies: [Dependency], besides assets: [Asset]) -> [Asset] {
        let known = Set(assets.map(\.id))
        let outside = Set(dependencies.flatMap { [$0.dependent, $0.provider] }).subtracting(known)
        return outside.sorted().map { Asset(id: $0, kind: .external) }
    }
}

/// The same dependency seen in several ways, as one with all its evidence.
private struct MergedDependencies {
    private var byKey: [DependencyKey: Dependency] = [:]

    mutating func add(_ dependency: Dependency) {
        guard var known = byKey[dependency.key] else {
            byKey[dependency.key] = dependency
            return
        }
        if dependency.strength == .hard { known.strength = .hard }
        known.port = [known.port, dependency.port].compactMap { $0 }.min()
        known.applicationProtocol = [known.applicationProtocol, dependency.applicationProtocol].compactMap { $0 }.min()
        known.evidence = merge(known.evidence + dependency.evidence)
        byKey[dependency.key] = known
    }

    var sorted: [Dependency] { byKey.values.sorted { $0.key < $1.key } }

    /// One entry for each thing that was seen, over all the time in which it was.
    private func merge(_ evidence: [Evidence]) -> [Evidence] {
        var bySight: [[String]: Evidence] = [:]
        for entry in evidence {
            let sight = [entry.source, entry.detail, entry.directionRule]
            let known = bySight[sight]
            bySight[sight] = Evidence(
                source: entry.source, detail: entry.detail,
                firstSeen: min(known?.firstSeen ?? entry.firstSeen, entry.firstSeen),
                lastSeen: max(known?.lastSeen ?? entry.lastSeen, entry.lastSeen), directionRule: entry.directionRule)
        }
        return bySight.values.sorted {
            ($0.source, $0.detail, $0.directionRule) < ($1.source, $1.detail, $1.directionRule)
        }
    }
}
