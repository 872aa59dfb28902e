extension BitGraph {
    /// The component of each live node when two-way edges are ignored; -1 for dead nodes.
    func oneWayComponents() -> [Int32] {
        components { node, word in self.outRow(node)[word] & ~self.inRow(node)[word] }
    }

    /// The component of each live node; -1 for dead nodes.
    func strongComponents() -> [Int32] { components { node, word in self.outRow(node)[word] } }

    /// Tarjan's algorithm on rows: a node's unseen successors are found a word at a time.
    @inline(__always)
    private func components(_ row: (Int, Int) -> UInt64) -> [Int32] {
        var component = [Int32](repeating: -1, count: count)
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 4 * count + 1) { numbers in
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * words) { sets in
                component.withUnsafeMutableBufferPointer { component in
                    let low = numbers.baseAddress.unsafelyUnwrapped
                    let (visit, path, open) = (low + count, low + 2 * count, low + 3 * count)
                    // Nodes not yet seen, and nodes seen but not yet in a component.
                    let unseen = sets.baseAddress.unsafelyUnwrapped
                    let opened = unseen + words
                    for word in 0..<words {
                        unseen[word] = alive[word]
                        opened[word] = 0
                    }
                    var (visits, depth, top, found): (Int32, Int, Int, Int32) = (0, 0, 0, 0)
                    func enter(_ node: Int) {
                        unseen.remove(node)
                        opened.insert(node)
                        visit[node] = visits
                        low[node] = visits
                        visits &+= 1
                        path[depth] = Int32(truncatingIfNeeded: node)
                        depth &+= 1
                        open[top] = Int32(truncatingIfNeeded: node)
                        top &+= 1
                    }
                    while true {
                        let start = unseen.first(words)
                        guard start >= 0 else { break }
                        enter(start)
                        while depth > 0 {
                            let node = Int(path[depth &- 1])
                            var child = -1
                            for word in 0..<words {
                                let next = row(node, word) & unseen[word]
                                guard next != 0 else { continue }
                                child = word << 6 &+ next.trailingZeroBitCount
                                break
                            }
                            if child >= 0 {
                                enter(child)
                                continue
                            }
                            for word in 0..<words {
                                var bits = row(node, word) & opened[word]
                                while bits != 0 {
                                    let other = word << 6 &+ bits.trailingZeroBitCount
                                    bits &= bits &- 1
                                    if low[other] < low[node] { low[node] = low[other] }
                                }
                            }
                            depth &-= 1
                            guard low[node] == visit[node] else { continue }
                            while true {
                                top &-= 1
                                let member = Int(open[top])
                                opened.remove(member)
                                component[member] = found
                                if member == node { break }
                            }
                            found &+= 1
                        }
                    }
                }
            }
        }
        return component
    }

    /// The parts of a graph that is not strongly connected, each as a graph of its own; `nil` when it is.
    func split() -> [BitGraph]? {
        let component = strongComponents()
        let parts = Int((component.max() ?? -1) + 1)
        guard parts > 1 else { return nil }
        return (0..<parts).map { number in
            let members = scratch
            for word in 0..<words { members[word] = 0 }
            for node in 0..<count where component[node] == number { members.insert(node) }
            return part(members)
        }
    }
}
