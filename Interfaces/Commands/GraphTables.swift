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
        [tiers, dependencies, foundations, circles, blindSpots].filter { !$0.isEmpty }.joined(separator: "\n")
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
        view.circularNeeds.map { "Circular need: \(CircularNeedText($0).text)\n" }.joined(separator: "\n")
    }

    /// What everything else rests on, and what should be such a thing and is not.
    private var foundations: String {
        let firm = view.foundations.prefix(10).map { "Foundation: \(printable($0.why))\n" }
        let more = view.foundations.count > 10 ? "and \(view.foundations.count - 10) more foundations\n" : ""
        let unsound = view.unsoundFoundations.map { foundation in
            let chain = foundation.chain.map { "\($0.dependent) \(GraphView.label($0)) \($0.provider)" }
            return printable(
                "Not the foundation that it should be: \(foundation.asset), needed by \(foundation.dependents), "
                    + "depends on what it carries: \(chain.joined(separator: ", "))") + "\n"
        }
        return firm.joined() + more + unsound.joined()
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
