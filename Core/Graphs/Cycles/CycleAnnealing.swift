/// A good feedback set by simulated annealing on the order of the kept nodes.
///
/// The neighbourhood of Galinier, Lemamou and Bouzidi, "Applying local search to the feedback vertex set problem" (2013):
/// a node that is not kept is put right behind its kept in-neighbours or right before its kept out-neighbours, and the
/// neighbours that then stand on the wrong side go.
struct CycleAnnealing {
    private let graph: DirectedGraph
    private let reversed: DirectedGraph
    private let weights: [Int]
    private var numbers: SeededNumbers
    private var order: KeptOrder
    /// Nodes that are not kept, in no order, and where each stands among them.
    private var cut: [Int32]
    private var place: [Int32]
    private var conflicts: [Int32] = []

    /// - Parameter graph: without self-loops.
    init(graph: DirectedGraph, weights: [Int], seed: UInt64) {
        self.graph = graph
        self.weights = weights
        reversed = graph.reversed
        numbers = SeededNumbers(seed: seed)
        order = KeptOrder(count: graph.count)
        cut = (0..<Int32(graph.count)).map { $0 }
        place = cut
    }

    /// A feedback set without a node to spare, after about `moves` moves.
    mutating func run(moves: Int, shouldStop: () -> Bool) -> [Int32] {
        let mean = Double(weights.reduce(0, +)) / Double(max(weights.count, 1))
        var temperature = 0.6 * mean
        let rounds = 100
        var cost = weights.reduce(0, +)
        var best = cut
        var least = cost
        for _ in 0..<rounds {
            for move in 0..<max(moves / rounds, 1) where !cut.isEmpty {
                if move & 1023 == 1023, shouldStop() { break }
                cost += step(temperature)
                if cost < least {
                    least = cost
                    best = cut
                }
            }
            temperature *= 0.95
            if cut.isEmpty || shouldStop() { break }
        }
        return withoutSpares(best)
    }

    /// Tries one move; returns by how much the cost of the cut nodes changed.
    private mutating func step(_ temperature: Double) -> Int {
        let node = Int(cut[numbers.below(cut.count)])
        let isBehind = numbers.next() & 1 == 0
        let anchor = isBehind ? last(reversed, node) : first(graph, node)
        findConflicts(of: node, anchor, isBehind)
        let change = conflicts.reduce(-weights[node]) { $0 + weights[Int($1)] }
        guard change <= 0 || numbers.fraction() < fastExponential(-Double(change) / temperature) else { return 0 }
        // The anchor may be among those that go, so the node finds its place first.
        if isBehind { order.insert(node, behind: anchor) } else { order.insert(node, before: anchor) }
        keep(node)
        for other in conflicts {
            order.remove(Int(other))
            place[Int(other)] = Int32(cut.count)
            cut.append(other)
        }
        return change
    }

    private mutating func keep(_ node: Int) {
        let last = cut.removeLast()
        guard Int(last) != node else { return }
        let hole = Int(place[node])
        cut[hole] = last
        place[Int(last)] = Int32(hole)
    }

    private func last(_ neighbours: DirectedGraph, _ node: Int) -> Int? {
        var (found, highest): (Int?, Int64) = (nil, 0)
        for other in neighbours.successors(node) where order.position[Int(other)] > highest {
            (found, highest) = (Int(other), order.position[Int(other)])
        }
        return found
    }

    private func first(_ neighbours: DirectedGraph, _ node: Int) -> Int? {
        var (found, lowest): (Int?, Int64) = (nil, .max)
        for other in neighbours.successors(node) where order.isKept(Int(other)) {
            if order.position[Int(other)] < lowest { (found, lowest) = (Int(other), order.position[Int(other)]) }
        }
        return found
    }

    private mutating func findConflicts(of node: Int, _ anchor: Int?, _ isBehind: Bool) {
        conflicts.removeAll(keepingCapacity: true)
        guard let anchor else { return }
        let limit = order.position[anchor]
        for other in (isBehind ? graph : reversed).successors(node) where order.isKept(Int(other)) {
            let isWrong = isBehind ? order.position[Int(other)] <= limit : order.position[Int(other)] >= limit
            if isWrong, !conflicts.contains(other) { conflicts.append(other) }
        }
    }

    /// Takes nodes back, dearest first, as long as no circle closes.
    private func withoutSpares(_ set: [Int32]) -> [Int32] {
        var isCut = [Bool](repeating: false, count: graph.count)
        for node in set { isCut[Int(node)] = true }
        var finder = CycleFinder(graph)
        let dearestFirst = set.sorted { (weights[Int($1)], $0) < (weights[Int($0)], $1) }
        for node in dearestFirst {
            isCut[Int(node)] = finder.shortest(through: Int(node), without: isCut) != nil
        }
        return set.filter { isCut[Int($0)] }.sorted()
    }
}

/// e to the power of `exponent`, which is not above 0, within a few percent: enough to accept moves by.
///
/// Core does not link the C library's mathematics.
func fastExponential(_ exponent: Double) -> Double {
    guard exponent > -30 else { return 0 }
    let tenth = 1 + exponent / 1024
    var power = tenth
    for _ in 0..<10 { power *= power }
    return power
}
