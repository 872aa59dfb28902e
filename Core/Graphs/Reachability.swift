extension DirectedGraph {
    /// Every node that can be reached from `starts`, the starts included.
    package func reachable(from starts: [Int]) -> [Bool] {
        var seen = [Bool](repeating: false, count: count)
        for node in order(from: starts) { seen[Int(node)] = true }
        return seen
    }

    /// The nodes that can be reached from `starts`, the starts included, nearest first.
    package func order(from starts: [Int]) -> [Int32] {
        var seen = [Bool](repeating: false, count: count)
        return withRows { rows in
            seen.withUnsafeMutableBufferPointer { seen in
                [Int32](unsafeUninitializedCapacity: count) { queue, last in
                    last = 0
                    for start in starts where !seen[start] {
                        seen[start] = true
                        queue[last] = Int32(truncatingIfNeeded: start)
                        last &+= 1
                    }
                    var first = 0
                    while first < last {
                        for edge in rows.range(Int(queue[first])) {
                            let target = Int(rows.targets[edge])
                            guard !seen[target] else { continue }
                            seen[target] = true
                            queue[last] = Int32(truncatingIfNeeded: target)
                            last &+= 1
                        }
                        first &+= 1
                    }
                }
            }
        }
    }

    /// How many edges it takes at least from the nearest of `starts` to each node; -1 where none leads.
    package func distances(from starts: [Int]) -> [Int32] {
        var distance = [Int32](repeating: -1, count: count)
        var queue = starts.map(Int32.init)
        for start in starts { distance[start] = 0 }
        withRows { rows in
            distance.withUnsafeMutableBufferPointer { distance in
                var first = 0
                while first < queue.count {
                    let node = Int(queue[first])
                    first += 1
                    for edge in rows.range(node) where distance[Int(rows.targets[edge])] < 0 {
                        distance[Int(rows.targets[edge])] = distance[node] + 1
                        queue.append(rows.targets[edge])
                    }
                }
            }
        }
        return distance
    }
}

extension Components {
    /// How many nodes each node of `graph` reaches, itself included, without the transitive closure ever being there.
    ///
    /// The components are taken `64 * words` at a time; one sweep over the condensation tells which of them each
    /// component reaches. Time O(components / (64 * words) * edges * words), memory `8 * words` bytes a component.
    /// Turn the graph round to count what a node is reached from: its impact.
    package func reachCounts(of graph: DirectedGraph, words: Int = 8) -> [Int32] {
        let condensed = condensed(graph)
        let groups = groups
        var total = [Int32](repeating: 0, count: count)
        let sizes = (0..<count).map { Int32(groups.nodes($0).count) }
        condensed.forEachReachBlock(words: words) { block, bits in
            let large = block.filter { sizes[$0] > 1 }
            for component in block.lowerBound..<count {
                let row = UnsafeBufferPointer(rebasing: bits[(component * words)..<((component + 1) * words)])
                var reached: Int32 = 0
                for word in row { reached &+= Int32(truncatingIfNeeded: word.nonzeroBitCount) }
                for other in large where row.hasBit(other - block.lowerBound) { reached &+= sizes[other] - 1 }
                total[component] &+= reached
            }
        }
        return component.map { total[Int($0)] }
    }
}

extension DirectedGraph {
    /// Sweeps over a graph whose edges all lead to smaller numbers, `64 * words` targets at a time.
    ///
    /// - Parameter visit: gets the block of targets and, for every node from the block's first on, `words` words in which
    ///   bit i says whether the node reaches the i-th of the block. Nodes before it reach none of them.
    func forEachReachBlock(words: Int, _ visit: (Range<Int>, UnsafeMutableBufferPointer<UInt64>) -> Void) {
        withRows { rows in
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: max(count * words, 1)) { bits in
                for start in stride(from: 0, to: count, by: 64 * words) {
                    let block = start..<min(start + 64 * words, count)
                    for node in start..<count {
                        let row = bits.baseAddress.unsafelyUnwrapped + node * words
                        row.update(repeating: 0, count: words)
                        if node < block.upperBound { row[(node - start) >> 6] |= 1 << UInt64((node - start) & 63) }
                        for edge in rows.range(node) where Int(rows.targets[edge]) >= start {
                            let other = bits.baseAddress.unsafelyUnwrapped + Int(rows.targets[edge]) * words
                            for word in 0..<words { row[word] |= other[word] }
                        }
                    }
                    visit(block, bits)
                }
            }
        }
    }
}

extension UnsafeBufferPointer<UInt64> {
    func hasBit(_ bit: Int) -> Bool { self[bit >> 6] >> UInt64(bit & 63) & 1 == 1 }
}
