internal import Estate

extension GraphView {
    /// The graph as a picture: one column for each tier, foundations on the left, dependencies as curves.
    ///
    /// Datasets would crowd it and are left to the table.
    package var svg: String { GraphPicture(self).render() }
}

/// Lays the nodes of a graph out in columns and draws them.
private struct GraphPicture {
    private static let width = 190
    private static let height = 44
    private static let columnGap = 90
    private static let rowGap = 16
    private static let margin = 24
    private static let header = 28
    private static let stagger = 30

    private let view: GraphView
    private let columns: [[GraphView.Node]]
    private var positions: [AssetID: (x: Int, y: Int)] = [:]
    private let providers: [AssetID: [AssetID]]

    init(_ view: GraphView) {
        self.view = view
        let shown = view.nodes.filter { $0.asset.kind != .dataset }
        let tiers = Set(shown.map(\.tier)).sorted()
        let byTier = Dictionary(grouping: shown, by: \.tier)
        columns = tiers.map { byTier[$0] ?? [] }
        providers = Dictionary(grouping: view.edges, by: \.dependency.dependent).mapValues {
            $0.map(\.dependency.provider)
        }
        place()
    }

    /// Rows follow the mean row of what a node needs, so that curves cross less.
    private mutating func place() {
        for (column, nodes) in columns.enumerated() {
            let weighed = nodes.map { (weight: weight($0), id: $0.asset.id) }
            for (row, node) in weighed.sorted(by: <).enumerated() {
                positions[node.id] = (
                    Self.margin + column * (Self.width + Self.columnGap),
                    // Every other column hangs lower, so that curves over two columns do not hide behind boxes.
                    Self.margin + Self.header + row * (Self.height + Self.rowGap) + column % 2 * Self.stagger
                )
            }
        }
    }

    private func weight(_ node: GraphView.Node) -> Int {
        let rows = providers[node.asset.id, default: []].compactMap { positions[$0]?.y }
        return rows.isEmpty ? 0 : rows.reduce(0, +) / rows.count
    }

    func render() -> String {
        let columnWidth = Self.width + Self.columnGap
        let total = Self.margin * 2 + columns.count * columnWidth - Self.columnGap
        let tallest = columns.map(\.count).max() ?? 0
        let bottom = Self.margin * 2 + Self.header + Self.stagger + tallest * (Self.height + Self.rowGap)
        var parts = [
            #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \#(total) \#(bottom)" width="\#(total)" "#
                + #"height="\#(bottom)" role="img" aria-label="Dependencies of \#(escapeMarkup(view.estate.name))">"#,
            Self.style,
        ]
        parts += columns.indices.map(title)
        parts += view.edges.compactMap(curve)
        parts += columns.flatMap { $0 }.map(box)
        return (parts + ["</svg>", ""]).joined(separator: "\n")
    }

    private func title(_ column: Int) -> String {
        let tier = columns[column].first?.tier ?? 0
        let x = Self.margin + column * (Self.width + Self.columnGap)
        let text = tier == 0 ? "tier 0: foundations" : "tier \(tier)"
        return #"<text class="tier" x="\#(x)" y="\#(Self.margin + 6)">\#(text)</text>"#
    }

    private func box(_ node: GraphView.Node) -> String {
        guard let (x, y) = positions[node.asset.id] else { return "" }
        let kind = node.isCircular ? "circular" : node.asset.kind.rawValue
        let detail = node.asset.kind == .service ? node.asset.recipe ?? "service" : node.asset.kind.rawValue
        return """
            <g class="\(kind)"><title>\(escapeMarkup(node.asset.id.text)), tier \(node.tier)</title>\
            <rect x="\(x)" y="\(y)" width="\(Self.width)" height="\(Self.height)" rx="6"/>\
            <text x="\(x + 10)" y="\(y + 19)">\(escapeMarkup(String(node.asset.id.text.prefix(26))))</text>\
            <text class="detail" x="\(x + 10)" y="\(y + 35)">\(escapeMarkup(String(detail.prefix(30))))</text></g>
            """
    }

    private func curve(_ edge: GraphView.Edge) -> String? {
        guard let from = positions[edge.dependency.dependent], let to = positions[edge.dependency.provider] else {
            return nil
        }
        let half = Self.height / 2
        let isBackward = to.x >= from.x
        let startX = isBackward ? from.x + Self.width : from.x
        let endX = to.x + Self.width
        let bend = isBackward ? 50 : (startX - endX) / 2
        let first = isBackward ? startX + bend : startX - bend
        let kind = edge.dependency.strength == .soft ? "soft" : edge.dependency.kind.rawValue
        return """
            <path class="edge \(kind)" d="M\(startX),\(from.y + half) C\(first),\(from.y + half) \(endX + bend),\(to.y + half) \
            \(endX),\(to.y + half)"><title>\(escapeMarkup(edge.dependency.dependent.text)) \
            \(escapeMarkup(GraphView.label(edge.dependency))) \(escapeMarkup(edge.dependency.provider.text)) \
            (\(edge.confidence) %)</title></path>
            """
    }

    private static let style = """
        <style>
        text { font: 13px system-ui, sans-serif; fill: #1b2733; }
        .detail { font-size: 11px; fill: #5b6b7a; } .tier { font-size: 12px; font-weight: 600; fill: #5b6b7a; }
        rect { fill: #eef3f8; stroke: #9fb3c8; } .service rect { fill: #e3f1e7; stroke: #7fb38f; }
        .circular rect { fill: #fde8d3; stroke: #d98b3a; } .external rect { fill: #f3f3f3; stroke-dasharray: 4 3; }
        .edge { fill: none; stroke: #8295a8; stroke-width: 1.3; } .edge.soft { stroke-dasharray: 4 3; }
        .edge.calls, .edge.authenticates-with { stroke: #2f6fb2; } .edge.runs-on { stroke: #c3ced8; }
        .edge.resolves-with { stroke: #b9772f; } .edge.unlocked-by, .edge.protected-by { stroke: #a33c5c; }
        </style>
        """
}
