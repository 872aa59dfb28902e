/// What every feedback set of a graph costs at least, by packing.
///
/// Nodes that all need each other have to go but for one; a circle has to lose a node. Each such structure is paid for out
/// of the weights of its nodes (the local-ratio scheme), so that the payments add up to a bound. Integers throughout.
struct CycleBound {
    private let graph: BitGraph
    private let words: Int
    private var rest: [Int]
    private var memory: [UInt64]

    init(_ graph: BitGraph) {
        self.graph = graph
        words = graph.words
        rest = (0..<graph.count).map { graph.weight[$0] }
        memory = [UInt64](repeating: 0, count: 8 * graph.words)
    }

    /// The bound, or something not below `goal` as soon as that is reached.
    static func of(_ graph: BitGraph, atLeast goal: Int = .max) -> Int {
        var bound = CycleBound(graph)
        return bound.pack(goal)
    }

    private mutating func pack(_ goal: Int) -> Int {
        var total = 0
        memory.withUnsafeMutableBufferPointer { buffer in
            rest.withUnsafeMutableBufferPointer { rest in
                guard let base = buffer.baseAddress, let rest = rest.baseAddress else { return }
                let packing = Packing(graph: graph, words: words, rest: rest, memory: base)
                total = packing.packCliques(goal)
                if total < goal { total += packing.packCircles(goal - total) }
            }
        }
        return total
    }
}

private struct Packing {
    let graph: BitGraph
    let words: Int
    let rest: UnsafeMutablePointer<Int>
    private let available: UnsafeMutablePointer<UInt64>
    private let candidates: UnsafeMutablePointer<UInt64>
    private let clique: UnsafeMutablePointer<UInt64>
    private let reached: UnsafeMutablePointer<UInt64>
    private let front: UnsafeMutablePointer<UInt64>
    private let next: UnsafeMutablePointer<UInt64>

    init(graph: BitGraph, words: Int, rest: UnsafeMutablePointer<Int>, memory: UnsafeMutablePointer<UInt64>) {
        self.graph = graph
        self.words = words
        self.rest = rest
        available = memory
        candidates = memory + words
        clique = memory + 2 * words
        reached = memory + 3 * words
        front = memory + 4 * words
        next = memory + 5 * words
        for word in 0..<words { available[word] = graph.alive[word] }
    }

    /// Takes cliques of two-way edges greedily, starting where the fewest choices are.
    func packCliques(_ goal: Int) -> Int {
        var total = 0
        while total < goal {
            let start = leastTwoWay()
            guard start >= 0 else { break }
            for word in 0..<words {
                candidates[word] = twoWay(start, word) & available[word]
                clique[word] = 0
            }
            clique.insert(start)
            var (size, least) = (1, rest[start])
            while let member = bestCandidate() {
                for word in 0..<words { candidates[word] &= twoWay(member, word) }
                candidates.remove(member)
                clique.insert(member)
                least = min(least, rest[member])
                size += 1
            }
            total += (size - 1) * least
            pay(clique, least)
        }
        return total
    }

    /// Takes shortest circles greedily.
    func packCircles(_ goal: Int) -> Int {
        var total = 0
        while total < goal, let length = shortestCircle() {
            _ = length
            var least = Int.max
            clique.forEach(words) { least = min(least, rest[$0]) }
            total += least
            pay(clique, least)
        }
        return total
    }

    private func pay(_ members: UnsafeMutablePointer<UInt64>, _ amount: Int) {
        members.forEach(words) { node in
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

    /// Leaves a shortest circle of available nodes in `clique`; `nil` when there is none.
    ///
    /// Nodes found to be on no circle are dropped on the way.
    private func shortestCircle() -> Int? {
        var (best, shortest) = (-1, Int.max)
        var node = available.first(words)
        while node >= 0 {
            let length = circleLength(node, below: shortest)
            if length < shortest {
                (best, shortest) = (node, length)
                if length <= 3 { break }
            }
            node = following(node)
        }
        guard best >= 0 else { return nil }
        collectCircle(best, shortest)
        return shortest
    }

    private func following(_ node: Int) -> Int {
        var word = (node + 1) >> 6
        guard word < words else { return -1 }
        var bits = available[word] & (~0 << UInt64((node + 1) & 63))
        while bits == 0 {
            word += 1
            guard word < words else { return -1 }
            bits = available[word]
        }
        return word << 6 + bits.trailingZeroBitCount
    }

    /// The number of nodes on a shortest circle through `start`, or `limit` when it has no fewer.
    private func circleLength(_ start: Int, below limit: Int) -> Int {
        for word in 0..<words {
            front[word] = graph.outRow(start)[word] & available[word]
            reached[word] = front[word]
        }
        var length = 1
        while length < limit {
            if reached.contains(start) { return length }
            length += 1
            var grew = false
            for word in 0..<words { next[word] = 0 }
            front.forEach(words) { node in
                for word in 0..<words { next[word] |= graph.outRow(node)[word] }
            }
            for word in 0..<words {
                front[word] = next[word] & available[word] & ~reached[word]
                reached[word] |= front[word]
                if front[word] != 0 { grew = true }
            }
            guard grew else {
                available.remove(start)
                return limit
            }
        }
        return limit
    }

    /// Walks one circle of `length` nodes through `start`, nodes with most rest first.
    private func collectCircle(_ start: Int, _ length: Int) {
        // Layers from which `start` is reached in 1, 2, ... steps, found backwards one step at a time.
        for word in 0..<words { clique[word] = 0 }
        clique.insert(start)
        var node = start
        for left in stride(from: length - 1, to: 0, by: -1) {
            layer(before: start, left)
            for word in 0..<words { front[word] &= graph.outRow(node)[word] & available[word] & ~clique[word] }
            let next = front.first(words)
            guard next >= 0 else { return }
            node = next
            clique.insert(node)
        }
    }

    /// Leaves in `front` the available nodes from which `steps` edges lead to `start`.
    private func layer(before start: Int, _ steps: Int) {
        for word in 0..<words { front[word] = graph.inRow(start)[word] & available[word] }
        for _ in 1..<max(steps, 1) {
            for word in 0..<words { next[word] = 0 }
            front.forEach(words) { node in
                for word in 0..<words { next[word] |= graph.inRow(node)[word] }
            }
            for word in 0..<words { front[word] = next[word] & available[word] }
        }
    }
}
