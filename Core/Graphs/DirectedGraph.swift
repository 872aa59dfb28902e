/// A directed graph over nodes 0..<count in compressed sparse rows.
///
/// Building takes O(nodes + edges); successors of a node are a contiguous slice, in the order of the edges given.
package struct DirectedGraph: Sendable {
    package let count: Int
    private let offsets: [Int32]
    private let targets: [Int32]

    /// - Parameter edges: pairs (from, to), both in 0..<count.
    package init(count: Int, edges: [(Int32, Int32)]) {
        self.count = count
        var offsets = [Int32](repeating: 0, count: count + 1)
        for (from, _) in edges { offsets[Int(from) + 1] += 1 }
        for node in 0..<count { offsets[node + 1] += offsets[node] }
        var next = offsets
        var targets = [Int32](repeating: 0, count: edges.count)
        for (from, to) in edges {
            targets[Int(next[Int(from)])] = to
            next[Int(from)] += 1
        }
        self.offsets = offsets
        self.targets = targets
    }

    /// The nodes that `node` points to.
    package func successors(_ node: Int) -> ArraySlice<Int32> {
        targets[Int(offsets[node])..<Int(offsets[node + 1])]
    }

    /// The same nodes with every edge turned round.
    package var reversed: DirectedGraph {
        var edges: [(Int32, Int32)] = []
        edges.reserveCapacity(targets.count)
        for node in 0..<count {
            for successor in successors(node) { edges.append((successor, Int32(node))) }
        }
        return DirectedGraph(count: count, edges: edges)
    }

    /// Every node that can be reached from `starts`, the starts included.
    package func reachable(from starts: [Int]) -> [Bool] {
        var seen = [Bool](repeating: false, count: count)
        var stack = starts
        for start in starts { seen[start] = true }
        while let node = stack.popLast() {
            for successor in successors(node) where !seen[Int(successor)] {
                seen[Int(successor)] = true
                stack.append(Int(successor))
            }
        }
        return seen
    }

    /// A path with the fewest edges from `start` to `goal`, both included; `nil` when there is none.
    package func shortestPath(from start: Int, to goal: Int) -> [Int]? {
        var previous = [Int](repeating: -1, count: count)
        previous[start] = start
        var queue = [start]
        var head = 0
        while head < queue.count, previous[goal] < 0 {
            let node = queue[head]
            head += 1
            for successor in successors(node) where previous[Int(successor)] < 0 {
                previous[Int(successor)] = node
                queue.append(Int(successor))
            }
        }
        guard previous[goal] >= 0 else { return nil }
        var path = [goal]
        while let last = path.last, last != start { path.append(previous[last]) }
        return path.reversed()
    }
}
