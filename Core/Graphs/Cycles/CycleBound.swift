/// What every feedback set of a graph costs at least, by packing.
///
/// Nodes that all need each other have to go but for one; a circle has to lose a node. Each such structure is paid for out
/// of the weights of its nodes (the local-ratio scheme), so that the payments add up to a bound. Integers throughout.
enum CycleBound {
    /// The bound, or something not below `goal` as soon as that is reached.
    static func of(_ graph: BitGraph, atLeast goal: Int = .max) -> Int {
        var rest = (0..<graph.count).map { graph.weight[$0] }
        var ways = (0..<graph.count).map { graph.inRow($0).size(graph.words) * graph.outRow($0).size(graph.words) }
        return rest.withUnsafeMutableBufferPointer { rest in
            ways.withUnsafeMutableBufferPointer { ways in
                withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 6 * graph.words) { rows in
                    guard let rest = rest.baseAddress, let ways = ways.baseAddress, let rows = rows.baseAddress else {
                        return 0
                    }
                    let packing = CyclePacking(graph, rest: rest, ways: ways, rows: rows)
                    let cliques = packing.packCliques(goal)
                    return cliques < goal ? cliques + packing.packCircles(goal - cliques) : cliques
                }
            }
        }
    }
}
