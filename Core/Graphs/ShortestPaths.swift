extension DirectedGraph {
    /// A path with the fewest edges from `start` to `goal`, both included; `nil` when there is none.
    package func shortestPath(from start: Int, to goal: Int) -> [Int]? {
        var search = SpurSearch(self)
        return search.path(from: start, to: goal)
    }

    /// Up to `limit` paths without repeated nodes from `start` to `goal`, fewest edges first, then in order of their nodes.
    ///
    /// Yen's algorithm (Management Science 17, 1971) with Lawler's rule: deviations are only sought behind the point where
    /// a path left its parent. Parallel edges make one path. Each deviation is one breadth-first search.
    package func shortestPaths(from start: Int, to goal: Int, limit: Int) -> [[Int]] {
        var search = SpurSearch(self)
        guard limit > 0, let first = search.path(from: start, to: goal) else { return [] }
        var found: [[Int]] = []
        var candidates = [Candidate(nodes: first, spur: 0)]
        while found.count < limit, let next = candidates.indices.min(by: { candidates[$0] < candidates[$1] }) {
            let chosen = candidates.remove(at: next)
            found.append(chosen.nodes)
            guard found.count < limit else { break }
            for spur in chosen.spur..<(chosen.nodes.count - 1) {
                let prefix = chosen.nodes[...spur]
                let taken = found.filter { $0.count > spur + 1 && $0[...spur] == prefix }.map { $0[spur + 1] }
                let rest = search.path(from: chosen.nodes[spur], to: goal, avoiding: prefix.dropLast(), next: taken)
                guard let rest else { continue }
                let candidate = Candidate(nodes: prefix.dropLast() + rest, spur: spur)
                if !candidates.contains(where: { $0.nodes == candidate.nodes }) { candidates.append(candidate) }
            }
        }
        return found
    }
}

private struct Candidate: Comparable {
    let nodes: [Int]
    /// Where it left the path that it was made from.
    let spur: Int

    static func < (left: Candidate, right: Candidate) -> Bool {
        left.nodes.count != right.nodes.count
            ? left.nodes.count < right.nodes.count : left.nodes.lexicographicallyPrecedes(right.nodes)
    }
}

/// Breadth-first searches in one graph that share their scratch.
private struct SpurSearch {
    private let graph: DirectedGraph
    private var previous: [Int32]
    private var queue: [Int32] = []

    init(_ graph: DirectedGraph) {
        self.graph = graph
        previous = [Int32](repeating: -1, count: graph.count)
    }

    /// The path with the fewest edges, of those the one whose nodes come first in order.
    ///
    /// - Parameters:
    ///   - avoided: nodes that must not be on the path.
    ///   - taken: nodes that must not be second on the path.
    mutating func path(
        from start: Int, to goal: Int, avoiding avoided: ArraySlice<Int> = [], next taken: [Int] = []
    ) -> [Int]? {
        guard start != goal else { return taken.isEmpty ? [start] : nil }
        defer { clear(avoided, start) }
        for node in avoided { previous[node] = Int32(node) }
        previous[start] = Int32(start)
        queue = [Int32(start)]
        var first = 0
        while first < queue.count, previous[goal] < 0 {
            let node = Int(queue[first])
            first += 1
            // In ascending order, so that the first way found to a node is the first in order of its nodes.
            for successor in graph.successors(node).sorted() where previous[Int(successor)] < 0 {
                if node == start, taken.contains(Int(successor)) { continue }
                previous[Int(successor)] = Int32(node)
                queue.append(successor)
            }
        }
        guard previous[goal] >= 0 else { return nil }
        var path = [goal]
        while let last = path.last, last != start { path.append(Int(previous[last])) }
        return path.reversed()
    }

    private mutating func clear(_ avoided: ArraySlice<Int>, _ start: Int) {
        for node in queue { previous[Int(node)] = -1 }
        for node in avoided { previous[node] = -1 }
        previous[start] = -1
    }
}
