extension DirectedGraph {
    /// A path with the fewest edges from `start` to `goal`, both included; `nil` when there is none.
    package func shortestPath(from start: Int, to goal: Int) -> [Int]? {
        var search = SpurSearch(self)
        return search.path(from: start, to: goal)
    }

    /// Up to `limit` paths without repeated nodes from `start` to `goal`, fewest edges first, then in order of their nodes.
    ///
    /// Yen's algorithm (Management Science 17, 1971) with Lawler's rule: deviations are only sought behind the point where
    /// a path left its parent. Parallel edges make one path. Each deviation is a breadth-first search that only enters nodes
    /// near enough to the goal, as one search backwards from the goal tells.
    package func shortestPaths(from start: Int, to goal: Int, limit: Int) -> [[Int]] {
        guard limit > 0 else { return [] }
        var search = SpurSearch(self, backwards: limit > 1 ? reversed : nil, goal: goal)
        guard let first = search.path(from: start, to: goal) else { return [] }
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
    /// How many edges each node is from the goal at least, -1 where no way leads; `nil` when that is not known.
    private let toGoal: [Int32]?
    private let backwards: DirectedGraph?

    /// - Parameter backwards: the graph turned round, when there will be several searches for the same goal.
    init(_ graph: DirectedGraph, backwards: DirectedGraph? = nil, goal: Int = 0) {
        self.graph = graph
        self.backwards = backwards
        toGoal = backwards?.distances(from: [goal])
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
        guard let toGoal else { return path(from: start, to: goal, avoiding: avoided, next: taken, longest: .max).path }
        guard toGoal[start] >= 0 else { return nil }
        // The shortest lengths first: then most nodes are never entered. Often there is no other way left to the goal.
        var longest = toGoal[start]
        for _ in 0..<3 {
            let found = path(from: start, to: goal, avoiding: avoided, next: taken, longest: longest)
            guard found.path == nil, let next = found.next else { return found.path }
            longest = next
        }
        guard mayReach(goal, from: start, avoiding: avoided, next: taken) else { return nil }
        return path(from: start, to: goal, avoiding: avoided, next: taken, longest: .max).path
    }

    /// Whether `start` is found backwards from `goal`, or too many nodes are.
    private mutating func mayReach(
        _ goal: Int, from start: Int, avoiding avoided: ArraySlice<Int>, next taken: [Int]
    ) -> Bool {
        guard let backwards else { return true }
        defer { clear(avoided, goal) }
        for node in avoided { previous[node] = Int32(node) }
        previous[goal] = Int32(goal)
        queue = [Int32(goal)]
        var first = 0
        while first < queue.count, queue.count < 20_000 {
            let node = Int(queue[first])
            first += 1
            for before in backwards.successors(node) where previous[Int(before)] < 0 {
                guard Int(before) != start else {
                    if taken.contains(node) { continue }
                    return true
                }
                previous[Int(before)] = Int32(node)
                queue.append(before)
            }
        }
        return first < queue.count
    }

    /// The same among paths of at most `longest` edges; when there is none, the least length that may have one.
    private mutating func path(
        from start: Int, to goal: Int, avoiding avoided: ArraySlice<Int>, next taken: [Int], longest: Int32
    ) -> (path: [Int]?, next: Int32?) {
        defer { clear(avoided, start) }
        for node in avoided { previous[node] = Int32(node) }
        previous[start] = Int32(start)
        queue = [Int32(start)]
        var (first, levelEnd, depth): (Int, Int, Int32) = (0, 1, 0)
        var nearest: Int32?
        while first < queue.count, previous[goal] < 0 {
            let node = Int(queue[first])
            first += 1
            // In ascending order, so that the first way found to a node is the first in order of its nodes.
            for successor in graph.successors(node).sorted() where previous[Int(successor)] < 0 {
                if node == start, taken.contains(Int(successor)) { continue }
                if let left = toGoal?[Int(successor)] {
                    guard left >= 0 else { continue }
                    guard depth + 1 + left <= longest else {
                        nearest = min(nearest ?? .max, depth + 1 + left)
                        continue
                    }
                }
                previous[Int(successor)] = Int32(node)
                queue.append(successor)
            }
            if first == levelEnd {
                depth += 1
                levelEnd = queue.count
            }
        }
        guard previous[goal] >= 0 else { return (nil, nearest) }
        var path = [goal]
        while let last = path.last, last != start { path.append(Int(previous[last])) }
        return (path.reversed(), nil)
    }

    private mutating func clear(_ avoided: ArraySlice<Int>, _ start: Int) {
        for node in queue { previous[Int(node)] = -1 }
        for node in avoided { previous[node] = -1 }
        previous[start] = -1
    }
}
