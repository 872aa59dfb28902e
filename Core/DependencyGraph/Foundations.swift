package import Estate
internal import Graphs

/// An asset of tier 0, and what rests on it.
package struct Foundation: Hashable, Sendable {
    package let asset: AssetID
    /// How many assets need it directly.
    package let dependents: Int
    /// How many assets stop without it, itself not counted.
    package let impact: Int

    /// Why it is a foundation, in one sentence.
    package var why: String {
        "\(asset) needs nothing else in the estate; \(dependents) \(dependents == 1 ? "asset needs" : "assets need") it "
            + "directly, \(impact) in all."
    }
}

/// An asset that others build on like on a foundation, although it depends on what it carries.
package struct UnsoundFoundation: Hashable, Sendable {
    /// Why it should be a foundation.
    package enum Reason: Hashable, Sendable {
        /// Others use it for what has to be there first, such as names or identities.
        case provides(DependencyKind)
        /// It is a technology for that, by its recipe.
        case isMeantFor(DependencyKind)
        /// So many need it directly.
        case carries(Int)
    }

    package let asset: AssetID
    package let reason: Reason
    /// How many assets need it directly.
    package let dependents: Int
    /// From the asset through what it needs back to itself: the shortest such chain.
    package let chain: [Dependency]
}

extension DependencyGraph {
    /// Assets that something depends on and that need nothing else in the estate, sorted.
    package func foundations() -> [AssetID] {
        let needed = neededDirectly()
        return (0..<graph.count).filter { graph.successors($0).isEmpty && needed[$0] > 0 }.map(id)
    }

    /// The foundations with what rests on them, most first.
    ///
    /// Reaches are counted together, 512 assets at a time, without the transitive closure.
    package func foundationsWithReasons() -> [Foundation] {
        let needed = neededDirectly()
        let impact = impactCounts()
        return (0..<graph.count).filter { graph.successors($0).isEmpty && needed[$0] > 0 }
            .map { Foundation(asset: id($0), dependents: needed[$0], impact: impact[$0] - 1) }
            .sorted { ($1.impact, $0.asset) < ($0.impact, $1.asset) }
    }

    /// How many assets stop without each asset, itself included, by node.
    package func impactCounts() -> [Int] {
        let reversed = graph.reversed
        return Components(of: reversed).reachCounts(of: reversed).map(Int.init)
    }

    /// Assets that should be foundations and are not, sorted by id.
    ///
    /// A candidate is used by others to resolve names, authenticate, keep time, unlock or configure themselves, is a
    /// technology for one of these by its recipe, or is needed directly by a twentieth of all assets and ten at least.
    /// It is unsound when a chain of needs leads from it back to itself. Hosts are not candidates: what carries them does.
    package func unsoundFoundations(recipes: [String: Recipe]) -> [UnsoundFoundation] {
        let needed = neededDirectly()
        var provided = [DependencyKind?](repeating: nil, count: graph.count)
        for edge in 0..<graph.edgeCount {
            guard let kind = dependencies(ofEdge: edge).map(\.kind).first(where: Self.isFoundational) else { continue }
            let provider = graph.target(ofEdge: edge)
            provided[provider] = [provided[provider], kind].compactMap { $0 }.min { $0.rawValue < $1.rawValue }
        }
        let many = max(graph.count / 20, 10)
        var finder = CircleFinder(graph)
        return Components(of: graph).circles.flatMap { $0.map(Int.init) }.sorted().compactMap { node in
            guard estate.assets[node].kind != .host, needed[node] > 0,
                let reason = provided[node].map(UnsoundFoundation.Reason.provides)
                    ?? meant(node, recipes).map(UnsoundFoundation.Reason.isMeantFor)
                    ?? (needed[node] >= many ? .carries(needed[node]) : nil)
            else { return nil }
            return UnsoundFoundation(
                asset: id(node), reason: reason, dependents: needed[node], chain: chain(finder.circle(through: node)))
        }
    }

    private func meant(_ node: Int, _ recipes: [String: Recipe]) -> DependencyKind? {
        guard let name = estate.assets[node].recipe, let recipe = recipes[name] else { return nil }
        return recipe.listens.map(\.kind).first(where: Self.isFoundational)
    }

    private static func isFoundational(_ kind: DependencyKind) -> Bool {
        switch kind {
        case .resolvesWith, .authenticatesWith, .keepsTimeWith, .unlockedBy, .configuredBy: true
        case .runsOn, .storesOn, .mounts, .calls, .messagesVia, .replicatesWith, .startsAfter, .protectedBy,
            .licensedBy:
            false
        }
    }

    /// How many assets need each asset directly, by node.
    private func neededDirectly() -> [Int] {
        var needed = [Int](repeating: 0, count: graph.count)
        for edge in 0..<graph.edgeCount { needed[graph.target(ofEdge: edge)] += 1 }
        return needed
    }
}

/// Finds the shortest circle through a node, closed: the node stands at both ends.
struct CircleFinder {
    private let everything: [Bool]
    private var finder: CycleFinder

    init(_ graph: DirectedGraph) {
        everything = [Bool](repeating: false, count: graph.count)
        finder = CycleFinder(graph)
    }

    /// Empty when there is none.
    mutating func circle(through node: Int) -> [Int] {
        guard let cycle = finder.shortest(through: node, without: everything) else { return [] }
        return cycle.map(Int.init) + [node]
    }
}
