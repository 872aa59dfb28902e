internal import Estate
internal import Graphs

/// What has to be there before an asset can come back, as a graph over the numbers of assets.
///
/// Hard dependencies of every phase count: what holds a key has to run before the key can be had. An asset that several
/// repositories protect needs only one of them, so it needs none while one of them is no part of a circle.
struct RecoveryGraph: Sendable {
    /// One need, with the number of its dependency in the estate.
    struct Edge: Hashable, Sendable {
        let from: Int32
        let to: Int32
        let dependency: Int
    }

    let estate: Estate
    private(set) var edges: [Edge]
    /// What others are protected by: the repositories.
    let stores: Set<Int32>

    /// - Parameters:
    ///   - opened: repositories to which the controller has a key.
    ///   - loss: assets on hosts that are not lost need nothing.
    init(_ estate: Estate, opened: Set<AssetID>, loss: Loss) {
        self.estate = estate
        let places = Set(estate.dependencies.filter { $0.kind == .protectedBy }.map(\.provider))
        stores = Set(estate.assets.indices.filter { places.contains(estate.assets[$0].id) }.map(Int32.init))
        var number: [AssetID: Int32] = [:]
        for (index, asset) in estate.assets.enumerated() { number[asset.id] = Int32(index) }
        edges = []
        edges = estate.dependencies.enumerated().compactMap { index, dependency in
            guard dependency.strength == .hard, let from = number[dependency.dependent],
                let to = number[dependency.provider], from != to
            else { return nil }
            let edge = Edge(from: from, to: to, dependency: index)
            return counts(edge, opened: opened, loss: loss) ? edge : nil
        }
        while dropAlternatives() {}
    }

    var graph: DirectedGraph { DirectedGraph(count: estate.assets.count, edges: edges.map { ($0.from, $0.to) }) }

    /// The recover-phase needs whose two ends need each other.
    func circular(in graph: DirectedGraph) -> [Edge] {
        let component = Components(of: graph).component
        return edges.filter { edge in
            component[Int(edge.from)] == component[Int(edge.to)]
                && estate.dependencies[edge.dependency].phase == .recover
        }
    }

    private func counts(_ edge: Edge, opened: Set<AssetID>, loss: Loss) -> Bool {
        let dependency = estate.dependencies[edge.dependency]
        let asset = estate.assets[Int(edge.from)]
        // A repository is read as it lies there; it is its host that must not be lost.
        if stores.contains(edge.from) {
            let isEscrowed = dependency.kind == .unlockedBy && opened.contains(dependency.dependent)
            let isHome =
                asset.host != nil
                && (asset.host == dependency.provider || asset.host == estate.assets[Int(edge.to)].host)
            return dependency.phase == .recover && !isEscrowed && !isHome
        }
        guard case .hosts(let lost) = loss, let host = asset.kind == .host ? asset.id : asset.host else { return true }
        return lost.contains(host)
    }

    /// Takes away the protections of assets that a repository outside of all circles protects as well.
    ///
    /// - Returns: whether there were any; then other circles may have opened.
    private mutating func dropAlternatives() -> Bool {
        var protecting: [Int32: Set<Int32>] = [:]
        for edge in edges where isProtection(edge) { protecting[edge.from, default: []].insert(edge.to) }
        protecting = protecting.filter { $0.value.count > 1 }
        guard !protecting.isEmpty else { return false }
        let graph = graph
        let circular = Set(circular(in: graph).map { Int($0.from) })
        let isDoomed = graph.reversed.reachable(from: circular.sorted())
        let saved = Set(protecting.filter { !$0.value.allSatisfy { isDoomed[Int($0)] } }.keys)
        edges = edges.filter { !saved.contains($0.from) || !isProtection($0) }
        return !saved.isEmpty
    }

    private func isProtection(_ edge: Edge) -> Bool { estate.dependencies[edge.dependency].kind == .protectedBy }
}
