/// A small set of edges without which a graph has no cycle, found in linear time.
///
/// The heuristic of Eades, Lin and Smyth (Information Processing Letters 47, 1993) with bucket lists, on the edges inside
/// components only; of the cycles, not of the whole graph, at most half the edges less a sixth of the nodes are cut when
/// there are no two-way edges. Nothing is said about how far from the least set it is; for that, see `CycleBreaking`.
package struct FeedbackArcs: Sendable {
    /// The edges to cut, as edge numbers of the graph, ascending; self-loops included.
    package let edges: [Int]

    package init(of graph: DirectedGraph) {
        let components = Components(of: graph)
        let place = BucketOrder(of: components.inner(graph)).place
        var edges: [Int] = []
        graph.withRows { rows in
            for node in 0..<graph.count {
                for edge in rows.range(node) {
                    let target = Int(rows.targets[edge])
                    guard components.component[node] == components.component[target] else { continue }
                    if place[node] >= place[target] { edges.append(edge) }
                }
            }
        }
        self.edges = edges
    }
}

/// An order of all nodes with few edges that lead backwards.
private struct BucketOrder {
    /// The place of each node in the order.
    let place: [Int32]

    init(of graph: DirectedGraph) {
        let reversed = graph.reversed
        place = graph.withRows { out in
            reversed.withRows { into in Self.places(count: graph.count, out: out, into: into) }
        }
    }

    /// Puts nodes without way out last, nodes without way in first, then the one with most ways out above ways in.
    ///
    /// Every node stands in the bucket of that difference.
    private static func places(count: Int, out: Rows, into: Rows) -> [Int32] {
        var place = [Int32](repeating: -1, count: count)
        var ways = (out: [Int32](repeating: 0, count: count), into: [Int32](repeating: 0, count: count))
        var widest: Int32 = 1
        for node in 0..<count {
            ways.out[node] = Int32(out.range(node).count)
            ways.into[node] = Int32(into.range(node).count)
            widest = max(widest, ways.out[node], ways.into[node])
        }
        // Nodes that no edge touches stay out of the buckets: most nodes of an estate are on no cycle.
        var buckets = Buckets(count: count, widest: Int(widest))
        var first: Int32 = 0
        var last = Int32(count) - 1
        for node in 0..<count {
            if ways.out[node] == 0, ways.into[node] == 0 {
                place[node] = first
                first += 1
            } else {
                buckets.insert(node, at: buckets.bucket(out: ways.out[node], into: ways.into[node]))
            }
        }
        while let (node, isSink) = buckets.takeNext() {
            if isSink {
                place[node] = last
                last -= 1
            } else {
                place[node] = first
                first += 1
            }
            for edge in out.range(node) where place[Int(out.targets[edge])] < 0 {
                let other = Int(out.targets[edge])
                ways.into[other] -= 1
                buckets.move(other, to: buckets.bucket(out: ways.out[other], into: ways.into[other]))
            }
            for edge in into.range(node) where place[Int(into.targets[edge])] < 0 {
                let other = Int(into.targets[edge])
                ways.out[other] -= 1
                buckets.move(other, to: buckets.bucket(out: ways.out[other], into: ways.into[other]))
            }
        }
        return place
    }
}

/// Doubly linked lists of nodes, one for each difference of ways out and ways in.
private struct Buckets {
    private var head: [Int32]
    private var next: [Int32]
    private var previous: [Int32]
    private var own: [Int32]
    private let widest: Int
    private var highest = 0

    /// Bucket 0 holds sinks, bucket 1 sources, the others the differences from the least to the greatest.
    init(count: Int, widest: Int) {
        self.widest = widest
        head = [Int32](repeating: -1, count: 2 * widest + 3)
        next = [Int32](repeating: -1, count: count)
        previous = next
        own = next
    }

    func bucket(out: Int32, into: Int32) -> Int {
        if out == 0 { return 0 }
        if into == 0 { return 1 }
        return Int(out - into) + widest + 2
    }

    mutating func insert(_ node: Int, at bucket: Int) {
        let follower = head[bucket]
        next[node] = follower
        previous[node] = -1
        own[node] = Int32(bucket)
        if follower >= 0 { previous[Int(follower)] = Int32(node) }
        head[bucket] = Int32(node)
        highest = max(highest, bucket)
    }

    mutating func move(_ node: Int, to bucket: Int) {
        guard Int(own[node]) != bucket else { return }
        remove(node)
        insert(node, at: bucket)
    }

    private mutating func remove(_ node: Int) {
        let (before, after) = (previous[node], next[node])
        if before >= 0 { next[Int(before)] = after } else { head[Int(own[node])] = after }
        if after >= 0 { previous[Int(after)] = before }
    }

    /// Takes a sink, else a source, else a node of the highest bucket; `nil` when none is left.
    mutating func takeNext() -> (node: Int, isSink: Bool)? {
        for bucket in 0...1 where head[bucket] >= 0 {
            let node = Int(head[bucket])
            remove(node)
            return (node, bucket == 0)
        }
        while highest > 1, head[highest] < 0 { highest -= 1 }
        guard highest > 1 else { return nil }
        let node = Int(head[highest])
        remove(node)
        return (node, false)
    }
}
