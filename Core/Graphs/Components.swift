/// The strongly connected components of a graph.
///
/// Pearce's variant of Tarjan's algorithm (Information Processing Letters 116, 2016): one index an node, the open nodes
/// and the path share one stack, no recursion. Components are numbered so that every edge between two of them leads to
/// the smaller number: providers come before their dependents. O(nodes + edges); 12 bytes a node while it runs.
package struct Components: Sendable {
    /// The component of each node.
    package let component: [Int32]
    package let count: Int

    package init(of graph: DirectedGraph) {
        let size = graph.count
        var found: Int32 = 0
        component = graph.withRows { rows in
            [Int32](unsafeUninitializedCapacity: size) { index, used in
                index.initialize(repeating: 0)
                found = Self.search(rows, count: size, index: index)
                used = size
            }
        }
        count = Int(found)
    }

    /// Fills `index` with component numbers and returns how many there are.
    ///
    /// While the search runs, `index` holds 0 for unseen nodes, the least visit number reached (1, 2, ...) for open
    /// ones and the complement of the component for closed ones. The scratch keeps the path at its lower end (pairs of
    /// node and next edge) and the open nodes that left the path at its upper end: a node is never on both.
    private static func search(_ rows: Rows, count: Int, index: UnsafeMutableBufferPointer<Int32>) -> Int32 {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: max(2 * count, 1)) { scratch in
            var found: Int32 = 0
            var visits: Int32 = 0
            var depth = 0
            var open = scratch.count
            for start in 0..<count where index[start] == 0 {
                var node = start
                var edge = Int(rows.offsets[node])
                var end = Int(rows.offsets[node &+ 1])
                visits &+= 1
                var low = visits
                // Whether an earlier node was reached; a root reaches none.
                var own = visits
                index[node] = low
                while true {
                    var child = -1
                    while edge < end {
                        let successor = Int(rows.targets[edge])
                        edge &+= 1
                        let other = index[successor]
                        if other == 0 {
                            child = successor
                            break
                        }
                        if other > 0, other < low { low = other }
                    }
                    if child >= 0 {
                        index[node] = low
                        // The complement of the edge marks a node that reached an earlier one: it is no root.
                        scratch[depth] = Int32(truncatingIfNeeded: node)
                        let place = Int32(truncatingIfNeeded: edge)
                        scratch[depth &+ 1] = low == own ? place : ~place
                        depth &+= 2
                        node = child
                        edge = Int(rows.offsets[node])
                        end = Int(rows.offsets[node &+ 1])
                        visits &+= 1
                        low = visits
                        own = visits
                        index[node] = low
                        continue
                    }
                    if low == own {
                        while open < scratch.count, index[Int(scratch[open])] >= low {
                            index[Int(scratch[open])] = ~found
                            open &+= 1
                        }
                        index[node] = ~found
                        found &+= 1
                    } else {
                        index[node] = low
                        open &-= 1
                        scratch[open] = Int32(truncatingIfNeeded: node)
                    }
                    guard depth > 0 else { break }
                    let reached = index[node]
                    depth &-= 2
                    node = Int(scratch[depth])
                    let place = scratch[depth &+ 1]
                    edge = Int(place >= 0 ? place : ~place)
                    end = Int(rows.offsets[node &+ 1])
                    low = index[node]
                    own = place >= 0 ? low : 0
                    if reached > 0, reached < low { low = reached }
                }
            }
            for node in 0..<count { index[node] = ~index[node] }
            return found
        }
    }
}
