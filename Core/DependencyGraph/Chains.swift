package import Estate
internal import Graphs

extension DependencyGraph {
    /// The shortest chain of dependencies by which `dependent` needs `provider`; `nil` when it does not.
    package func why(_ dependent: AssetID, needs provider: AssetID) -> [Dependency]? {
        guard let from = node(dependent), let to = node(provider),
            let path = graph.shortestPath(from: from, to: to)
        else { return nil }
        return chain(path)
    }

    /// Up to `limit` chains by which `dependent` needs `provider`, shortest first, no asset twice in one.
    ///
    /// Empty when it does not. Several dependencies between the same two assets make one chain.
    package func chains(from dependent: AssetID, to provider: AssetID, limit: Int) -> [[Dependency]] {
        guard let from = node(dependent), let to = node(provider), from != to else { return [] }
        return graph.shortestPaths(from: from, to: to, limit: limit).map(chain)
    }

    /// The dependencies between each node of a path and the next.
    func chain(_ path: [Int]) -> [Dependency] {
        zip(path, path.dropFirst()).compactMap { dependency(from: $0, to: $1) }
    }
}
