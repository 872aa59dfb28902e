/// Rules that shrink a graph without changing the cost of its cheapest feedback set.
///
/// Sources: Levy and Low, "A contraction algorithm for finding small cycle cutsets" (1988): loops, degrees 0 and 1;
/// Lin and Jou, "On computing the minimum feedback vertex set of a directed graph by contraction operations" (2000): edges
/// between components once two-way edges are ignored (PIE), cores, dominated edges (DOME). Weights restrict them as said
/// beside each rule.
extension BitGraph {
    /// Applies all rules until none applies.
    func reduce() {
        while true {
            reduceNodes()
            guard aliveCount > 0 else { return }
            if removeEdgesBetweenComponents() { continue }
            if removeDominatedEdges() { continue }
            if takeByDominance() { continue }
            return
        }
    }

    /// Loops, nodes without way in or out, single ways in or out, cores: looks only at what changed.
    func reduceNodes() {
        while true {
            let node = dirty.first(words)
            guard node >= 0 else { return }
            dirty.remove(node)
            guard alive.contains(node) else { continue }
            if hasEdge(node, node) {
                take(node)
                continue
            }
            let ways = (into: inRow(node).size(words), out: outRow(node).size(words))
            if ways.into == 0 || ways.out == 0 {
                remove(node)
            } else if ways.into == 1, weight[inRow(node).first(words)] <= weight[node] {
                // Whatever circle it is on, its only way in is on it too and costs no more.
                contract(node)
            } else if ways.out == 1, weight[outRow(node).first(words)] <= weight[node] {
                contract(node)
            } else {
                _ = takeCore(node, inRow(node), ways.into) || takeCore(node, outRow(node), ways.out)
            }
        }
    }

    /// Takes all neighbours of a node whose ways in (or out) all come from nodes that need each other and it mutually.
    ///
    /// Of these and the node all but one have to go, and the node may as well be the one that stays. With weights: when
    /// none of them costs more.
    private func takeCore(_ node: Int, _ neighbours: UnsafeMutablePointer<UInt64>, _ size: Int) -> Bool {
        guard neighbours.common(inRow(node), words) == size, neighbours.common(outRow(node), words) == size else {
            return false
        }
        var isCore = true
        neighbours.forEach(words) { other in
            guard isCore else { return }
            isCore =
                weight[other] <= weight[node] && neighbours.common(outRow(other), words) == size - 1
                && neighbours.common(inRow(other), words) == size - 1 && !hasEdge(other, other)
        }
        guard isCore else { return false }
        for word in 0..<words { scratch[word] = neighbours[word] }
        scratch.forEach(words) { take($0) }
        return true
    }

    /// Removes one-way edges between components of the one-way edges.
    ///
    /// Circles that use no two-way edge stay within such a component, and no minimal circle but the two-way edge itself
    /// has both its ends.
    private func removeEdgesBetweenComponents() -> Bool {
        let component = oneWayComponents()
        var changed = false
        alive.forEach(words) { node in
            for word in 0..<words {
                var bits = outRow(node)[word] & ~inRow(node)[word]
                while bits != 0 {
                    let other = word << 6 &+ bits.trailingZeroBitCount
                    bits &= bits &- 1
                    guard component[node] != component[other] else { continue }
                    removeEdge(node, other)
                    changed = true
                }
            }
        }
        return changed
    }

    /// Removes one-way edges through which no minimal circle leads.
    ///
    /// So it is when each one-way in-neighbour of its start leads to its end as well, or its start leads to each one-way
    /// out-neighbour of its end: every circle through the edge could be shortened.
    private func removeDominatedEdges() -> Bool {
        var changed = false
        alive.forEach(words) { from in
            for word in 0..<words {
                var bits = outRow(from)[word] & ~inRow(from)[word]
                while bits != 0 {
                    let to = word << 6 &+ bits.trailingZeroBitCount
                    bits &= bits &- 1
                    guard isDominated(from, to) else { continue }
                    removeEdge(from, to)
                    changed = true
                }
            }
        }
        return changed
    }

    private func isDominated(_ from: Int, _ to: Int) -> Bool {
        let (fromIn, fromOut, toIn, toOut) = (inRow(from), outRow(from), inRow(to), outRow(to))
        var (before, after): (UInt64, UInt64) = (0, 0)
        for word in 0..<words {
            before |= fromIn[word] & ~fromOut[word] & ~toIn[word]
            after |= toOut[word] & ~toIn[word] & ~fromOut[word]
        }
        return before == 0 || after == 0
    }

    /// Takes a node that needs another mutually and has all of the other's neighbours.
    ///
    /// One of the two has to go, and everything that the other breaks this one breaks too, provided that it costs no
    /// more.
    private func takeByDominance() -> Bool {
        var changed = false
        alive.forEach(words) { node in
            guard alive.contains(node) else { return }
            for word in 0..<words {
                var bits = outRow(node)[word] & inRow(node)[word]
                while bits != 0 {
                    let other = word << 6 &+ bits.trailingZeroBitCount
                    bits &= bits &- 1
                    guard weight[other] <= weight[node],
                        inRow(node).isSubset(of: inRow(other), except: other, node, words),
                        outRow(node).isSubset(of: outRow(other), except: other, node, words)
                    else { continue }
                    take(other)
                    changed = true
                    return
                }
            }
        }
        return changed
    }
}
