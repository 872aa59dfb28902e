internal import Estate
internal import Graphs

extension DependencyGraph {
    /// The ways from the host of `node` to services without which that host is not there at all, each ending with one.
    ///
    /// It runs on them, as a guest runs on the manager that starts it, or on a host of which the same is true.
    ///
    /// A bootstrap lets a service do without its partners, never without these.
    func grounds(of node: Int) -> [[Int]] {
        guard let host = estate.assets[node].host.flatMap(self.node) else { return [] }
        var open = [[host]]
        var seen: Set<Int> = [host]
        var found: [[Int]] = []
        while let way = open.popLast() {
            for carrier in carriers(of: way[way.count - 1]) where seen.insert(carrier).inserted {
                switch estate.assets[carrier].kind {
                case .host: open.append(way + [carrier])
                case .service: found.append(way + [carrier])
                case .dataset, .network, .external: break
                }
            }
        }
        // A manager that is its own guest has to be started by hand, which is what its bootstrap stands for.
        return found.filter { $0.last != node }
    }

    private func carriers(of host: Int) -> [Int] {
        graph.edges(from: host).filter { dependencies(ofEdge: $0).contains { $0.kind == .runsOn } }
            .map { graph.target(ofEdge: $0) }
    }
}
