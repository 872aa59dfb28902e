package import Estate
package import Graphs

/// The dependencies of an estate as a graph over dense node numbers, for one choice of phases and strengths.
///
/// Edges lead from the dependent to its provider. Node numbers follow the order of `estate.assets`.
package struct DependencyGraph: Sendable {
    package let estate: Estate
    package let graph: DirectedGraph
    private let index: [AssetID: Int]
    private let edges: [Int: [Int: Dependency]]

    /// - Parameter phases: dependencies of other phases are left out.
    package init(
        estate: Estate, phases: Set<DependencyPhase> = [.start, .run],
        strengths: Set<DependencyStrength> = [.hard]
    ) {
        var index: [AssetID: Int] = [:]
        for (number, asset) in estate.assets.enumerated() { index[asset.id] = number }
        var pairs: [(Int32, Int32)] = []
        var edges: [Int: [Int: Dependency]] = [:]
        for dependency in estate.dependencies
        where phases.contains(dependency.phase) && strengths.contains(dependency.strength) {
            guard let from = index[dependency.dependent], let to = index[dependency.provider], from != to else {
                continue
            }
            if edges[from, default: [:]].updateValue(dependency, forKey: to) == nil {
                pairs.append((Int32(from), Int32(to)))
            }
        }
        self.estate = estate
        self.index = index
        self.edges = edges
        graph = DirectedGraph(count: estate.assets.count, edges: pairs)
    }

    /// The node of `id`; `nil` when the estate does not have it.
    package func node(_ id: AssetID) -> Int? { index[id] }

    package func id(_ node: Int) -> AssetID { estate.assets[node].id }

    /// Everything that `entries` need, themselves included, sorted: the scope of an application.
    package func closure(of entries: [AssetID]) -> [AssetID] {
        ids(where: graph.reachable(from: entries.compactMap(node)))
    }

    /// Everything that stops working when `lost` are lost, themselves included, sorted.
    package func impact(of lost: [AssetID]) -> [AssetID] {
        ids(where: graph.reversed.reachable(from: lost.compactMap(node)))
    }

    /// The shortest chain of dependencies by which `dependent` needs `provider`; `nil` when it does not.
    package func why(_ dependent: AssetID, needs provider: AssetID) -> [Dependency]? {
        guard let from = node(dependent), let to = node(provider),
            let path = graph.shortestPath(from: from, to: to)
        else { return nil }
        return zip(path, path.dropFirst()).compactMap { edges[$0]?[$1] }
    }

    /// The dependency between two nodes that an edge stands for.
    package func dependency(from: Int, to: Int) -> Dependency? { edges[from]?[to] }

    private func ids(where included: [Bool]) -> [AssetID] {
        included.indices.filter { included[$0] }.map(id)
    }
}
