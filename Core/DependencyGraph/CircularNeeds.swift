package import Estate
internal import Graphs

/// Assets that need each other, and how the circle is broken.
package struct CircularNeed: Hashable, Sendable {
    /// Every member, sorted.
    package let members: [AssetID]
    /// Dependencies between members, sorted by key.
    package let dependencies: [Dependency]
    /// The members that start first, without the others, in the order of their ids.
    package let bootstraps: [BootstrappedMember]
    /// Dependencies that are not waited for, sorted by key.
    package let tolerated: [Dependency]
    /// What the bootstraps and tolerated dependencies cost together.
    package let cost: Int
    /// No way to break the circle costs less than this.
    package let lowerBound: Int
    /// Whether it is proved that no other way costs less.
    package let isProvedCheapest: Bool
    /// The circles that force the choice, each from one member to the next and round: first disjoint ones, then for each
    /// bootstrap and tolerated dependency one that nothing else breaks.
    package let forcing: [[AssetID]]
    /// Circles that nothing can break: neither a service that could start first nor a dependency that could be tolerated.
    package let unbreakable: [[AssetID]]
}

/// A member of a circular need that is started without the others.
package struct BootstrappedMember: Hashable, Sendable {
    package let asset: AssetID
    package let bootstrap: Bootstrap
    /// The members that it needs and that are not there when it starts, sorted.
    package let without: [AssetID]
}

extension DependencyGraph {
    /// The circular needs of the estate with the cheapest way to break each, in order of their first member.
    ///
    /// A service is started first by the bootstrap of its recipe, or degraded for a cost of 100; a dependency is tolerated
    /// for its `toleranceCost`. Hosts, datasets and what lies outside cannot start first.
    ///
    /// - Parameters:
    ///   - recipes: by name.
    ///   - searchNodes: how long to look for a proof; circles of up to a hundred members take a small part of it.
    package func circularNeeds(recipes: [String: Recipe], searchNodes: Int = 20_000) -> [CircularNeed] {
        let components = Components(of: graph)
        var place = [Int32](repeating: -1, count: graph.count)
        return components.circles.map { members in
            for (number, member) in members.enumerated() { place[Int(member)] = Int32(number) }
            defer { for member in members { place[Int(member)] = -1 } }
            let circle = Circle(members: members.map(Int.init), of: self, place: place)
            return circle.need(recipes: recipes, searchNodes: searchNodes)
        }
    }

    /// The bootstrap of a service; `nil` for everything else.
    fileprivate func bootstrap(of node: Int, recipes: [String: Recipe]) -> Bootstrap? {
        let asset = estate.assets[node]
        guard asset.kind == .service else { return nil }
        return asset.recipe.flatMap { recipes[$0]?.bootstrap }
            ?? Bootstrap(
                name: "start-degraded", cost: 100,
                explanation: "No recipe names a bootstrap for it; it is started although what it needs is not there.")
    }
}

/// One strongly connected component with its own node numbers.
private struct Circle {
    private let whole: DependencyGraph
    private let members: [Int]
    private let graph: DirectedGraph
    /// By edge of `graph`: its number in the whole graph.
    private let edges: [Int]
    /// By member: the ways to the members that carry its host.
    private let grounds: [[[Int]]]

    init(members: [Int], of whole: DependencyGraph, place: [Int32]) {
        self.whole = whole
        self.members = members
        var pairs: [(Int32, Int32)] = []
        var edges: [Int] = []
        for (number, member) in members.enumerated() {
            for edge in whole.graph.edges(from: member) where place[whole.graph.target(ofEdge: edge)] >= 0 {
                pairs.append((Int32(number), place[whole.graph.target(ofEdge: edge)]))
                edges.append(edge)
            }
        }
        graph = DirectedGraph(count: members.count, edges: pairs)
        self.edges = edges
        grounds = members.map { member in
            guard whole.estate.assets[member].kind == .service else { return [] }
            return whole.grounds(of: member).map { $0.map { Int(place[$0]) } }.filter { $0.allSatisfy { $0 >= 0 } }
        }
    }

    func need(recipes: [String: Recipe], searchNodes: Int) -> CircularNeed {
        let bootstraps = members.map { whole.bootstrap(of: $0, recipes: recipes) }
        let tolerances = members.indices.flatMap { number in
            graph.edges(from: number).map { whole.toleranceCost(ofEdge: edges[$0], from: members[number]) }
        }
        let problem = GroundedCircle(
            graph: graph, grounds: grounds, nodeCosts: bootstraps.map { $0?.cost ?? CycleBreaking.never },
            edgeCosts: tolerances)
        var limits = CycleBreaking.Limits()
        limits.searchNodes = searchNodes
        let cut = problem.solve(limits)
        return CircularNeed(
            members: members.map(whole.id), dependencies: edges.flatMap(whole.dependencies(ofEdge:)),
            bootstraps: cut.nodes.compactMap { node in
                bootstraps[Int(node)].map { member(Int(node), $0, tolerated: cut.edges) }
            },
            tolerated: cut.edges.map { edges[$0] }.flatMap(whole.dependencies(ofEdge:)), cost: cut.cost,
            lowerBound: cut.lowerBound, isProvedCheapest: cut.isOptimal && cut.unbreakable.isEmpty,
            forcing: told(cut.forcing), unbreakable: cut.unbreakable.map(named))
    }

    private func member(_ node: Int, _ bootstrap: Bootstrap, tolerated: [Int]) -> BootstrappedMember {
        // What its host needs of other services, such as a resolver, it needs too.
        let host = whole.estate.assets[members[node]].host.flatMap { host in members.firstIndex { whole.id($0) == host }
        }
        let own = Array(graph.edges(from: node)) + (host.map { Array(graph.edges(from: $0)) } ?? [])
        let without = Set(own.filter { !tolerated.contains($0) }.map { graph.target(ofEdge: $0) })
            .subtracting(grounds[node].compactMap(\.last) + [node])
        return BootstrappedMember(
            asset: whole.id(members[node]), bootstrap: bootstrap,
            without: without.sorted().map { whole.id(members[$0]) })
    }

    /// Each circle once, wherever it begins: several edges between the same assets make the same circle.
    private func told(_ cycles: [[Int32]]) -> [[AssetID]] {
        var seen: Set<[AssetID]> = []
        return cycles.map(named).map { circle in
            let first = circle.indices.min { circle[$0] < circle[$1] } ?? 0
            return Array(circle[first...] + circle[..<first])
        }.filter { seen.insert($0).inserted }
    }

    private func named(_ cycle: [Int32]) -> [AssetID] { cycle.map { whole.id(members[Int($0)]) } }
}
