extension DirectedGraph {
    /// Which edges a drawing needs, by edge number: the others follow from chains of those that stay.
    ///
    /// Between components an edge is dropped when another way leads to the same component, or when it repeats an earlier
    /// edge between the same two components; inside components every edge stays. What reaches what does not change.
    /// Memory is linear: the closure is made 64 * `words` columns at a time.
    package func transitivelyReduced(words: Int = 8) -> [Bool] {
        let components = Components(of: self)
        let condensed = components.condensed(self)
        let redundant = condensed.redundantEdges(words: words)
        return keptEdges(components, condensed, redundant)
    }

    /// For a graph without cycles and parallel edges whose edges lead to smaller numbers.
    private func redundantEdges(words: Int) -> [Bool] {
        var redundant = [Bool](repeating: false, count: edgeCount)
        withRows { rows in
            forEachReachBlock(words: words) { block, bits in
                for node in block.lowerBound..<count where rows.range(node).count > 1 {
                    for edge in rows.range(node) where block.contains(Int(rows.targets[edge])) {
                        let bit = Int(rows.targets[edge]) - block.lowerBound
                        redundant[edge] = rows.range(node).contains { other in
                            other != edge
                                && bits[Int(rows.targets[other]) * words + bit >> 6] >> UInt64(bit & 63) & 1 == 1
                                && Int(rows.targets[other]) >= block.lowerBound
                        }
                    }
                }
            }
        }
        return redundant
    }

    private func keptEdges(_ components: Components, _ condensed: DirectedGraph, _ redundant: [Bool]) -> [Bool] {
        var kept = [Bool](repeating: true, count: edgeCount)
        // Whether the one edge to each target component is still to be kept.
        var isOpen = [Bool](repeating: false, count: components.count)
        let groups = components.groups
        for own in 0..<components.count {
            for edge in condensed.edges(from: own) {
                isOpen[condensed.target(ofEdge: edge)] = !redundant[edge]
            }
            for node in groups.nodes(own) {
                for edge in edges(from: Int(node)) {
                    let other = Int(components.component[target(ofEdge: edge)])
                    guard other != own else { continue }
                    kept[edge] = isOpen[other]
                    isOpen[other] = false
                }
            }
        }
        return kept
    }
}
