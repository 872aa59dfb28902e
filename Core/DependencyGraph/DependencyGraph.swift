package import Estate
package import Graphs

/// The dependencies of an estate as a graph over dense node numbers, for one choice of phases and strengths.
///
/// Edges lead from the dependent to its provider. Node numbers follow the order of `estate.assets`. Several dependencies
/// between the same two assets are one edge. Dependencies of an asset on itself, or to one that the estate does not have,
/// are left out.
package struct DependencyGraph: Sendable {
    package let estate: Estate
    package let graph: DirectedGraph
    private let index: [AssetID: Int]
    /// By edge: where its dependencies begin in `chosen`; one more at the end.
    private let offsets: [Int32]
    /// Indices into `estate.dependencies`, side by side for each edge.
    private let chosen: [Int32]

    /// - Parameter phases: dependencies of other phases are left out.
    package init(
        estate: Estate, phases: Set<DependencyPhase> = [.start, .run],
        strengths: Set<DependencyStrength> = [.hard]
    ) {
        var index: [AssetID: Int] = [:]
        index.reserveCapacity(estate.assets.count)
        for (number, asset) in estate.assets.enumerated() { index[asset.id] = number }
        var ends = ChosenEnds(estate: estate, index: index, phases: phases, strengths: strengths)
        ends.sortUnlessSorted()
        self.estate = estate
        self.index = index
        var origins: [Int32] = []
        var destinations: [Int32] = []
        var offsets: [Int32] = []
        for number in ends.chosen.indices {
            let (from, to) = (ends.origins[number], ends.destinations[number])
            guard origins.last != from || destinations.last != to else { continue }
            origins.append(from)
            destinations.append(to)
            offsets.append(Int32(number))
        }
        offsets.append(Int32(ends.chosen.count))
        self.offsets = offsets
        chosen = ends.chosen
        graph = DirectedGraph(count: estate.assets.count, from: origins, to: destinations)
    }

    /// The node of `id`; `nil` when the estate does not have it.
    package func node(_ id: AssetID) -> Int? { index[id] }

    package func id(_ node: Int) -> AssetID { estate.assets[node].id }

    /// The dependencies that the edge of this number stands for, in the order of their keys.
    package func dependencies(ofEdge edge: Int) -> [Dependency] {
        chosen[Int(offsets[edge])..<Int(offsets[edge + 1])].map { estate.dependencies[Int($0)] }
    }

    /// The edge between two nodes; `nil` when there is none.
    package func edge(from: Int, to: Int) -> Int? {
        // Successors ascend, because the dependencies were sorted.
        var (low, high) = (graph.edges(from: from).lowerBound, graph.edges(from: from).upperBound)
        let end = high
        while low < high {
            let middle = (low + high) / 2
            if graph.target(ofEdge: middle) < to { low = middle + 1 } else { high = middle }
        }
        return low < end && graph.target(ofEdge: low) == to ? low : nil
    }

    /// The dependency between two nodes: a hard one rather than a soft one, the last by key of several.
    package func dependency(from: Int, to: Int) -> Dependency? {
        guard let edge = edge(from: from, to: to) else { return nil }
        let dependencies = dependencies(ofEdge: edge)
        return dependencies.last { $0.strength == .hard } ?? dependencies.last
    }

    /// Whether the dependent of an edge fails without the provider.
    package func isHard(edge: Int) -> Bool {
        for number in offsets[edge]..<offsets[edge + 1]
        where estate.dependencies[Int(chosen[Int(number)])].strength == .hard { return true }
        return false
    }

    /// Everything that `entries` need, themselves included, sorted: the scope of an application.
    package func closure(of entries: [AssetID]) -> [AssetID] {
        ids(where: graph.reachable(from: entries.compactMap(node)))
    }

    /// Everything that stops working when `lost` are lost, themselves included, sorted.
    package func impact(of lost: [AssetID]) -> [AssetID] {
        ids(where: graph.reversed.reachable(from: lost.compactMap(node)))
    }

    func ids(where included: [Bool]) -> [AssetID] {
        included.indices.filter { included[$0] }.map(id)
    }
}

/// The ends of the dependencies that belong into a graph, in three columns.
private struct ChosenEnds {
    private(set) var origins: [Int32] = []
    private(set) var destinations: [Int32] = []
    private(set) var chosen: [Int32] = []
    private var isSorted = true

    init(
        estate: Estate, index: [AssetID: Int], phases: Set<DependencyPhase>, strengths: Set<DependencyStrength>
    ) {
        // Dependencies of one asset stand together: its node is looked up once.
        var dependent: (id: AssetID, node: Int?) = (AssetID(""), nil)
        for (number, dependency) in estate.dependencies.enumerated()
        where phases.contains(dependency.phase) && strengths.contains(dependency.strength) {
            if dependent.id != dependency.dependent {
                dependent = (dependency.dependent, index[dependency.dependent])
            }
            guard let from = dependent.node, let to = index[dependency.provider], from != to else { continue }
            if let last = origins.last, let end = destinations.last, (Int(last), Int(end)) > (from, to) {
                isSorted = false
            }
            origins.append(Int32(from))
            destinations.append(Int32(to))
            chosen.append(Int32(number))
        }
    }

    /// Dependencies come sorted by key; an estate made by hand may break that promise.
    mutating func sortUnlessSorted() {
        guard !isSorted else { return }
        let order = chosen.indices.sorted {
            (origins[$0], destinations[$0], chosen[$0]) < (origins[$1], destinations[$1], chosen[$1])
        }
        origins = order.map { origins[$0] }
        destinations = order.map { destinations[$0] }
        chosen = order.map { chosen[$0] }
    }
}
