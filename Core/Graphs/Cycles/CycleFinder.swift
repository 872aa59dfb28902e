/// Finds short cycles through given nodes, with scratch that is shared between searches.
package struct CycleFinder {
    private let graph: DirectedGraph
    private var previous: [Int32]
    private var queue: [Int32] = []
    /// Edges that may still be looked at; without one left nothing is found.
    private(set) var budget: Int

    package init(_ graph: DirectedGraph, budget: Int = .max) {
        self.graph = graph
        self.budget = budget
        previous = [Int32](repeating: -1, count: graph.count)
    }

    /// A cycle of at most two nodes through `node` that avoids `without`, beginning with `node`.
    mutating func twoWay(through node: Int, without: [Bool]) -> [Int32]? {
        for other in graph.successors(node) where !without[Int(other)] {
            if Int(other) == node { return [other] }
            budget -= graph.successors(Int(other)).count
            guard budget > 0 else { return nil }
            if graph.successors(Int(other)).contains(Int32(node)) { return [Int32(node), other] }
        }
        return nil
    }

    /// A shortest cycle through `node` that avoids `without`, beginning with `node`; `nil` when there is none.
    package mutating func shortest(through node: Int, without: [Bool]) -> [Int32]? {
        defer { for reached in queue { previous[Int(reached)] = -1 } }
        queue = [Int32(node)]
        var first = 0
        while first < queue.count {
            let from = queue[first]
            first += 1
            budget -= graph.edges(from: Int(from)).count
            guard budget > 0 else { return nil }
            for edge in graph.edges(from: Int(from)) {
                let next = graph.target(ofEdge: edge)
                if next == node { return way(to: from, from: Int32(node)) }
                guard !without[next], previous[next] < 0 else { continue }
                previous[next] = from
                queue.append(Int32(next))
            }
        }
        return nil
    }

    private func way(to last: Int32, from first: Int32) -> [Int32] {
        var way = [last]
        var node = last
        while node != first {
            node = previous[Int(node)]
            way.append(node)
        }
        return way.reversed()
    }
}
