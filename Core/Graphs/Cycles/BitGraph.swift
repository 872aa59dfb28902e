/// A small weighted graph in two bit matrices, for the search: rows of out-neighbours and rows of in-neighbours.
///
/// A node is taken (its cost is paid, it goes), removed (it is on no cycle) or contracted (it is kept: every way through
/// it becomes an edge). The label of a node is its number in the problem; it survives copying and cutting.
final class BitGraph {
    /// Nodes, alive or not.
    let count: Int
    /// Words in a row.
    let words: Int
    private let memory: UnsafeMutablePointer<UInt64>
    let out: UnsafeMutablePointer<UInt64>
    let into: UnsafeMutablePointer<UInt64>
    let alive: UnsafeMutablePointer<UInt64>
    /// Nodes whose neighbourhood changed since the rules looked at them.
    let dirty: UnsafeMutablePointer<UInt64>
    /// Two rows for whoever needs them for a moment.
    let scratch: UnsafeMutablePointer<UInt64>
    let weight: UnsafeMutablePointer<Int>
    let label: UnsafeMutablePointer<Int32>
    var aliveCount: Int
    /// What was taken so far, by label, and what that costs.
    var taken: [Int32] = []
    var cost = 0

    init(count: Int) {
        self.count = count
        words = max((count + 63) >> 6, 1)
        let rows = count * words
        let size = 2 * rows + 6 * words + count + (count + 1) / 2
        memory = .allocate(capacity: size)
        memory.initialize(repeating: 0, count: size)
        out = memory
        into = out + rows
        alive = into + rows
        dirty = alive + words
        scratch = dirty + words
        weight = UnsafeMutableRawPointer(scratch + 4 * words).bindMemory(to: Int.self, capacity: count)
        label = UnsafeMutableRawPointer(weight + count).bindMemory(to: Int32.self, capacity: count)
        aliveCount = count
        for node in 0..<count { alive.insert(node) }
        for word in 0..<words { dirty[word] = alive[word] }
    }

    deinit { memory.deallocate() }

    func outRow(_ node: Int) -> UnsafeMutablePointer<UInt64> { out + node &* words }
    func inRow(_ node: Int) -> UnsafeMutablePointer<UInt64> { into + node &* words }

    func addEdge(_ from: Int, _ to: Int) {
        outRow(from).insert(to)
        inRow(to).insert(from)
    }

    func hasEdge(_ from: Int, _ to: Int) -> Bool { outRow(from).contains(to) }

    func removeEdge(_ from: Int, _ to: Int) {
        outRow(from).remove(to)
        inRow(to).remove(from)
        dirty.insert(from)
        dirty.insert(to)
    }

    /// Pays for `node` and takes it out.
    func take(_ node: Int) {
        taken.append(label[node])
        cost += weight[node]
        remove(node)
    }

    func remove(_ node: Int) {
        inRow(node).forEach(words) { outRow($0).remove(node) }
        outRow(node).forEach(words) { inRow($0).remove(node) }
        for word in 0..<words {
            dirty[word] |= inRow(node)[word] | outRow(node)[word]
            inRow(node)[word] = 0
            outRow(node)[word] = 0
        }
        alive.remove(node)
        dirty.remove(node)
        aliveCount &-= 1
    }

    /// Keeps `node`, which must not have a self-loop: each of its in-neighbours now leads to each of its out-neighbours.
    func contract(_ node: Int) {
        inRow(node).forEach(words) { before in
            for word in 0..<words { outRow(before)[word] |= outRow(node)[word] }
        }
        outRow(node).forEach(words) { after in
            for word in 0..<words { inRow(after)[word] |= inRow(node)[word] }
        }
        remove(node)
    }

    /// The same state over, as a graph of its own.
    func copy() -> BitGraph {
        let copy = BitGraph(count: count)
        copy.out.update(from: out, count: 2 * count * words)
        copy.alive.update(from: alive, count: words)
        copy.dirty.update(from: dirty, count: words)
        copy.weight.update(from: weight, count: count)
        copy.label.update(from: label, count: count)
        copy.aliveCount = aliveCount
        copy.taken = taken
        copy.cost = cost
        return copy
    }

    /// The same state without room for dead nodes, when that is worth the while; otherwise this graph itself.
    func compacted() -> BitGraph {
        let worthwhile = words > 1 ? aliveCount * 4 < count * 3 : aliveCount * 2 < count
        return worthwhile ? part(alive, keepsTaken: true) : self
    }

    /// The graph of `members` only, without room for dead nodes; nothing taken yet unless `keepsTaken`.
    func part(_ members: UnsafeMutablePointer<UInt64>, keepsTaken: Bool = false) -> BitGraph {
        var numbers: [Int] = []
        numbers.reserveCapacity(count)
        members.forEach(words) { numbers.append($0) }
        let part = BitGraph(count: numbers.count)
        var place = [Int](repeating: -1, count: count)
        for (number, node) in numbers.enumerated() { place[node] = number }
        for (number, node) in numbers.enumerated() {
            part.weight[number] = weight[node]
            part.label[number] = label[node]
            for word in 0..<words {
                var bits = outRow(node)[word] & members[word]
                while bits != 0 {
                    part.addEdge(number, place[word << 6 + bits.trailingZeroBitCount])
                    bits &= bits &- 1
                }
            }
            if keepsTaken, !dirty.contains(node) { part.dirty.remove(number) }
        }
        if keepsTaken {
            part.taken = taken
            part.cost = cost
        }
        return part
    }
}
