/// The nodes of each component side by side.
package struct ComponentGroups: Sendable {
    private let rows: DirectedGraph

    /// The nodes of `component`, ascending.
    package func nodes(_ component: Int) -> ArraySlice<Int32> { rows.successors(component) }

    package var count: Int { rows.count }

    init(_ components: Components) {
        let nodes = [Int32](unsafeUninitializedCapacity: components.component.count) { buffer, used in
            for node in components.component.indices { buffer[node] = Int32(truncatingIfNeeded: node) }
            used = components.component.count
        }
        let sorted = DirectedGraph(
            count: max(components.count, 1), from: components.component, to: nodes)
        rows =
            components.count == 0 ? DirectedGraph(count: 0, offsets: [0], targets: []) : sorted
    }
}

extension Components {
    /// The nodes of each component, ascending, without an array for each.
    package var groups: ComponentGroups { ComponentGroups(self) }

    /// The nodes of each component, ascending.
    package var members: [[Int]] {
        let groups = groups
        return (0..<count).map { groups.nodes($0).map(Int.init) }
    }

    /// The components of more than one node, each with its nodes ascending, in order of the first node.
    package var circles: [[Int32]] {
        let groups = groups
        return (0..<count).map(groups.nodes).filter { $0.count > 1 }.map(Array.init)
            .sorted { ($0.first ?? 0) < ($1.first ?? 0) }
    }

    /// The graph of the components: no self-loops, no parallel edges; every edge leads to a smaller number.
    package func condensed(_ graph: DirectedGraph) -> DirectedGraph {
        let groups = groups
        var offsets: [Int32] = [0]
        offsets.reserveCapacity(count + 1)
        var targets: [Int32] = []
        var seenFrom = [Int32](repeating: -1, count: count)
        graph.withRows { rows in
            component.withUnsafeBufferPointer { component in
                seenFrom.withUnsafeMutableBufferPointer { seenFrom in
                    for origin in 0..<count {
                        seenFrom[origin] = Int32(truncatingIfNeeded: origin)
                        for node in groups.nodes(origin) {
                            for edge in rows.range(Int(node)) {
                                let target = component[Int(rows.targets[edge])]
                                guard seenFrom[Int(target)] != Int32(truncatingIfNeeded: origin) else { continue }
                                seenFrom[Int(target)] = Int32(truncatingIfNeeded: origin)
                                targets.append(target)
                            }
                        }
                        offsets.append(Int32(truncatingIfNeeded: targets.count))
                    }
                }
            }
        }
        return DirectedGraph(count: count, offsets: offsets, targets: targets)
    }

    /// The edges of `graph` that lie inside components, self-loops included: all that cycles are made of.
    package func inner(_ graph: DirectedGraph) -> DirectedGraph {
        var offsets: [Int32] = [0]
        offsets.reserveCapacity(graph.count + 1)
        var targets: [Int32] = []
        graph.withRows { rows in
            component.withUnsafeBufferPointer { component in
                for node in 0..<graph.count {
                    for edge in rows.range(node) {
                        let target = rows.targets[edge]
                        if component[node] == component[Int(target)] { targets.append(target) }
                    }
                    offsets.append(Int32(truncatingIfNeeded: targets.count))
                }
            }
        }
        return DirectedGraph(count: graph.count, offsets: offsets, targets: targets)
    }
}
