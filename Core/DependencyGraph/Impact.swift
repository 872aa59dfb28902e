package import Estate
internal import Graphs

/// What a loss does: the blast radius.
package struct Impact: Hashable, Sendable {
    /// What is lost or stops working, sorted.
    package let stopped: [AssetID]
    /// What goes on with less, sorted: some chain to a loss has a soft dependency in it, none is all hard.
    package let degraded: [AssetID]
}

/// An asset of a scope that much of it can only be reached through.
package struct ChokePoint: Hashable, Sendable {
    package let asset: AssetID
    /// How many assets the entries need only because of it, itself not counted.
    package let others: Int
}

extension DependencyGraph {
    /// What stops and what is degraded when `lost` are lost.
    ///
    /// To see what is degraded, make the graph with soft dependencies as well.
    package func blastRadius(of lost: [AssetID]) -> Impact {
        let starts = lost.compactMap(node)
        let all = graph.reversed.reachable(from: starts)
        let hard = hardOnly.reversed.reachable(from: starts)
        return Impact(stopped: ids(where: hard), degraded: ids(where: zip(all, hard).map { $0 && !$1 }))
    }

    /// The graph of the hard edges.
    var hardOnly: DirectedGraph {
        var pairs: [(Int32, Int32)] = []
        for node in 0..<graph.count {
            for edge in graph.edges(from: node) where isHard(edge: edge) {
                pairs.append((Int32(node), Int32(graph.target(ofEdge: edge))))
            }
        }
        return DirectedGraph(count: graph.count, edges: pairs)
    }

    /// The assets through which every chain from `entries` to `asset` leads, nearest to the asset first.
    ///
    /// Whoever makes `entries` independent of one of these makes them independent of `asset` as well.
    package func chokePoints(from entries: [AssetID], to asset: AssetID) -> [AssetID] {
        guard let node = node(asset) else { return [] }
        return Dominators(of: graph, roots: entries.compactMap(self.node)).chain(of: node).map(id)
    }

    /// The assets of the scope of `entries` that others hang on alone, those with most behind them first.
    package func chokePoints(of entries: [AssetID]) -> [ChokePoint] {
        let counts = Dominators(of: graph, roots: entries.compactMap(node)).dominatedCounts
        return counts.indices.filter { counts[$0] > 1 }
            .map { ChokePoint(asset: id($0), others: Int(counts[$0]) - 1) }
            .sorted { ($1.others, $0.asset) < ($0.others, $1.asset) }
    }

    /// The single points of failure of `asset`: all that it rests on hinges on each of these, nearest first.
    ///
    /// Every chain from the asset down to something that needs nothing else leads through them (dominators of the graph
    /// turned round, from the foundations). Where several assets are needed side by side, each alone takes the asset
    /// down; `closure` lists those.
    package func singlePointsOfFailure(of asset: AssetID) -> [AssetID] {
        guard let node = node(asset) else { return [] }
        let components = Components(of: graph)
        let condensed = components.condensed(graph)
        let ends = components.component.indices.filter {
            condensed.successors(Int(components.component[$0])).isEmpty
        }
        return Dominators(of: graph.reversed, roots: ends).chain(of: node).map(id)
    }
}
