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
}

/// A member of a circular need that is started without the others.
package struct BootstrappedMember: Hashable, Sendable {
    package let asset: AssetID
    package let bootstrap: Bootstrap
    /// The members that it needs and that are not there when it starts, sorted.
    package let without: [AssetID]
}

extension DependencyGraph {
    /// The circular needs of the estate with the cheapest bootstraps that break each, in order of their first member.
    ///
    /// - Parameter recipes: by name; a service whose recipe names no bootstrap is only started degraded as a last resort.
    package func circularNeeds(recipes: [String: Recipe]) -> [CircularNeed] {
        Components(of: graph).members
            .filter { $0.count > 1 }
            .map { circularNeed(of: $0, recipes: recipes) }
            .sorted { ($0.members.first ?? AssetID("")) < ($1.members.first ?? AssetID("")) }
    }

    private func circularNeed(of members: [Int], recipes: [String: Recipe]) -> CircularNeed {
        let inside = Set(members)
        let dependencies = members.flatMap { member in
            graph.successors(member).compactMap {
                inside.contains(Int($0)) ? dependency(from: member, to: Int($0)) : nil
            }
        }
        let candidates = members.compactMap { candidate($0, recipes: recipes) }.sorted(by: Candidate.isCheaper)
        let chosen = cheapestBreak(of: members, candidates: candidates)
        let bootstraps = chosen.sorted { $0.node < $1.node }.map { candidate in
            BootstrappedMember(
                asset: id(candidate.node), bootstrap: candidate.bootstrap,
                without: graph.successors(candidate.node).map(Int.init).filter(inside.contains).sorted().map(id))
        }
        return CircularNeed(
            members: members.map(id), dependencies: dependencies.sorted { $0.key < $1.key }, bootstraps: bootstraps)
    }

    private func candidate(_ node: Int, recipes: [String: Recipe]) -> Candidate? {
        let asset = estate.assets[node]
        guard asset.kind == .service else { return nil }
        let bootstrap =
            asset.recipe.flatMap { recipes[$0]?.bootstrap }
            ?? Bootstrap(
                name: "start-degraded", cost: 100,
                explanation: "No recipe names a bootstrap for it; it is started although what it needs is not there.")
        return Candidate(node: node, bootstrap: bootstrap)
    }

    /// The cheapest set of candidates without whose needs the members have an order.
    ///
    /// Up to 12 candidates all sets are tried in order of cost; beyond, candidates are added cheapest first
    /// and those that turn out not to be needed are taken back.
    private func cheapestBreak(of members: [Int], candidates: [Candidate]) -> [Candidate] {
        guard candidates.count <= 12 else { return greedyBreak(of: members, candidates: candidates) }
        let sets = (1..<(1 << candidates.count))
            .map { bits in candidates.indices.filter { bits >> $0 & 1 == 1 }.map { candidates[$0] } }
            .sorted { (cost(of: $0), $0.count) < (cost(of: $1), $1.count) }
        return sets.first { hasOrder(members, without: Set($0.map(\.node))) } ?? []
    }

    private func greedyBreak(of members: [Int], candidates: [Candidate]) -> [Candidate] {
        var chosen: [Candidate] = []
        for candidate in candidates where !hasOrder(members, without: Set(chosen.map(\.node))) {
            chosen.append(candidate)
        }
        for candidate in chosen.reversed() {
            let rest = chosen.filter { $0.node != candidate.node }
            if hasOrder(members, without: Set(rest.map(\.node))) { chosen = rest }
        }
        return chosen
    }

    private func cost(of set: [Candidate]) -> Int { set.reduce(0) { $0 + $1.bootstrap.cost } }

    /// Whether `members` can be ordered when those of `bootstrapped` wait for no other member.
    private func hasOrder(_ members: [Int], without bootstrapped: Set<Int>) -> Bool {
        var local: [Int: Int32] = [:]
        for (number, member) in members.enumerated() { local[member] = Int32(number) }
        var edges: [(Int32, Int32)] = []
        for member in members where !bootstrapped.contains(member) {
            guard let from = local[member] else { continue }
            for successor in graph.successors(member) {
                if let to = local[Int(successor)] { edges.append((from, to)) }
            }
        }
        return Components(of: DirectedGraph(count: members.count, edges: edges)).count == members.count
    }
}

/// A service that could be started without the rest of its circle.
private struct Candidate {
    let node: Int
    let bootstrap: Bootstrap

    static func isCheaper(_ left: Candidate, _ right: Candidate) -> Bool {
        (left.bootstrap.cost, left.node) < (right.bootstrap.cost, right.node)
    }
}
