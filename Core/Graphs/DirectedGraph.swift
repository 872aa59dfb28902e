/// A directed graph over nodes 0..<count in compressed sparse rows.
///
/// Building takes O(nodes + edges); successors of a node are a contiguous slice, in the order of the edges given.
/// Self-loops and parallel edges are kept. Memory: 4 bytes a node and 4 bytes an edge.
package struct DirectedGraph: Sendable {
    package let count: Int
    /// Where the successors of each node begin; one more entry than there are nodes.
    let offsets: [Int32]
    let targets: [Int32]

    /// - Parameter edges: pairs (from, to), both in 0..<count; fewer than 2^31.
    package init(count: Int, edges: [(Int32, Int32)]) {
        let degrees = [Int32](unsafeUninitializedCapacity: count + 1) { buffer, used in
            buffer.initialize(repeating: 0)
            for (from, _) in edges { buffer[Int(from) + 1] += 1 }
            used = count + 1
        }
        let offsets = Self.summed(degrees)
        self.init(
            count: count, offsets: offsets,
            targets: Self.scattered(offsets, edgeCount: edges.count) { place in
                for (from, to) in edges { place(from, to) }
            })
    }

    /// - Parameters:
    ///   - origins: where each edge begins, in 0..<count.
    ///   - destinations: where the edge of the same index ends, in 0..<count.
    package init(count: Int, from origins: [Int32], to destinations: [Int32]) {
        precondition(origins.count == destinations.count, "every edge has two ends")
        let degrees = [Int32](unsafeUninitializedCapacity: count + 1) { buffer, used in
            buffer.initialize(repeating: 0)
            for from in origins { buffer[Int(from) + 1] += 1 }
            used = count + 1
        }
        let offsets = Self.summed(degrees)
        self.init(
            count: count, offsets: offsets,
            targets: Self.scattered(offsets, edgeCount: origins.count) { place in
                for edge in origins.indices { place(origins[edge], destinations[edge]) }
            })
    }

    init(count: Int, offsets: [Int32], targets: [Int32]) {
        precondition(offsets.count == count + 1, "one offset a node, and the end")
        self.count = count
        self.offsets = offsets
        self.targets = targets
    }

    package var edgeCount: Int { targets.count }

    /// The nodes that `node` points to.
    package func successors(_ node: Int) -> ArraySlice<Int32> {
        targets[Int(offsets[node])..<Int(offsets[node + 1])]
    }

    /// The numbers of the edges that leave `node`: edges are numbered by origin, then in the order given.
    package func edges(from node: Int) -> Range<Int> {
        Int(offsets[node])..<Int(offsets[node + 1])
    }

    /// The node at which an edge ends.
    package func target(ofEdge edge: Int) -> Int { Int(targets[edge]) }

    /// The same nodes with every edge turned round; successors ascend.
    package var reversed: DirectedGraph {
        let degrees = [Int32](unsafeUninitializedCapacity: count + 1) { buffer, used in
            buffer.initialize(repeating: 0)
            for target in targets { buffer[Int(target) + 1] += 1 }
            used = count + 1
        }
        let turned = Self.summed(degrees)
        let sources = Self.scattered(turned, edgeCount: edgeCount) { place in
            withRows { rows in
                for node in 0..<count {
                    for edge in rows.range(node) { place(rows.targets[edge], Int32(truncatingIfNeeded: node)) }
                }
            }
        }
        return DirectedGraph(count: count, offsets: turned, targets: sources)
    }

    /// Lends the rows to a hot loop, free of reference counting.
    func withRows<Result>(_ body: (Rows) -> Result) -> Result {
        offsets.withUnsafeBufferPointer { offsets in
            targets.withUnsafeBufferPointer { targets in body(Rows(offsets: offsets, targets: targets)) }
        }
    }

    private static func summed(_ degrees: [Int32]) -> [Int32] {
        var offsets = degrees
        offsets.withUnsafeMutableBufferPointer { offsets in
            for node in 1..<max(offsets.count, 1) { offsets[node] += offsets[node - 1] }
        }
        return offsets
    }

    private static func scattered(
        _ offsets: [Int32], edgeCount: Int, _ visit: ((Int32, Int32) -> Void) -> Void
    ) -> [Int32] {
        precondition(edgeCount <= Int(Int32.max), "edges are counted in 32 bits")
        var next = offsets
        return next.withUnsafeMutableBufferPointer { next in
            [Int32](unsafeUninitializedCapacity: edgeCount) { targets, used in
                visit { from, to in
                    let place = next[Int(from)]
                    targets[Int(place)] = to
                    next[Int(from)] = place &+ 1
                }
                used = edgeCount
            }
        }
    }
}

/// The rows of a graph, valid only while they are lent.
struct Rows {
    let offsets: UnsafeBufferPointer<Int32>
    let targets: UnsafeBufferPointer<Int32>

    /// The edges that leave `node`.
    @inline(__always)
    func range(_ node: Int) -> Range<Int> {
        Range(uncheckedBounds: (Int(offsets[node]), Int(offsets[node &+ 1])))
    }
}
