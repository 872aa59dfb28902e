/// Which nodes every way from the roots to a node has to pass.
///
/// The Semi-NCA algorithm (Georgiadis, Tarjan, Werneck: Finding Dominators in Practice, 2006) without recursion, in
/// near-linear time. Turn the graph round and take the foundations as roots to learn what everything below hinges on.
package struct Dominators: Sendable {
    /// The last node that every way to a node passes before the node itself; -1 where there is none, -2 where no way leads.
    package let immediate: [Int32]
    /// The nodes that ways lead to, each behind its immediate dominator.
    private let order: [Int32]

    package init(of graph: DirectedGraph, roots: [Int]) {
        let tree = DepthFirstTree(of: graph, roots: roots)
        let dominator = Self.semiNCA(tree, predecessors: graph.reversed, roots: roots)
        var immediate = [Int32](repeating: -2, count: graph.count)
        for number in 1..<tree.node.count {
            immediate[Int(tree.node[number])] = dominator[number] == 0 ? -1 : tree.node[Int(dominator[number])]
        }
        self.immediate = immediate
        order = Array(tree.node.dropFirst())
    }

    /// Whether a way from the roots leads to `node`.
    package func isReached(_ node: Int) -> Bool { immediate[node] != -2 }

    /// Every node that all ways to `node` pass, itself excluded, nearest first.
    package func chain(of node: Int) -> [Int] {
        var chain: [Int] = []
        var next = immediate[node]
        while next >= 0 {
            chain.append(Int(next))
            next = immediate[Int(next)]
        }
        return chain
    }

    /// How many nodes can only be reached through each node, itself included; 0 where no way leads.
    package var dominatedCounts: [Int32] {
        var counts = [Int32](repeating: 0, count: immediate.count)
        for node in order.reversed() {
            counts[Int(node)] += 1
            if immediate[Int(node)] >= 0 { counts[Int(immediate[Int(node)])] += counts[Int(node)] }
        }
        return counts
    }

    /// The immediate dominators by depth-first number; number 0 is a node of its own that leads to all roots.
    private static func semiNCA(_ tree: DepthFirstTree, predecessors: DirectedGraph, roots: [Int]) -> [Int32] {
        var forest = LinkedForest(parent: tree.parent)
        var isRoot = [Bool](repeating: false, count: predecessors.count)
        for root in roots { isRoot[root] = true }
        for number in stride(from: tree.node.count - 1, to: 0, by: -1) {
            let node = Int(tree.node[number])
            var least = isRoot[node] ? 0 : tree.parent[number]
            for predecessor in predecessors.successors(node) {
                let other = tree.number[Int(predecessor)]
                if other > 0 { least = min(least, forest.leastSemidominator(of: Int(other), linkedFrom: number + 1)) }
            }
            forest.semi[number] = least
        }
        var dominator = tree.parent
        for number in 1..<max(tree.node.count, 1) {
            var candidate = dominator[number]
            while candidate > forest.semi[number] { candidate = dominator[Int(candidate)] }
            dominator[number] = candidate
        }
        return dominator
    }
}

/// The nodes below the roots in depth-first order; number 0 stands for the start above all roots.
private struct DepthFirstTree {
    /// By number; the node of number 0 is -1.
    private(set) var node: [Int32] = [-1]
    /// By number: the number of the parent.
    private(set) var parent: [Int32] = [0]
    /// By node; 0 when no way leads to it.
    private(set) var number: [Int32]

    init(of graph: DirectedGraph, roots: [Int]) {
        number = [Int32](repeating: 0, count: graph.count)
        var path: [(number: Int32, edges: Range<Int>)] = []
        for root in roots where number[root] == 0 {
            path.append(enter(root, below: 0, graph))
            while let last = path.indices.last {
                guard let edge = path[last].edges.popFirst() else {
                    path.removeLast()
                    continue
                }
                let target = graph.target(ofEdge: edge)
                if number[target] == 0 { path.append(enter(target, below: path[last].number, graph)) }
            }
        }
    }

    private mutating func enter(
        _ entered: Int, below above: Int32, _ graph: DirectedGraph
    ) -> (number: Int32, edges: Range<Int>) {
        number[entered] = Int32(node.count)
        node.append(Int32(entered))
        parent.append(above)
        return (number[entered], graph.edges(from: entered))
    }
}

/// The part of the tree whose semidominators are known, with compressed paths.
private struct LinkedForest {
    /// By number: the semidominator; the number itself while it is not known.
    var semi: [Int32]
    private var ancestor: [Int32]
    private var label: [Int32]
    private var path: [Int] = []

    init(parent: [Int32]) {
        ancestor = parent
        semi = parent.indices.map(Int32.init)
        label = semi
    }

    /// The least semidominator on the way from `number` up through numbers of at least `first`.
    mutating func leastSemidominator(of number: Int, linkedFrom first: Int) -> Int32 {
        var top = number
        while ancestor[top] >= first {
            path.append(top)
            top = Int(ancestor[top])
        }
        while let next = path.popLast() {
            ancestor[next] = ancestor[top]
            if semi[Int(label[top])] < semi[Int(label[next])] { label[next] = label[top] }
            top = next
        }
        return semi[Int(label[number])]
    }
}

extension Range<Int> {
    /// Takes the first number, if there is one.
    fileprivate mutating func popFirst() -> Int? {
        guard let first else { return nil }
        self = (first + 1)..<upperBound
        return first
    }
}
