/// A strongly connected piece of a reduced graph, solved as well as the limits allow.
struct CyclePiece {
    struct Solved {
        /// By the numbers of the graph that the piece was cut from.
        var nodes: [Int32]
        var bound: Int
        var isOptimal: Bool
    }

    private let nodes: [Int32]
    private let graph: DirectedGraph
    private let weights: [Int]
    /// The greatest number that divides all weights: costs only differ by multiples of it.
    private let unit: Int

    init(_ nodes: [Int32], of whole: DirectedGraph, weights: [Int]) {
        self.nodes = nodes
        var place: [Int32: Int32] = [:]
        for (number, node) in nodes.enumerated() { place[node] = Int32(number) }
        var edges: [(Int32, Int32)] = []
        for (number, node) in nodes.enumerated() {
            for successor in whole.successors(Int(node)) {
                if let to = place[successor] { edges.append((Int32(number), to)) }
            }
        }
        graph = DirectedGraph(count: nodes.count, edges: edges)
        let own = nodes.map { weights[Int($0)] }
        let unit = max(own.reduce(0, greatestCommonDivisor), 1)
        self.unit = unit
        self.weights = own.map { $0 / unit }
    }

    func solve(_ limits: inout CycleBreaking.Limits, shouldStop: @escaping () -> Bool) -> Solved {
        var annealing = CycleAnnealing(graph: graph, weights: weights, seed: limits.seed)
        let moves = min(max(limits.moves, 100 * graph.count), 10 * graph.count * graph.count)
        var best = annealing.run(moves: moves, shouldStop: shouldStop)
        var cost = best.reduce(0) { $0 + weights[Int($1)] }
        guard graph.count <= limits.exactSize else {
            // Rows find better packings than lists, as long as they fit.
            let fits = graph.count <= 4 * limits.exactSize
            let bound = fits ? CycleBound.of(denseGraph, layers: 1) : SparsePacking.bound(graph, weights)
            return solved(best, bound: min(bound, cost), isOptimal: bound >= cost)
        }
        let dense = denseGraph
        let bound = CycleBound.of(dense, layers: 16)
        if bound >= cost { return solved(best, bound: cost, isOptimal: true) }
        let search = CycleSearch(budget: limits.searchNodes, shouldStop: shouldStop)
        if let better = search.cheapest(dense, below: cost) {
            best = better.nodes
            cost = better.cost
        }
        limits.searchNodes = max(limits.searchNodes - search.visited, 0)
        return solved(best, bound: search.wasStopped ? bound : cost, isOptimal: !search.wasStopped)
    }

    private func solved(_ set: [Int32], bound: Int, isOptimal: Bool) -> Solved {
        Solved(nodes: set.map { nodes[Int($0)] }, bound: bound * unit, isOptimal: isOptimal)
    }

    private var denseGraph: BitGraph {
        let dense = BitGraph(count: graph.count)
        for node in 0..<graph.count {
            dense.weight[node] = weights[node]
            dense.label[node] = Int32(node)
            for successor in graph.successors(node) { dense.addEdge(node, Int(successor)) }
        }
        return dense
    }
}

private func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
    var (left, right) = (left, right)
    while right != 0 { (left, right) = (right, left % right) }
    return left
}
