/// The cycles that explain a feedback set.
struct ForcingCycles {
    let graph: DirectedGraph
    let weights: [Int]
    let chosen: [Int32]

    /// Disjoint cycles first, as far as the weights allow; then for each chosen node one that no other breaks.
    func cycles(limit: Int) -> [[Int32]] {
        var cycles = SparsePacking(graph, weights).cycles(limit: limit)
        var finder = CycleFinder(graph)
        var isOut = [Bool](repeating: false, count: graph.count)
        for node in chosen { isOut[Int(node)] = true }
        for node in chosen.prefix(limit) {
            isOut[Int(node)] = false
            if let cycle = finder.shortest(through: Int(node), without: isOut), !cycles.contains(cycle) {
                cycles.append(cycle)
            }
            isOut[Int(node)] = true
        }
        return cycles
    }

    /// Cycles of nodes that must stay.
    func unbreakable(isNever: [Bool], limit: Int) -> [[Int32]] {
        let isOut = isNever.map { !$0 }
        var cycles: [[Int32]] = []
        var finder = CycleFinder(graph)
        for node in chosen where isNever[Int(node)] && cycles.count < limit {
            if let cycle = finder.shortest(through: Int(node), without: isOut), !cycles.contains(cycle) {
                cycles.append(cycle)
            }
        }
        return cycles
    }
}

/// Disjoint short cycles in a large graph, paid for out of the weights of their nodes.
struct SparsePacking {
    private let graph: DirectedGraph
    private let weights: [Int]

    init(_ graph: DirectedGraph, _ weights: [Int]) {
        self.graph = graph
        self.weights = weights
    }

    /// What every feedback set costs at least.
    static func bound(_ graph: DirectedGraph, _ weights: [Int]) -> Int {
        var total = 0
        SparsePacking(graph, weights).pack { _, amount in
            total += amount
            return true
        }
        return total
    }

    func cycles(limit: Int) -> [[Int32]] {
        guard limit > 0 else { return [] }
        var cycles: [[Int32]] = []
        pack { cycle, _ in
            cycles.append(cycle)
            return cycles.count < limit
        }
        return cycles
    }

    /// Looks at a multiple of the edges only: what is not found by then does not count, and the bound stays one.
    ///
    /// - Parameter visit: gets each cycle with what is paid for it; says whether to go on.
    private func pack(_ visit: ([Int32], Int) -> Bool) {
        var rest = weights
        var finder = CycleFinder(graph, budget: 50 * graph.edgeCount + 100_000)
        var isOut = [Bool](repeating: false, count: graph.count)
        // Two-way edges first: no cycle is shorter.
        for isLong in [false, true] {
            for node in 0..<graph.count {
                while !isOut[node], finder.budget > 0,
                    let cycle = isLong
                        ? finder.shortest(through: node, without: isOut) : finder.twoWay(through: node, without: isOut)
                {
                    let amount = cycle.reduce(Int.max) { min($0, rest[Int($1)]) }
                    for member in cycle {
                        rest[Int(member)] -= amount
                        if rest[Int(member)] <= 0 { isOut[Int(member)] = true }
                    }
                    guard visit(cycle, amount) else { return }
                }
                if isLong { isOut[node] = true }
            }
        }
    }
}
