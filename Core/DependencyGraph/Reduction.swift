package import Estate
internal import Graphs

extension DependencyGraph {
    /// The dependencies that a drawing needs: the others follow from chains of those that stay.
    ///
    /// What needs what, directly or not, does not change; within a circular need everything stays.
    package func withoutImplied() -> Set<DependencyKey> {
        var kept: Set<DependencyKey> = []
        for (edge, isKept) in graph.transitivelyReduced().enumerated() where isKept {
            kept.formUnion(dependencies(ofEdge: edge).map(\.key))
        }
        return kept
    }
}
