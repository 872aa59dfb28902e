import Graphs
import Testing

/// Orders, tiers and reach of every graph of up to four nodes, compared with their definitions.
@Suite struct OrderTests {
    @Test(arguments: 1...4)
    func topologicalOrderOfEveryGraph(count: Int) {
        SmallGraphs.forEach(count, loops: count < 4) { edges, graph in
            let order = TopologicalOrder(of: graph)
            #expect(order.isComplete == graph.isAcyclic(), "\(edges)")
            #expect(Set(order.nodes).count == order.nodes.count)
            let place = Dictionary(uniqueKeysWithValues: order.nodes.enumerated().map { ($1, $0) })
            for (from, to) in edges {
                guard let last = place[to] else { continue }
                #expect(
                    place[from].map { $0 < last } == true, "what leads to an ordered node comes before it: \(edges)")
            }
        }
    }

    @Test(arguments: 1...4)
    func tiersOfEveryGraph(count: Int) {
        SmallGraphs.forEach(count) { edges, graph in
            let tiers = graph.tiers()
            let component = Components(of: graph).component
            for node in 0..<count {
                let below = edges.filter {
                    component[Int($0.0)] == component[node] && component[Int($0.1)] != component[node]
                }
                #expect(tiers[node] == (below.map { tiers[Int($0.1)] + 1 }.max() ?? 0), "\(edges)")
            }
        }
    }

    @Test(arguments: 1...4)
    func reachOfEveryGraph(count: Int) {
        SmallGraphs.forEach(count) { edges, graph in
            let counts = Components(of: graph).reachCounts(of: graph, words: 1)
            for node in 0..<count {
                let reached = graph.reachable(from: [node])
                #expect(Int(counts[node]) == reached.count { $0 }, "\(edges)")
                #expect(graph.distances(from: [node]).map { $0 >= 0 } == reached)
                #expect(Set(graph.order(from: [node]).map(Int.init)) == Set(reached.indices.filter { reached[$0] }))
            }
        }
    }

    @Test(arguments: 0..<20)
    func reachAcrossBlocks(seed: Int) {
        var draw = Draw(seed)
        let count = 150 + draw.below(100)
        let graph = DirectedGraph(count: count, edges: draw.edges(count, count + draw.below(count)))
        let counts = Components(of: graph).reachCounts(of: graph, words: 1)
        for node in 0..<count {
            #expect(Int(counts[node]) == graph.reachable(from: [node]).count { $0 }, "seed \(seed)")
        }
    }

    @Test(arguments: 1...4)
    func reductionOfEveryGraph(count: Int) {
        SmallGraphs.forEach(count) { edges, graph in
            let kept = graph.transitivelyReduced(words: 1)
            checkReduction(graph, kept, "\(edges)")
        }
    }

    @Test(arguments: 0..<20)
    func reductionOfRandomGraphs(seed: Int) {
        var draw = Draw(seed)
        let count = 70 + draw.below(30)
        let edges = draw.edges(count, 2 * count).map { seed % 2 == 0 ? $0 : (max($0.0, $0.1), min($0.0, $0.1)) }
        let graph = DirectedGraph(count: count, edges: edges)
        checkReduction(graph, graph.transitivelyReduced(words: 1), "seed \(seed)")
    }

    /// What stays reaches the same, and between components nothing of it can be spared.
    private func checkReduction(_ graph: DirectedGraph, _ kept: [Bool], _ note: Comment) {
        let pairs = graph.pairs
        let reduced = pairs.indices.filter { kept[$0] }.map { pairs[$0] }
        let component = Components(of: graph).component
        #expect(reach(graph.count, reduced) == reach(graph.count, pairs), note)
        for (number, edge) in reduced.enumerated() where component[Int(edge.0)] != component[Int(edge.1)] {
            var others = reduced
            others.remove(at: number)
            #expect(!DirectedGraph(count: graph.count, edges: others).reachable(from: [Int(edge.0)])[Int(edge.1)], note)
        }
    }

    private func reach(_ count: Int, _ edges: [(Int32, Int32)]) -> [[Bool]] {
        let graph = DirectedGraph(count: count, edges: edges)
        return (0..<count).map { graph.reachable(from: [$0]) }
    }

    @Test(arguments: 1...4)
    func feedbackArcsOfEveryGraph(count: Int) {
        SmallGraphs.forEach(count, loops: count < 4) { edges, graph in
            let arcs = FeedbackArcs(of: graph).edges
            #expect(graph.isAcyclic(cut: Set(arcs)), "\(edges)")
            #expect(arcs.isEmpty == graph.isAcyclic(), "\(edges)")
        }
    }

    @Test func longWaysAndRepeatedEdgesNeedNoStack() {
        let count = 1_000_000
        let circle = (0..<Int32(count)).map { ($0, ($0 + 1) % Int32(count)) }
        let graph = DirectedGraph(count: count, edges: circle + circle.prefix(10) + [(5, 5)])
        #expect(Components(of: graph).count == 1)
        #expect(TopologicalOrder(of: graph).nodes.isEmpty)
        #expect(FeedbackArcs(of: graph).edges.count <= 3)
        let chain = DirectedGraph(count: count, edges: Array(circle.dropLast()))
        #expect(TopologicalOrder(of: chain).nodes.last == Int32(count - 1))
        #expect(chain.tiers().first == Int32(count - 1))
    }
}
