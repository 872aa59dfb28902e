import Graphs

/// Graphs to test with: all small ones, and random ones that are the same for the same seed.
enum SmallGraphs {
    /// All pairs of different nodes, and of equal ones when loops are wanted.
    static func pairs(_ count: Int, loops: Bool = false) -> [(Int32, Int32)] {
        (0..<Int32(count)).flatMap { from in
            (0..<Int32(count)).filter { loops || $0 != from }.map { (from, $0) }
        }
    }

    /// Calls `body` with every graph of `count` nodes.
    static func forEach(_ count: Int, loops: Bool = false, _ body: ([(Int32, Int32)], DirectedGraph) -> Void) {
        let pairs = pairs(count, loops: loops)
        for bits in 0..<(1 << pairs.count) {
            let edges = pairs.indices.filter { bits >> $0 & 1 == 1 }.map { pairs[$0] }
            body(edges, DirectedGraph(count: count, edges: edges))
        }
    }
}

/// A linear congruential generator (Knuth's MMIX constants).
struct Draw {
    private var state: UInt64

    init(_ seed: Int) {
        state = UInt64(seed) &* 2_862_933_555_777_941_757 &+ 3_037_000_493
        _ = below(2)
    }

    mutating func below(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % limit
    }

    /// Edges drawn one by one, loops and repetitions included.
    mutating func edges(_ count: Int, _ edges: Int) -> [(Int32, Int32)] {
        (0..<edges).map { _ in (Int32(below(count)), Int32(below(count))) }
    }

    /// A graph of up to `largest` nodes, sparse or dense.
    mutating func graph(upTo largest: Int) -> DirectedGraph {
        let count = 1 + below(largest)
        return DirectedGraph(count: count, edges: edges(count, below(count * (1 + below(max(count / 2, 2))) + 1)))
    }
}

extension DirectedGraph {
    /// Every edge in order of its number.
    var pairs: [(Int32, Int32)] { (0..<count).flatMap { node in successors(node).map { (Int32(node), $0) } } }

    /// Whether there is no cycle, by the definition: take away nodes without successors as long as there are any.
    func isAcyclic(without gone: Set<Int32> = [], cut: Set<Int> = []) -> Bool {
        var left = Set((0..<Int32(count)).filter { !gone.contains($0) })
        var shrank = true
        while shrank {
            let sinks = left.filter { node in
                !edges(from: Int(node)).contains { !cut.contains($0) && left.contains(Int32(target(ofEdge: $0))) }
            }
            shrank = !sinks.isEmpty
            left.subtract(sinks)
        }
        return left.isEmpty
    }
}

/// A graph of up to 64 nodes as one word a node, to try many subsets quickly.
struct MaskGraph {
    private var rows: [UInt64]

    init(_ graph: DirectedGraph, cut: UInt64 = 0) {
        rows = [UInt64](repeating: 0, count: graph.count)
        for (edge, pair) in graph.pairs.enumerated() where cut >> UInt64(edge) & 1 == 0 {
            rows[Int(pair.0)] |= 1 << UInt64(pair.1)
        }
    }

    /// Whether there is no cycle without the nodes of `gone`.
    func isAcyclic(without gone: UInt64) -> Bool {
        var left = ~gone & (rows.count == 64 ? ~0 : (1 << UInt64(rows.count)) - 1)
        while left != 0 {
            var sinks: UInt64 = 0
            var rest = left
            while rest != 0 {
                let node = rest.trailingZeroBitCount
                rest &= rest &- 1
                if rows[node] & left == 0 { sinks |= 1 << UInt64(node) }
            }
            guard sinks != 0 else { return false }
            left &= ~sinks
        }
        return true
    }
}
