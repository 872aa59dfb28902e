internal import Graphs

/// A circle in which the bootstrap of a member on a guest does not excuse it from what carries that guest.
///
/// Such a member is two nodes: the first stays and leads to what carries its host and to the second, and the second, which
/// its bootstrap takes out, leads to all that it needs. So taking it out leaves the way to its ground.
struct GroundedCircle {
    private let count: Int
    private let problem: CycleBreaking
    /// By second node, from `count` on: its member.
    private let split: [Int]
    /// By edge of the problem: the edge of the circle; `nil` for one that was added.
    private let origins: [Int?]

    /// - Parameters:
    ///   - grounds: by node, the nodes that carry its host; empty for most.
    ///   - nodeCosts, edgeCosts: as for `CycleBreaking`, by node and edge of `graph`.
    init(graph: DirectedGraph, grounds: [[Int]], nodeCosts: [Int], edgeCosts: [Int]) {
        var pairs: [(Int32, Int32)] = []
        var costs: [Int] = []
        var origins: [Int?] = []
        func add(_ from: Int, _ to: Int, _ cost: Int = CycleBreaking.never, origin: Int? = nil) {
            pairs.append((Int32(from), Int32(to)))
            costs.append(cost)
            origins.append(origin)
        }
        func addNeeds(of node: Int, from origin: Int) {
            for edge in graph.edges(from: node) {
                add(origin, graph.target(ofEdge: edge), edgeCosts[edge], origin: edge)
            }
        }
        count = graph.count
        split = grounds.indices.filter { !grounds[$0].isEmpty }
        var allCosts = nodeCosts
        var second = graph.count
        for node in 0..<graph.count {
            guard !grounds[node].isEmpty else {
                addNeeds(of: node, from: node)
                continue
            }
            for ground in grounds[node] { add(node, ground) }
            add(node, second)
            allCosts.append(nodeCosts[node])
            allCosts[node] = CycleBreaking.never
            second += 1
        }
        // Edges are numbered by origin, and the second nodes come last.
        for (number, node) in split.enumerated() { addNeeds(of: node, from: graph.count + number) }
        self.origins = origins
        problem = CycleBreaking(
            graph: DirectedGraph(count: second, edges: pairs), nodeCosts: allCosts, edgeCosts: costs)
    }

    /// The cut in nodes and edges of the circle.
    func solve(_ limits: CycleBreaking.Limits) -> CycleCut {
        var cut = problem.solve(limits)
        cut.nodes = cut.nodes.map(member).sorted()
        cut.edges = cut.edges.compactMap { origins[$0] }.sorted()
        cut.forcing = cut.forcing.map(merged)
        cut.unbreakable = cut.unbreakable.map(merged)
        return cut
    }

    private func member(_ node: Int32) -> Int32 {
        Int(node) < count ? node : Int32(split[Int(node) - count])
    }

    /// The cycle with the two nodes of a member, which follow each other, as one.
    private func merged(_ cycle: [Int32]) -> [Int32] {
        let members = cycle.map(member)
        let once = members.indices.filter { $0 == 0 || members[$0] != members[$0 - 1] }.map { members[$0] }
        return once.count > 1 && once.first == once.last ? Array(once.dropLast()) : once
    }
}
