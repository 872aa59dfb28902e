internal import Estate
internal import Graphs

extension DependencyGraph {
    /// The services without which the host of `node` is not there at all, sorted: it runs on them, as a guest runs on the
    /// manager that starts it, or on a host of which the same is true.
    ///
    /// A bootstrap lets a service do without its partners, never without these.
    func grounds(of node: Int) -> [Int] {
        var open = [estate.assets[node].host.flatMap(self.node)].compactMap { $0 }
        var seen = Set(open)
        var found: [Int] = []
        while let host = open.popLast() {
            for edge in graph.edges(from: host) where dependencies(ofEdge: edge).contains(where: { $0.kind == .runsOn })
            {
                let carrier = graph.target(ofEdge: edge)
                guard seen.insert(carrier).inserted else { continue }
                switch estate.assets[carrier].kind {
                case .host: open.append(carrier)
                case .service: found.append(carrier)
                case .dataset, .network, .external: break
                }
            }
        }
        // A manager that is its own guest has to be started by hand, which is what its bootstrap stands for.
        return found.filter { $0 != node }.sorted()
    }
}
