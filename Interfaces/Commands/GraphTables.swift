internal import DependencyGraph
internal import Estate
internal import Pictures

/// The graph as text for a terminal.
struct GraphTables {
    private let view: GraphView

    init(_ view: GraphView) {
        self.view = view
    }

    var text: String {
        [tiers, dependencies, circles, blindSpots].filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var tiers: String {
        var table = TextTable("TIER", "ASSET", "KIND", "RECIPE", "LISTENS")
        for node in view.nodes.sorted(by: { ($0.tier, $0.asset.id) < ($1.tier, $1.asset.id) }) {
            let ports = Set(node.asset.listeners.map { "\($0.transport)/\($0.port)" }).sorted()
            let listens = ports.prefix(6).joined(separator: " ") + (ports.count > 6 ? " +\(ports.count - 6)" : "")
            let mark = node.isCircular ? " (circular)" : node.isFoundation ? " (foundation)" : ""
            table.add(
                String(node.tier), node.asset.id.text + mark, node.asset.kind.rawValue, node.asset.recipe ?? "-",
                listens.isEmpty ? "-" : listens)
        }
        return table.text
    }

    private var dependencies: String {
        var table = TextTable("DEPENDENT", "NEEDS", "PROVIDER", "PHASE", "CONFIDENCE")
        for edge in view.edges where edge.dependency.kind != .runsOn && edge.dependency.kind != .storesOn {
            table.add(
                edge.dependency.dependent.text, GraphView.label(edge.dependency), edge.dependency.provider.text,
                edge.dependency.phase.rawValue, "\(edge.confidence) %")
        }
        return table.text
    }

    private var circles: String {
        view.circularNeeds.map { circle in
            var lines = ["Circular need: " + circle.members.map { printable($0.text) }.joined(separator: " <-> ")]
            for member in circle.bootstraps {
                let without = member.without.map { printable($0.text) }.joined(separator: ", ")
                lines.append(
                    "  bootstrap '\(member.bootstrap.name)': \(printable(member.asset.text)) starts without \(without)."
                )
                lines.append("  \(member.bootstrap.explanation)")
            }
            for dependency in circle.tolerated {
                lines.append(
                    "  tolerated at the start: \(printable(dependency.dependent.text)) \(GraphView.label(dependency)) "
                        + "\(printable(dependency.provider.text)), confidence "
                        + "\(DependencyGraph.confidence(of: dependency)) %.")
            }
            for cycle in circle.unbreakable {
                lines.append("  nothing can break: " + cycle.map { printable($0.text) }.joined(separator: " -> "))
            }
            if !circle.isProvedCheapest, circle.unbreakable.isEmpty {
                lines.append("  It costs \(circle.cost); a way that costs \(circle.lowerBound) is not ruled out.")
            }
            return lines.joined(separator: "\n") + "\n"
        }.joined(separator: "\n")
    }

    private var blindSpots: String {
        guard !view.estate.blindSpots.isEmpty else { return "" }
        return "Not seen:\n" + grouped(view.estate.blindSpots)
    }
}

/// Blind spots with the subjects that share a reason named together, a line each.
func grouped(_ spots: [BlindSpot]) -> String {
    let groups = Dictionary(grouping: spots, by: \.reason).sorted { $0.key < $1.key }
    return groups.map { reason, spots in
        "  \(spots.map { printable($0.subject) }.joined(separator: ", ")): \(printable(reason))\n"
    }.joined()
}
