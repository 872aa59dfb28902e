internal import Contracts
package import Estate
package import RecoveryPlan

/// Discovers the estate again after a run and compares it with the one that its plan was made from.
package struct Rediscovery: Sendable {
    private let workplace: Workplace

    package init(_ workplace: Workplace) {
        self.workplace = workplace
    }

    /// Compares the hosts that `plan` brought back; those that came back elsewhere are looked for there.
    package func compare(with original: Estate, after plan: Plan) async throws -> (EstateComparison, Estate) {
        try await compare(
            with: original.moved(plan.mappings), hosts: plan.comparedHosts,
            configuration: workplace.configuration.moved(plan.movedHosts))
    }

    /// - Parameter hosts: only these are compared.
    package func compare(with original: Estate, hosts: Set<AssetID>) async throws -> (EstateComparison, Estate) {
        try await compare(with: original, hosts: hosts, configuration: workplace.configuration)
    }

    private func compare(
        with original: Estate, hosts: Set<AssetID>, configuration: Configuration
    ) async throws -> (EstateComparison, Estate) {
        let discovery = Discovery(configuration: configuration, source: workplace.source, clock: workplace.clock)
        var (rebuilt, _) = try await discovery.run()
        if !original.fingerprints.isEmpty {
            let (fingerprints, blindSpots) = await Fingerprinting(workplace, configuration).run(
                on: rebuilt, hosts: hosts)
            rebuilt.fingerprints = fingerprints
            rebuilt.blindSpots += blindSpots
        }
        return (
            EstateComparison(before: original, after: rebuilt, hosts: hosts, isOwn: ConfigurationSelection.isExcluded),
            rebuilt
        )
    }
}

extension Configuration {
    /// The same, but with hosts where they came back.
    func moved(_ addresses: [AssetID: String]) -> Configuration {
        var result = self
        for number in hosts.indices {
            if let address = addresses[AssetID(hosts[number].name)] { result.hosts[number].movedTo = address }
        }
        return result
    }
}
