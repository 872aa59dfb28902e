internal import Contracts
package import Estate
internal import RecoveryPlan

/// Discovers the estate again after a run and compares it with the one that its plan was made from.
package struct Rediscovery: Sendable {
    private let workplace: Workplace

    package init(_ workplace: Workplace) {
        self.workplace = workplace
    }

    /// - Parameter hosts: the hosts that were rebuilt; only these are compared.
    package func compare(with original: Estate, hosts: Set<AssetID>) async throws -> (EstateComparison, Estate) {
        let discovery = Discovery(
            configuration: workplace.configuration, source: workplace.source, clock: workplace.clock)
        var (rebuilt, _) = try await discovery.run()
        if !original.fingerprints.isEmpty {
            let (fingerprints, blindSpots) = await Fingerprinting(workplace).run(on: rebuilt, hosts: hosts)
            rebuilt.fingerprints = fingerprints
            rebuilt.blindSpots += blindSpots
        }
        return (
            EstateComparison(before: original, after: rebuilt, hosts: hosts, isOwn: ConfigurationSelection.isExcluded),
            rebuilt
        )
    }
}
