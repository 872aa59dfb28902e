/// An order in which every edge leads from an earlier node to a later one (Kahn's algorithm).
///
/// The same graph always gives the same order: nodes that nothing leads to in ascending order, the others as soon as
/// the last edge into them has been followed. O(nodes + edges).
package struct TopologicalOrder: Sendable {
    /// The ordered nodes; all of them exactly when the graph has no cycle.
    package let nodes: [Int32]
    private let size: Int

    package init(of graph: DirectedGraph) {
        size = graph.count
        var waiting = [Int32](repeating: 0, count: graph.count)
        nodes = graph.withRows { rows in
            waiting.withUnsafeMutableBufferPointer { waiting in
                for target in rows.targets { waiting[Int(target)] &+= 1 }
                return [Int32](unsafeUninitializedCapacity: graph.count) { order, used in
                    var last = 0
                    for node in 0..<graph.count where waiting[node] == 0 {
                        order[last] = Int32(truncatingIfNeeded: node)
                        last &+= 1
                    }
                    var first = 0
                    while first < last {
                        for edge in rows.range(Int(order[first])) {
                            let target = Int(rows.targets[edge])
                            waiting[target] &-= 1
                            guard waiting[target] == 0 else { continue }
                            order[last] = Int32(truncatingIfNeeded: target)
                            last &+= 1
                        }
                        first &+= 1
                    }
                    used = last
                }
            }
        }
    }

    /// Whether every node has a place: the graph has no cycle.
    package var isComplete: Bool { nodes.count == size }
}
