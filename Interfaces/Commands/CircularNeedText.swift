internal import DependencyGraph
internal import Estate
internal import Pictures

/// A circular need told to people: who needs whom, how it is broken, and what forces that.
struct CircularNeedText {
    private static let shown = 8

    private let need: CircularNeed

    init(_ need: CircularNeed) {
        self.need = need
    }

    var text: String { ([names(need.members, " <-> ")] + bootstraps + tolerated + proof).joined(separator: "\n") }

    private var bootstraps: [String] {
        need.bootstraps.flatMap { member in
            [
                "  bootstrap '\(printable(member.bootstrap.name))' (cost \(member.bootstrap.cost)): "
                    + "\(printable(member.asset.text)) starts without \(names(member.without, ", ")).",
                "  \(printable(member.bootstrap.explanation))",
            ]
        }
    }

    private var tolerated: [String] {
        need.tolerated.map { dependency in
            "  tolerated at the start (cost \(DependencyGraph.toleranceCost(of: dependency) ?? 0)): "
                + "\(printable(dependency.dependent.text)) \(GraphView.label(dependency)) "
                + printable(dependency.provider.text)
        }
    }

    private var proof: [String] {
        let best =
            need.isProvedCheapest
            ? "Nothing cheaper breaks it (cost \(need.cost))."
            : "It may be possible for \(need.lowerBound) instead of \(need.cost): the search ended before it was proved."
        let circles = need.forcing.prefix(3).map { "  because of the circle \(names($0 + $0.prefix(1), " -> "))" }
        let open = need.unbreakable.map {
            "  NOTHING BREAKS the circle \(names($0 + $0.prefix(1), " -> ")): give a member a bootstrap"
        }
        return ["  \(best)"] + circles + open
    }

    private func names(_ assets: [AssetID], _ separator: String) -> String {
        assets.prefix(Self.shown).map { printable($0.text) }.joined(separator: separator)
            + (assets.count > Self.shown ? "\(separator)and \(assets.count - Self.shown) more" : "")
    }
}
