internal import DependencyGraph
internal import Estate
internal import Graphs

/// The shortest chain of needs from an application's entries to everything that it needs, found in one pass.
struct NeedPaths: Sendable {
    private let graph: DependencyGraph
    /// By node: the node before it on a shortest chain, itself for an entry, -1 for what is not needed.
    private let before: [Int32]

    init(_ graph: DependencyGraph, from entries: [AssetID]) {
        var before = [Int32](repeating: -1, count: graph.estate.assets.count)
        var queue: [Int] = []
        for entry in entries.compactMap(graph.node) where before[entry] < 0 {
            before[entry] = Int32(entry)
            queue.append(entry)
        }
        var head = 0
        while head < queue.count {
            let node = queue[head]
            head += 1
            for next in graph.graph.successors(node) where before[Int(next)] < 0 {
                before[Int(next)] = Int32(node)
                queue.append(Int(next))
            }
        }
        self.graph = graph
        self.before = before
    }

    /// Everything that is needed, entries included.
    var scope: Set<AssetID> { Set(before.indices.filter { before[$0] >= 0 }.map(graph.id)) }

    /// From an entry to `asset`, both included; empty when it is an entry itself or is not needed.
    func path(to asset: AssetID) -> [AssetID] {
        guard let goal = graph.node(asset), before[goal] >= 0, before[goal] != Int32(goal) else { return [] }
        var path = [goal]
        while let last = path.last, before[last] != Int32(last) { path.append(Int(before[last])) }
        return path.reversed().map(graph.id)
    }
}
