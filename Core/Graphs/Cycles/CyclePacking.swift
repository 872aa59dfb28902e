/// Cliques and circles that share no more of a node than it weighs; valid while the scratch it was made with is lent.
struct CyclePacking {
    private let graph: BitGraph
    private let words: Int
    /// What of each node's weight is left.
    private let rest: UnsafeMutablePointer<Int>
    /// How many ways lead through each node: the fewer, the sooner it is used.
    private let ways: UnsafeMutablePointer<Int>
    private let available: UnsafeMutablePointer<UInt64>
    private let candidates: UnsafeMutablePointer<UInt64>
    private let chosen: UnsafeMutablePointer<UInt64>
    private let reached: UnsafeMutablePointer<UInt64>
    private let front: UnsafeMutablePointer<UInt64>
    private let next: UnsafeMutablePointer<UInt64>

    /// Nothing is available before the first `refill`.
    ///
    /// - Parameters:
    ///   - rest: zeros.
    ///   - rows: room for six rows.
    init(
        _ graph: BitGraph, rest: UnsafeMutablePointer<Int>, ways: UnsafeMutablePointer<Int>,
        rows: UnsafeMutablePointer<UInt64>
    ) {
        self.graph = graph
        self.rest = rest
        self.ways = ways
        words = graph.words
        available = rows
        candidates = rows + words
        chosen = rows + 2 * words
        reached = rows + 3 * words
        front = rows + 4 * words
        next = rows + 5 * words
    }

    /// Adds its weight to what is left of every node.
    func refill() {
        for word in 0..<words { available[word] = graph.alive[word] }
        graph.alive.forEach(words) { rest[$0] += graph.weight[$0] }
    }

    /// Takes cliques of two-way edges greedily, starting where the fewest choices are.
    func packCliques(_ goal: Int) -> Int {
        var total = 0
        while total < goal {
            let start = leastTwoWay()
            guard start >= 0 else { break }
            for word in 0..<words {
                candidates[word] = twoWay(start, word) & available[word]
                chosen[word] = 0
            }
            chosen.insert(start)
            var (size, least) = (1, rest[start])
            while let member = bestCandidate() {
                for word in 0..<words { candidates[word] &= twoWay(member, word) }
                candidates.remove(member)
                chosen.insert(member)
                least = min(least, rest[member])
                size += 1
            }
            total += (size - 1) * least
            pay(least)
        }
        return total
    }

    /// Takes circles greedily: short ones first, of these the ones through nodes with most left and few ways through.
    func packCircles(_ goal: Int) -> Int {
        var nodes: [Int] = []
        available.forEach(words) { nodes.append($0) }
        nodes.sort { (rest[$1], ways[$0], $0) < (rest[$0], ways[$1], $1) }
        var total = 0
        for longest in [3, 4, 6, graph.count] {
            for node in nodes {
                while available.contains(node) {
                    let length = circleLength(node, atMost: longest)
                    guard length > 0 else { break }
                    collectCircle(node, length)
                    var least = Int.max
                    chosen.forEach(words) { least = min(least, rest[$0]) }
                    total += least
                    pay(least)
                    guard total < goal else { return total }
                }
            }
        }
        return total
    }

    /// Takes `amount` off every chosen node.
    private func pay(_ amount: Int) {
        chosen.forEach(words) { node in
            rest[node] -= amount
            if rest[node] == 0 { available.remove(node) }
        }
    }

    @inline(__always)
    private func twoWay(_ node: Int, _ word: Int) -> UInt64 { graph.outRow(node)[word] & graph.inRow(node)[word] }

    private func leastTwoWay() -> Int {
        var (best, least) = (-1, Int.max)
        available.forEach(words) { node in
            var size = 0
            for word in 0..<words { size &+= (twoWay(node, word) & available[word]).nonzeroBitCount }
            if size > 0, size < least { (best, least) = (node, size) }
        }
        return best
    }

    private func bestCandidate() -> Int? {
        var (best, most) = (-1, -1)
        candidates.forEach(words) { node in
            var size = 0
            for word in 0..<words { size &+= (twoWay(node, word) & candidates[word]).nonzeroBitCount }
            if size > most { (best, most) = (node, size) }
        }
        return best < 0 ? nil : best
    }

    /// The number of nodes on a shortest circle of available nodes through `start`; 0 when it has more than `limit`.
    ///
    /// A node found to be on no circle at all is dropped.
    private func circleLength(_ start: Int, atMost limit: Int) -> Int {
        for word in 0..<words {
            front[word] = graph.outRow(start)[word] & available[word]
            reached[word] = front[word]
        }
        for length in 1...max(limit, 1) {
            if reached.contains(start) { return length }
            var grew: UInt64 = 0
            spread(graph.out)
            for word in 0..<words {
                front[word] = next[word] & available[word] & ~reached[word]
                reached[word] |= front[word]
                grew |= front[word]
            }
            guard grew != 0 else {
                available.remove(start)
                return 0
            }
        }
        return 0
    }

    /// Leaves in `next` what the rows of `matrix` lead to from `front`.
    @inline(__always)
    private func spread(_ matrix: UnsafeMutablePointer<UInt64>) {
        for word in 0..<words { next[word] = 0 }
        front.forEach(words) { node in
            for word in 0..<words { next[word] |= matrix[node &* words &+ word] }
        }
    }

    /// Leaves in `chosen` one circle of `length` nodes through `start`, over nodes with most left and few ways through.
    private func collectCircle(_ start: Int, _ length: Int) {
        for word in 0..<words { chosen[word] = 0 }
        chosen.insert(start)
        var node = start
        for left in stride(from: length - 1, to: 0, by: -1) {
            layer(before: start, left)
            for word in 0..<words { front[word] &= graph.outRow(node)[word] & ~chosen[word] }
            var best = -1
            front.forEach(words) { other in
                if best < 0 || (rest[best], ways[other]) < (rest[other], ways[best]) { best = other }
            }
            node = best
            chosen.insert(node)
        }
    }

    /// Leaves in `front` the available nodes from which a way of `steps` edges leads to `start`.
    private func layer(before start: Int, _ steps: Int) {
        for word in 0..<words { front[word] = graph.inRow(start)[word] & available[word] }
        for _ in 1..<max(steps, 1) {
            spread(graph.into)
            for word in 0..<words { front[word] = next[word] & available[word] }
        }
    }
}
