extension Components {
    /// The tier of every component of `graph`: 0 leads nowhere else, others stand one above the highest they lead to.
    package func tiers(of graph: DirectedGraph) -> [Int32] {
        let groups = groups
        var tier = [Int32](repeating: 0, count: count)
        graph.withRows { rows in
            component.withUnsafeBufferPointer { component in
                tier.withUnsafeMutableBufferPointer { tier in
                    // Components are numbered providers first, so each tier is final when it is read.
                    for own in 0..<count {
                        var highest: Int32 = -1
                        for node in groups.nodes(own) {
                            for edge in rows.range(Int(node)) {
                                let other = Int(component[Int(rows.targets[edge])])
                                if other != own { highest = max(highest, tier[other]) }
                            }
                        }
                        tier[own] = highest + 1
                    }
                }
            }
        }
        return tier
    }
}

extension DirectedGraph {
    /// The tier of every node: 0 needs nothing outside its component; the members of a component share a tier.
    package func tiers() -> [Int32] {
        let components = Components(of: self)
        let tier = components.tiers(of: self)
        return components.component.map { tier[Int($0)] }
    }
}
