/// A cheapest feedback set by branch and bound: a node is taken or kept, the rules shrink what is left, parts that are
/// not connected are solved apart, and packing cuts off what cannot be better than the best set known.
///
/// The depth of the recursion is at most the number of nodes of the graph, which the caller limits.
final class CycleSearch {
    struct Found {
        var nodes: [Int32]
        var cost: Int
    }

    private var budget: Int
    private let shouldStop: () -> Bool
    /// Set once the search was cut short: what it returned then proves nothing.
    private(set) var wasStopped = false
    /// What was used of the budget.
    private(set) var visited = 0
    private var calls = 0

    /// - Parameter budget: search nodes to visit at most, those of more than 64 nodes counted by the size of their rows.
    init(budget: Int, shouldStop: @escaping () -> Bool) {
        self.budget = budget
        self.shouldStop = shouldStop
    }

    /// The cheapest set that costs less than `limit`; `nil` when there is none, or when the search was stopped.
    ///
    /// After a stop, a result is a feedback set that costs less than `limit`, but not necessarily the cheapest.
    func cheapest(_ graph: BitGraph, below limit: Int) -> Found? {
        visited &+= 1 &+ (graph.count &* (graph.words &- 1)) >> 6
        calls &+= 1
        if visited > budget || calls & 63 == 0 && shouldStop() { wasStopped = true }
        guard !wasStopped else { return nil }
        graph.reduce()
        guard graph.cost < limit else { return nil }
        guard graph.aliveCount > 0 else { return Found(nodes: graph.taken, cost: graph.cost) }
        if let parts = graph.split() { return cheapest(parts, besides: graph, below: limit) }
        guard graph.cost + CycleBound.of(graph, atLeast: limit - graph.cost) < limit else { return nil }
        return branch(graph.compacted(), below: limit)
    }

    private func branch(_ graph: BitGraph, below limit: Int) -> Found? {
        let node = graph.branchNode()
        let without = graph.copy()
        without.take(node)
        var best = cheapest(without, below: limit)
        graph.contract(node)
        if let better = cheapest(graph, below: best?.cost ?? limit) { best = better }
        return best
    }

    /// Solves parts one after another, each with what the bounds of those still open leave it.
    private func cheapest(_ parts: [BitGraph], besides whole: BitGraph, below limit: Int) -> Found? {
        var open: [(part: BitGraph, bound: Int)] = []
        var total = whole.cost
        var nodes = whole.taken
        for part in parts {
            let bound = CycleBound.of(part)
            total += bound
            guard total < limit else { return nil }
            open.append((part, bound))
        }
        for (part, bound) in open.sorted(by: { $0.part.count < $1.part.count }) {
            guard let found = cheapest(part, below: limit - (total - bound)) else { return nil }
            total += found.cost - bound
            nodes += found.nodes
        }
        return total < limit ? Found(nodes: nodes, cost: total) : nil
    }
}

extension BitGraph {
    /// The node on most two-way edges, of those the one with most ways through.
    fileprivate func branchNode() -> Int {
        var (best, most) = (-1, (-1, -1))
        alive.forEach(words) { node in
            let twoWay = inRow(node).common(outRow(node), words)
            let (into, out) = (inRow(node).size(words), outRow(node).size(words))
            let rank = (twoWay * 2 + min(into, out), into * out)
            if rank > most { (best, most) = (node, rank) }
        }
        return best
    }
}
