/// The strongly connected components of a graph, found by Tarjan's algorithm without recursion.
///
/// Components are numbered so that every edge between two of them leads to the smaller number:
/// providers come before their dependents.
package struct Components: Sendable {
    /// The component of each node.
    package private(set) var component: [Int32]
    package private(set) var count = 0

    package init(of graph: DirectedGraph) {
        component = [Int32](repeating: -1, count: graph.count)
        var index = [Int32](repeating: -1, count: graph.count)
        var low = [Int32](repeating: 0, count: graph.count)
        var position = [Int](repeating: 0, count: graph.count)
        var open: [Int] = []
        var path: [Int] = []
        var nextIndex: Int32 = 0
        for root in 0..<graph.count where index[root] < 0 {
            path.append(root)
            while let node = path.last {
                if index[node] < 0 {
                    index[node] = nextIndex
                    low[node] = nextIndex
                    nextIndex += 1
                    open.append(node)
                    position[node] = graph.successors(node).startIndex
                }
                let successors = graph.successors(node)
                var descended = false
                while position[node] < successors.endIndex {
                    let successor = Int(successors[position[node]])
                    position[node] += 1
                    if index[successor] < 0 {
                        path.append(successor)
                        descended = true
                        break
                    }
                    if component[successor] < 0 { low[node] = min(low[node], index[successor]) }
                }
                if descended { continue }
                path.removeLast()
                if let parent = path.last { low[parent] = min(low[parent], low[node]) }
                if low[node] == index[node] { close(upTo: node, open: &open) }
            }
        }
    }

    private mutating func close(upTo root: Int, open: inout [Int]) {
        while let node = open.popLast() {
            component[node] = Int32(count)
            if node == root { break }
        }
        count += 1
    }

    /// The nodes of each component, ascending.
    package var members: [[Int]] {
        var result = [[Int]](repeating: [], count: count)
        for node in component.indices { result[Int(component[node])].append(node) }
        return result
    }
}
