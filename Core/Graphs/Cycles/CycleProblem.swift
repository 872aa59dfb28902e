/// The graph whose nodes are the nodes of the given graph and the edges that may be cut.
struct CycleProblem {
    let graph: DirectedGraph
    private let nodeCosts: [Int]
    private let edgeCosts: [Int]?

    init(graph: DirectedGraph, nodeCosts: [Int], edgeCosts: [Int]?) {
        self.graph = graph
        self.nodeCosts = nodeCosts.map(Self.bounded)
        self.edgeCosts = edgeCosts?.map(Self.bounded)
    }

    private static func bounded(_ cost: Int) -> Int {
        cost == CycleBreaking.never ? cost : min(max(cost, 0), CycleBreaking.dearest)
    }

    func solve(_ limits: CycleBreaking.Limits, shouldStop: @escaping () -> Bool) -> CycleCut {
        let components = Components(of: graph)
        let groups = components.groups
        var cut = CycleCut()
        var rest = limits
        var place = [Int32](repeating: -1, count: graph.count)
        for component in 0..<components.count {
            let members = groups.nodes(component)
            guard let first = members.first,
                members.count > 1 || graph.successors(Int(first)).contains(first)
            else { continue }
            for (number, node) in members.enumerated() { place[Int(node)] = Int32(number) }
            let part = CyclePart(members: Array(members), of: self, place: place, component: components.component)
            part.solve(&rest, into: &cut, shouldStop: shouldStop)
        }
        cut.nodes.sort()
        cut.edges.sort()
        return cut
    }

    func cost(ofNode node: Int) -> Int { nodeCosts[node] }

    /// What cutting an edge costs; `never` when it must stay, or when one of its ends is as cheap.
    func cost(ofEdge edge: Int, from: Int, to: Int) -> Int {
        guard let edgeCosts, edgeCosts[edge] != CycleBreaking.never,
            edgeCosts[edge] < min(nodeCosts[from], nodeCosts[to])
        else { return CycleBreaking.never }
        return edgeCosts[edge]
    }
}

/// One strongly connected component of a problem, renumbered: members first, then its edges that may be cut.
struct CyclePart {
    private let members: [Int32]
    /// Edge numbers of the nodes behind the members.
    private let cuttable: [Int]
    private let graph: DirectedGraph
    /// Costs that rank: by cost first, then by number; what must stay costs more than all the rest together.
    private let ranked: [Int]
    private let costs: [Int]
    /// What one unit of cost counts in `ranked`.
    private let scale: Int

    init(members: [Int32], of problem: CycleProblem, place: [Int32], component: [Int32]) {
        var edges: [(Int32, Int32)] = []
        var cuttable: [Int] = []
        var costs = members.map { problem.cost(ofNode: Int($0)) }
        for node in members {
            let from = Int(node)
            for edge in problem.graph.edges(from: from) {
                let to = problem.graph.target(ofEdge: edge)
                guard component[from] == component[to] else { continue }
                let cost = problem.cost(ofEdge: edge, from: from, to: to)
                if cost == CycleBreaking.never {
                    edges.append((place[from], place[to]))
                } else {
                    let middle = Int32(members.count + cuttable.count)
                    edges.append((place[from], middle))
                    edges.append((middle, place[to]))
                    cuttable.append(edge)
                    costs.append(cost)
                }
            }
        }
        self.members = members
        self.cuttable = cuttable
        self.costs = costs
        graph = DirectedGraph(count: costs.count, edges: edges)
        let scale = costs.count <= 4_096 ? costs.count + 1 : 1
        let finite = costs.filter { $0 != CycleBreaking.never }
        let small = scale > 1 ? 1 : 0
        let total = finite.reduce(0) { $0 + $1 * scale + small }
        self.scale = scale
        ranked = costs.map { $0 == CycleBreaking.never ? total + 1 : $0 * scale + small }
    }

    /// Adds the cheapest cut of this part to `cut`, and takes what it used off the limits.
    func solve(_ limits: inout CycleBreaking.Limits, into cut: inout CycleCut, shouldStop: @escaping () -> Bool) {
        var kernel = SparseCycles(graph: graph, weights: ranked)
        kernel.reduce()
        var chosen = kernel.taken
        var bound = chosen.reduce(0) { $0 + ranked[Int($1)] }
        var isOptimal = true
        let rest = kernel.remaining()
        for piece in Components(of: rest).circles {
            let solved = CyclePiece(piece, of: rest, weights: ranked).solve(&limits, shouldStop: shouldStop)
            chosen += solved.nodes
            bound += solved.bound
            isOptimal = isOptimal && solved.isOptimal
        }
        record(chosen.sorted(), bound, isOptimal, in: &cut)
    }

    private func record(_ chosen: [Int32], _ bound: Int, _ isOptimal: Bool, in cut: inout CycleCut) {
        let allowed = chosen.filter { costs[Int($0)] != CycleBreaking.never }
        let cost = allowed.reduce(0) { $0 + costs[Int($1)] }
        cut.cost += cost
        cut.isOptimal = cut.isOptimal && isOptimal
        // Costs rank before numbers, so the whole units of the bound are a bound on the cost. What must stay and goes
        // nevertheless would hide the rest: then nothing is known.
        let known = allowed.count == chosen.count ? min(bound / scale, cost) : 0
        cut.lowerBound += isOptimal ? cost : known
        for node in allowed {
            if Int(node) < members.count {
                cut.nodes.append(members[Int(node)])
            } else {
                cut.edges.append(cuttable[Int(node) - members.count])
            }
        }
        let forcing = ForcingCycles(graph: graph, weights: ranked, chosen: chosen)
        cut.forcing += distinct(forcing.cycles(limit: 64))
        if allowed.count < chosen.count {
            let isNever = costs.map { $0 == CycleBreaking.never }
            cut.unbreakable += distinct(forcing.unbreakable(isNever: isNever, limit: 16))
        }
    }

    /// The cycles by the nodes of the problem, each beginning with its least node, none twice.
    private func distinct(_ cycles: [[Int32]]) -> [[Int32]] {
        var seen: Set<[Int32]> = []
        return cycles.compactMap { cycle in
            let nodes = cycle.filter { Int($0) < members.count }.map { members[Int($0)] }
            let start = nodes.indices.min { nodes[$0] < nodes[$1] } ?? 0
            let turned = Array(nodes[start...] + nodes[..<start])
            return seen.insert(turned).inserted ? turned : nil
        }
    }
}
