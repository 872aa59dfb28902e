package import Estate
internal import Graphs

/// Assets that cannot be restored without each other: a recovery deadlock.
package struct RecoveryCircle: Hashable, Sendable {
    /// Every member, sorted.
    package let members: [AssetID]
    /// The recover dependencies between members, sorted by key.
    package let recoverDependencies: [Dependency]
    /// A shortest circle of dependencies through one of them, beginning with it.
    package let circle: [Dependency]
}

extension DependencyGraph {
    /// The recovery deadlocks of an estate, in order of their first member.
    ///
    /// Components of the hard dependencies of all phases that have a recover dependency inside: what one of their members
    /// needs to be restored cannot be there before that member. Up to `searches` recover dependencies of each are tried
    /// for the shortest circle.
    package static func recoveryDeadlocks(in estate: Estate, searches: Int = 200) -> [RecoveryCircle] {
        let whole = DependencyGraph(estate: estate, phases: Set(DependencyPhase.allCases))
        let components = Components(of: whole.graph)
        return components.circles.compactMap { members in
            whole.recoveryCircle(members.map(Int.init), components, searches: searches)
        }
    }

    private func recoveryCircle(_ members: [Int], _ components: Components, searches: Int) -> RecoveryCircle? {
        var recovering: [(from: Int, to: Int, dependency: Dependency)] = []
        for member in members {
            for edge in graph.edges(from: member) {
                let other = graph.target(ofEdge: edge)
                guard components.component[member] == components.component[other] else { continue }
                for dependency in dependencies(ofEdge: edge) where dependency.phase == .recover {
                    recovering.append((member, other, dependency))
                }
            }
        }
        let circles = recovering.prefix(searches).compactMap { edge in
            graph.shortestPath(from: edge.to, to: edge.from).map { [edge.dependency] + chain($0) }
        }
        guard let shortest = circles.min(by: { $0.count < $1.count }) else { return nil }
        return RecoveryCircle(
            members: members.map(id), recoverDependencies: recovering.map(\.dependency), circle: shortest)
    }
}
