package import Estate
internal import Graphs

extension DependencyGraph {
    /// The tier of every asset, by node: 0 needs nothing else in the estate; others stand one above what they need.
    ///
    /// Members of a circular need share a tier, and raise what depends on them by one.
    package func tiers() -> [Int] {
        let components = Components(of: graph)
        let members = components.members
        var tier = [Int](repeating: 0, count: components.count)
        // Components are numbered providers first, so each tier is final when it is read.
        for component in 0..<components.count {
            for node in members[component] {
                for successor in graph.successors(node) {
                    let other = Int(components.component[Int(successor)])
                    if other != component { tier[component] = max(tier[component], tier[other] + 1) }
                }
            }
        }
        return components.component.map { tier[Int($0)] }
    }

    /// Assets that something depends on and that need nothing else in the estate, sorted.
    package func foundations() -> [AssetID] {
        let reversed = graph.reversed
        return (0..<graph.count)
            .filter { graph.successors($0).isEmpty && !reversed.successors($0).isEmpty }
            .map(id)
    }
}
