import Graphs
import Testing

/// Dominators and shortest paths of every graph of up to four nodes, compared with their definitions.
@Suite struct WayTests {
    @Test(arguments: 1...4)
    func dominatorsOfEveryGraph(count: Int) {
        SmallGraphs.forEach(count) { edges, graph in
            checkDominators(graph, roots: [0], "\(edges)")
            if count > 2 { checkDominators(graph, roots: [0, 2], "two roots, \(edges)") }
        }
    }

    @Test(arguments: 0..<30)
    func dominatorsOfRandomGraphs(seed: Int) {
        var draw = Draw(seed)
        let graph = draw.graph(upTo: 30)
        checkDominators(graph, roots: [0, draw.below(graph.count)], "seed \(seed)")
    }

    private func checkDominators(_ graph: DirectedGraph, roots: [Int], _ note: Comment) {
        let dominators = Dominators(of: graph, roots: roots)
        let reached = graph.reachable(from: roots)
        var counts = [Int32](repeating: 0, count: graph.count)
        for node in 0..<graph.count {
            #expect(dominators.isReached(node) == reached[node], note)
            guard reached[node] else { continue }
            let without = (0..<graph.count).filter { lost in
                lost != node && reached[lost] && !reaches(graph, node, from: roots, without: lost)
            }
            #expect(Set(dominators.chain(of: node)) == Set(without), note)
            for dominator in without + [node] { counts[dominator] += 1 }
            // Nearest first: whoever dominates a dominator comes behind it.
            for (nearer, farther) in zip(dominators.chain(of: node), dominators.chain(of: node).dropFirst()) {
                #expect(dominators.chain(of: nearer).contains(farther), note)
            }
        }
        #expect(dominators.dominatedCounts == counts, note)
    }

    private func reaches(_ graph: DirectedGraph, _ goal: Int, from roots: [Int], without lost: Int) -> Bool {
        let pairs = graph.pairs.filter { $0.0 != Int32(lost) && $0.1 != Int32(lost) }
        return DirectedGraph(count: graph.count, edges: pairs).reachable(from: roots.filter { $0 != lost })[goal]
    }

    @Test(arguments: 2...4)
    func pathsOfEveryGraph(count: Int) {
        SmallGraphs.forEach(count) { edges, graph in
            let all = everyPath(graph, from: [0], to: count - 1)
            #expect(graph.shortestPaths(from: 0, to: count - 1, limit: 100) == all, "\(edges)")
            #expect(graph.shortestPaths(from: 0, to: count - 1, limit: 2) == Array(all.prefix(2)), "\(edges)")
            #expect(graph.shortestPath(from: 0, to: count - 1) == all.first, "\(edges)")
        }
    }

    @Test(arguments: 0..<40)
    func pathsOfRandomGraphs(seed: Int) {
        var draw = Draw(seed)
        let count = 5 + draw.below(3)
        let graph = DirectedGraph(count: count, edges: draw.edges(count, 3 * count))
        let all = everyPath(graph, from: [0], to: count - 1)
        #expect(graph.shortestPaths(from: 0, to: count - 1, limit: 1_000) == all, "seed \(seed)")
    }

    @Test func thePathToItselfIsItself() {
        let graph = DirectedGraph(count: 2, edges: [(0, 1), (1, 0), (0, 0)])
        #expect(graph.shortestPaths(from: 0, to: 0, limit: 3) == [[0]])
        #expect(graph.shortestPaths(from: 0, to: 1, limit: 0).isEmpty)
    }

    /// Every path without repeated nodes, fewest edges first, then in order of the nodes.
    private func everyPath(_ graph: DirectedGraph, from path: [Int], to goal: Int) -> [[Int]] {
        var found: [[Int]] = []
        var open = [path]
        while let path = open.popLast() {
            guard let last = path.last, last != goal else {
                found.append(path)
                continue
            }
            open += Set(graph.successors(last)).map(Int.init).filter { !path.contains($0) }.map { path + [$0] }
        }
        return found.sorted { $0.count != $1.count ? $0.count < $1.count : $0.lexicographicallyPrecedes($1) }
    }
}
