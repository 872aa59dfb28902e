/// A large weighted graph under reduction: edges in doubly linked lists, so that each rule costs what it touches.
///
/// Rules (Levy and Low 1988, with weights): loops are taken; nodes without way in or out go; a node with one way in or
/// out is kept when the node there costs no more; edges between components go, and so do one-way edges between
/// components of the one-way edges (Lin and Jou 2000).
struct SparseCycles {
    private(set) var weight: [Int]
    private(set) var isAlive: [Bool]
    /// The nodes that were taken.
    private(set) var taken: [Int32] = []
    private var origin: [Int32] = []
    private var target: [Int32] = []
    private var out: EdgeLists
    private var into: EdgeLists
    private var known: Set<UInt64> = []
    private var queue: [Int32] = []
    private var isQueued: [Bool]
    private var hasLoop: [Bool]

    init(graph: DirectedGraph, weights: [Int]) {
        weight = weights
        isAlive = [Bool](repeating: true, count: graph.count)
        isQueued = isAlive
        hasLoop = [Bool](repeating: false, count: graph.count)
        out = EdgeLists(nodes: graph.count)
        into = out
        known.reserveCapacity(graph.edgeCount)
        for node in 0..<graph.count {
            for successor in graph.successors(node) { connect(Int32(node), successor) }
        }
        queue = (0..<Int32(graph.count)).reversed()
    }

    private static func key(_ from: Int32, _ to: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: from)) << 32 | UInt64(UInt32(bitPattern: to))
    }

    private mutating func connect(_ from: Int32, _ to: Int32) {
        if from == to {
            hasLoop[Int(from)] = true
            return
        }
        guard known.insert(Self.key(from, to)).inserted else { return }
        out.append(Int32(origin.count), to: Int(from))
        into.append(Int32(origin.count), to: Int(to))
        origin.append(from)
        target.append(to)
    }

    private mutating func disconnect(_ edge: Int32) {
        let (from, to) = (origin[Int(edge)], target[Int(edge)])
        known.remove(Self.key(from, to))
        out.remove(edge, from: Int(from))
        into.remove(edge, from: Int(to))
        enqueue(from)
        enqueue(to)
    }

    private mutating func enqueue(_ node: Int32) {
        guard isAlive[Int(node)], !isQueued[Int(node)] else { return }
        isQueued[Int(node)] = true
        queue.append(node)
    }

    /// Applies all rules until none applies.
    mutating func reduce() {
        repeat { reduceNodes() } while removeEdgesBetweenComponents()
    }

    private mutating func reduceNodes() {
        while let next = queue.popLast() {
            let node = Int(next)
            isQueued[node] = false
            guard isAlive[node] else { continue }
            if hasLoop[node] {
                taken.append(next)
                remove(next)
            } else if out.size[node] == 0 || into.size[node] == 0 {
                remove(next)
            } else if into.size[node] == 1, weight[Int(origin[Int(into.head[node])])] <= weight[node] {
                contract(next)
            } else if out.size[node] == 1, weight[Int(target[Int(out.head[node])])] <= weight[node] {
                contract(next)
            }
        }
    }

    private mutating func remove(_ node: Int32) {
        isAlive[Int(node)] = false
        for edge in out.edges(of: Int(node)) + into.edges(of: Int(node)) { disconnect(edge) }
    }

    private mutating func contract(_ node: Int32) {
        let before = into.edges(of: Int(node)).map { origin[Int($0)] }
        let after = out.edges(of: Int(node)).map { target[Int($0)] }
        remove(node)
        for from in before {
            for to in after { connect(from, to) }
        }
    }

    /// - Returns: whether an edge went.
    private mutating func removeEdgesBetweenComponents() -> Bool {
        let whole = remaining()
        let oneWay = Components(of: remaining { !self.known.contains(Self.key($1, $0)) })
        let components = Components(of: whole)
        var gone: [Int32] = []
        for node in isAlive.indices where isAlive[node] {
            for edge in out.edges(of: node) {
                let to = Int(target[Int(edge)])
                let isOneWay = !known.contains(Self.key(Int32(to), Int32(node)))
                if components.component[node] != components.component[to]
                    || isOneWay && oneWay.component[node] != oneWay.component[to]
                {
                    gone.append(edge)
                }
            }
        }
        for edge in gone { disconnect(edge) }
        return !gone.isEmpty
    }

    /// The live part as a graph over the same node numbers.
    func remaining(where isIncluded: (Int32, Int32) -> Bool = { _, _ in true }) -> DirectedGraph {
        var edges: [(Int32, Int32)] = []
        for node in isAlive.indices where isAlive[node] {
            for edge in out.edges(of: node) where isIncluded(Int32(node), target[Int(edge)]) {
                edges.append((Int32(node), target[Int(edge)]))
            }
        }
        return DirectedGraph(count: isAlive.count, edges: edges)
    }
}

/// The edges at one side of each node as doubly linked lists.
private struct EdgeLists {
    private(set) var head: [Int32]
    private(set) var size: [Int32]
    private var next: [Int32] = []
    private var previous: [Int32] = []

    init(nodes: Int) {
        head = [Int32](repeating: -1, count: nodes)
        size = [Int32](repeating: 0, count: nodes)
    }

    /// - Parameter edge: one more than the last edge appended.
    mutating func append(_ edge: Int32, to node: Int) {
        let follower = head[node]
        next.append(follower)
        previous.append(-1)
        if follower >= 0 { previous[Int(follower)] = edge }
        head[node] = edge
        size[node] += 1
    }

    mutating func remove(_ edge: Int32, from node: Int) {
        let (before, after) = (previous[Int(edge)], next[Int(edge)])
        if before >= 0 { next[Int(before)] = after } else { head[node] = after }
        if after >= 0 { previous[Int(after)] = before }
        size[node] -= 1
    }

    func edges(of node: Int) -> [Int32] {
        var edges: [Int32] = []
        edges.reserveCapacity(Int(size[node]))
        var edge = head[node]
        while edge >= 0 {
            edges.append(edge)
            edge = next[Int(edge)]
        }
        return edges
    }
}
