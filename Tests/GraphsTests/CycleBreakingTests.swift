import Graphs
import Testing

/// Cheapest cuts compared with trying every set.
@Suite struct CycleBreakingTests {
    /// The least (cost, members) of all sets of nodes and cuttable edges that leave no cycle; `nil` when none does.
    private func bruteForce(_ graph: DirectedGraph, _ nodes: [Int], _ edges: [Int]) -> (cost: Int, size: Int)? {
        var best: (cost: Int, size: Int)?
        for cut in subsets(of: edges) {
            let masks = MaskGraph(graph, cut: cut.members)
            for lost in subsets(of: nodes) {
                let (cost, size) = (cut.cost + lost.cost, cut.size + lost.size)
                if let best, (best.cost, best.size) <= (cost, size) { continue }
                if masks.isAcyclic(without: lost.members) { best = (cost, size) }
            }
        }
        return best
    }

    /// Every set of things that may be cut, with what it costs.
    private func subsets(of costs: [Int]) -> [(members: UInt64, cost: Int, size: Int)] {
        var subsets: [(members: UInt64, cost: Int, size: Int)] = [(0, 0, 0)]
        for (number, cost) in costs.enumerated() where cost != CycleBreaking.never {
            subsets += subsets.map { ($0.members | 1 << UInt64(number), $0.cost + cost, $0.size + 1) }
        }
        return subsets
    }

    private func check(_ graph: DirectedGraph, _ nodes: [Int], _ edges: [Int]?, _ note: Comment) {
        let cut = CycleBreaking(graph: graph, nodeCosts: nodes, edgeCosts: edges).solve()
        let never = [Int](repeating: CycleBreaking.never, count: graph.edgeCount)
        guard let best = bruteForce(graph, nodes, edges ?? never) else {
            #expect(!cut.unbreakable.isEmpty, note)
            return
        }
        #expect(cut.unbreakable.isEmpty && cut.isOptimal, note)
        #expect(cut.cost == best.cost && cut.lowerBound == best.cost, note)
        #expect(cut.nodes.count + cut.edges.count == best.size, note)
        #expect(graph.isAcyclic(without: Set(cut.nodes), cut: Set(cut.edges)), note)
        #expect(
            cut.nodes.reduce(0) { $0 + nodes[Int($1)] } + cut.edges.reduce(0) { $0 + (edges?[$1] ?? 0) } == cut.cost,
            note)
        for cycle in cut.forcing {
            let isCut = cycle.contains { cut.nodes.contains($0) } || !cut.edges.isEmpty
            #expect(isCut && graph.isCycle(cycle), note)
        }
    }

    @Test(arguments: 1...4)
    func everySmallGraph(count: Int) {
        SmallGraphs.forEach(count, loops: count < 4) { edges, graph in
            check(graph, [Int](repeating: 1, count: count), nil, "\(edges)")
            check(graph, (0..<count).map { 1 + ($0 * 5 + edges.count) % 3 }, nil, "weighted \(edges)")
        }
    }

    @Test func everyGraphOfThreeNodesWithEdgesToCut() {
        SmallGraphs.forEach(3, loops: true) { edges, graph in
            check(graph, [3, 2, 4], graph.pairs.map { Int($0.0 + 2 * $0.1) % 4 }, "edges \(edges)")
            check(graph, [.max, 2, .max], graph.pairs.map { $0.0 == 0 ? .max : 3 }, "never \(edges)")
        }
    }

    @Test(arguments: 0..<400)
    func randomGraphs(seed: Int) {
        var draw = Draw(seed)
        let graph = draw.graph(upTo: seed % 10 == 0 ? 12 : 9)
        check(graph, [Int](repeating: 1, count: graph.count), nil, "seed \(seed)")
        check(graph, (0..<graph.count).map { _ in draw.below(6) }, nil, "weighted, seed \(seed)")
    }

    @Test(arguments: 0..<200)
    func randomMixesOfNodesAndEdges(seed: Int) {
        var draw = Draw(seed)
        let count = 2 + draw.below(4)
        let graph = DirectedGraph(count: count, edges: draw.edges(count, draw.below(8)))
        let nodes = (0..<count).map { _ in draw.below(4) == 0 ? CycleBreaking.never : draw.below(8) }
        check(
            graph, nodes, (0..<graph.edgeCount).map { _ in draw.below(3) == 0 ? .max : draw.below(8) }, "seed \(seed)")
    }

    @Test func aCircleOfManyNodesIsCutAtItsCheapest() {
        let count = 100_000
        let graph = DirectedGraph(count: count, edges: (0..<Int32(count)).map { ($0, ($0 + 1) % Int32(count)) })
        var costs = [Int](repeating: 7, count: count)
        costs[12_345] = 3
        let cut = CycleBreaking(graph: graph, nodeCosts: costs).solve()
        #expect(cut.nodes == [12_345] && cut.isOptimal && cut.lowerBound == 3)
    }

    @Test func theSameLimitsGiveTheSameCut() {
        var draw = Draw(7)
        let graph = DirectedGraph(count: 300, edges: draw.edges(300, 900))
        let problem = CycleBreaking(graph: graph, nodeCosts: [Int](repeating: 1, count: 300))
        var limits = CycleBreaking.Limits()
        limits.searchNodes = 20
        limits.moves = 2_000
        let cut = problem.solve(limits)
        #expect(cut == problem.solve(limits))
        #expect(graph.isAcyclic(without: Set(cut.nodes)))
        #expect(cut.lowerBound <= cut.cost)
    }

    @Test func whoStopsAtOnceStillGetsACut() {
        var draw = Draw(8)
        let graph = DirectedGraph(count: 200, edges: draw.edges(200, 1_000))
        let problem = CycleBreaking(graph: graph, nodeCosts: [Int](repeating: 1, count: 200))
        let cut = problem.solve { true }
        #expect(graph.isAcyclic(without: Set(cut.nodes)))
        #expect(!cut.isOptimal && cut.lowerBound < cut.cost)
    }
}

extension DirectedGraph {
    /// Whether each node leads to the next and the last to the first.
    func isCycle(_ nodes: [Int32]) -> Bool {
        zip(nodes, nodes.dropFirst() + nodes.prefix(1)).allSatisfy { successors(Int($0)).contains($1) }
    }
}
