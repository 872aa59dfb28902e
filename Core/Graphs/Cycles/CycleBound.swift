/// What every feedback set of a graph costs at least, by packing.
///
/// Nodes that all need each other have to go but for one; a circle has to lose a node. Each such structure is paid for out
/// of the weights of its nodes (the local-ratio scheme), so that the payments add up to a bound. Integers throughout.
enum CycleBound {
    /// The bound, or something not below `goal` as soon as that is reached.
    ///
    /// Several packings are laid over each other, each node with its weight once more for every layer: what one leaves over
    /// the next can use, and the bound is the mean, rounded up. That is a fractional packing. When the first layer is so
    /// far from the goal that others cannot help, they are left out.
    static func of(_ graph: BitGraph, atLeast goal: Int = .max, layers: Int = 3) -> Int {
        var rest = [Int](repeating: 0, count: graph.count)
        var ways = (0..<graph.count).map { graph.inRow($0).size(graph.words) * graph.outRow($0).size(graph.words) }
        return rest.withUnsafeMutableBufferPointer { rest in
            ways.withUnsafeMutableBufferPointer { ways in
                withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 6 * graph.words) { rows in
                    guard let rest = rest.baseAddress, let ways = ways.baseAddress, let rows = rows.baseAddress else {
                        return 0
                    }
                    return bound(CyclePacking(graph, rest: rest, ways: ways, rows: rows), goal, layers)
                }
            }
        }
    }

    private static func bound(_ packing: CyclePacking, _ goal: Int, _ layers: Int) -> Int {
        var (total, best) = (0, 0)
        for layer in 1...layers {
            // The mean rounds up to the goal as soon as the total is above that of the goal less one.
            let missing = goal == .max ? goal : (goal - 1) * layer + 1 - total
            packing.refill()
            let cliques = packing.packCliques(missing)
            total += cliques + (cliques < missing ? packing.packCircles(missing - cliques) : 0)
            best = max(best, (total + layer - 1) / layer)
            if best >= goal || goal < .max && best < goal * 4 / 5 { break }
        }
        return best
    }
}
