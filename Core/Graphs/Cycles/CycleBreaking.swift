/// The cheapest way to leave a graph without cycles: which nodes to take out, and which edges.
///
/// Weighted directed feedback vertex set. Nodes and edges have costs from 0 to `dearest`; `never` marks what must stay. An
/// edge that may be cut is a node in its middle. The graph is reduced by rules, split into components, and each is solved
/// exactly by branch and bound as far as the limits allow; beyond, by annealing, with a lower bound from packing.
/// Deterministic for the same limits, unless `shouldStop` stops it.
package struct CycleBreaking {
    /// The cost of what must not be cut.
    package static let never = Int.max
    /// The highest cost; higher ones count as this.
    package static let dearest = 1_000_000

    let problem: CycleProblem

    /// - Parameters:
    ///   - nodeCosts: one for each node.
    ///   - edgeCosts: one for each edge, by edge number of `graph`; `nil` when no edge may be cut.
    package init(graph: DirectedGraph, nodeCosts: [Int], edgeCosts: [Int]? = nil) {
        precondition(nodeCosts.count == graph.count, "one cost a node")
        precondition(edgeCosts.map { $0.count == graph.edgeCount } ?? true, "one cost an edge")
        problem = CycleProblem(graph: graph, nodeCosts: nodeCosts, edgeCosts: edgeCosts)
    }

    /// How long to try.
    package struct Limits: Sendable {
        /// Search nodes to visit at most, over all components; on more than 64 nodes, one counts as several, so that this
        /// bounds the time: about 20 microseconds each.
        package var searchNodes = 200_000
        /// Annealing moves for each component; a hundred a node when that is more, fewer for small ones.
        package var moves = 50_000
        /// Components with more nodes than this after reduction are not searched exactly.
        package var exactSize = 1_024
        package var seed: UInt64 = 1

        package init() {}
    }

    /// Solves it.
    ///
    /// - Parameter shouldStop: asked now and then; once it says so, the best set so far is returned.
    package func solve(_ limits: Limits = Limits(), shouldStop: @escaping () -> Bool = { false }) -> CycleCut {
        problem.solve(limits, shouldStop: shouldStop)
    }
}

/// A set of nodes and edges without which there is no cycle, and what is known about it.
package struct CycleCut: Hashable, Sendable {
    /// Nodes to take out, ascending.
    package var nodes: [Int32] = []
    /// Edges to cut, by edge number, ascending.
    package var edges: [Int] = []
    /// What they cost together; what may never be cut is not counted.
    package var cost = 0
    /// No set costs less than this.
    package var lowerBound = 0
    /// Whether no set costs less, and of those that cost the same none has fewer members.
    package var isOptimal = true
    /// Cycles that force the choice, each a list of nodes: first disjoint ones, then for each member of the set one that
    /// only this member breaks.
    package var forcing: [[Int32]] = []
    /// Cycles on which nothing may be cut.
    ///
    /// When there is one, the graph without the set still has cycles.
    package var unbreakable: [[Int32]] = []

    package init() {}
}
