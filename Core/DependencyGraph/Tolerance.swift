package import Estate
internal import Graphs

extension DependencyGraph {
    /// What it costs to start a dependent although this dependency is not met, on the scale of bootstraps; `nil` for never.
    ///
    /// `2 * kind * confidence / 100`, half of it when no connection was ever seen, rounded up, at least 1; `kind` is 100,
    /// or 50 where the dependent is known to work without for a while (order, time, licences, copies). So a dependency
    /// that was seen costs more than a service started degraded (100), and one that only configuration tells of less.
    /// Never: what the dependent runs on or keeps its data on, and what a person confirmed.
    package static func toleranceCost(of dependency: Dependency) -> Int? {
        switch Confirmation(dependency) {
        case .confirmed: return nil
        case .rejected: return 1
        case .contradictory, nil: break
        }
        let kind: Int
        switch dependency.kind {
        case .runsOn, .storesOn: return nil
        case .startsAfter, .keepsTimeWith, .licensedBy, .replicatesWith, .protectedBy: kind = 50
        case .mounts, .calls, .resolvesWith, .authenticatesWith, .messagesVia, .configuredBy, .unlockedBy: kind = 100
        }
        let doubled = 2 * kind * confidence(of: dependency)
        return max(wasSeen(dependency) ? (doubled + 99) / 100 : (doubled + 199) / 200, 1)
    }

    /// Whether any evidence is more than an intention: something was connected, open or running.
    private static func wasSeen(_ dependency: Dependency) -> Bool {
        dependency.evidence.contains { !["configuration", "declared", "recipe", "backup-job"].contains($0.source) }
    }

    /// What it costs to tolerate all dependencies of an edge; `CycleBreaking.never` when one of them never is.
    ///
    /// What a host needs of a service that it carries itself is not tolerated: that service has to start before the
    /// others on the host, which is what its bootstrap does.
    func toleranceCost(ofEdge edge: Int, from dependent: Int) -> Int {
        guard estate.assets[graph.target(ofEdge: edge)].host != id(dependent) else { return CycleBreaking.never }
        var cost = 0
        for dependency in dependencies(ofEdge: edge) {
            guard let own = Self.toleranceCost(of: dependency) else { return CycleBreaking.never }
            cost += own
        }
        return cost
    }
}
