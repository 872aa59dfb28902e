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
    /// By first node and ground: the hosts between them.
    private let hosts: [Edge: [Int32]]

    private struct Edge: Hashable {
        let from: Int32
        let to: Int32
    }

    /// - Parameters:
    ///   - grounds: by node, the ways from its host to nodes that carry it; empty for most.
    ///   - nodeCosts, edgeCosts: as for `CycleBreaking`, by node and edge of `graph`.
    init(graph: DirectedGraph, grounds: [[[Int]]], nodeCosts: [Int], edgeCosts: [Int]) {
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
        var hosts: [Edge: [Int32]] = [:]
        var allCosts = nodeCosts
        var second = graph.count
        for node in 0..<graph.count {
            guard !grounds[node].isEmpty else {
                addNeeds(of: node, from: node)
                continue
            }
            for way in grounds[node] {
                guard let ground = way.last else { continue }
                add(node, ground)
                hosts[Edge(from: Int32(node), to: Int32(ground))] = way.dropLast().map(Int32.init)
            }
            add(node, second)
            allCosts.append(nodeCosts[node])
            allCosts[node] = CycleBreaking.never
            second += 1
        }
        // Edges are numbered by origin, and the second nodes come last.
        for (number, node) in split.enumerated() { addNeeds(of: node, from: graph.count + number) }
        self.origins = origins
        self.hosts = hosts
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

    /// The cycle in nodes of the circle: the two nodes of a member as one, and the hosts between a member and its ground.
    private func merged(_ cycle: [Int32]) -> [Int32] {
        cycle.indices.flatMap { index -> [Int32] in
            let next = cycle[(index + 1) % cycle.count]
            guard member(next) != member(cycle[index]) else { return [] }
            return [member(cycle[index])] + hosts[Edge(from: cycle[index], to: next), default: []]
        }
    }
}
