package import Contracts
internal import PlanForms
package import RecoveryPlan

/// Draws the steps of a plan along time, host by host, with an arrow for each need that crosses hosts.
///
/// The picture needs nothing from elsewhere, has no scripts, and shows what is critical by more than its colour.
package struct SVGEmitter: Emitter {
    package let format = "svg"

    package init() {}

    package func emit(_ plan: Plan, digest: String) throws -> [EmittedFile] {
        let layout = TimelineLayout(try DrawnPlan(plan))
        let title = MarkupText.escaped("Restoration of \(plan.estate), plan \(digest.prefix(12))")
        let head = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(layout.width) \(layout.height)" width="\(layout.width)" \
            height="\(layout.height)" role="img" aria-label="\(title)">
            <title>\(title)</title>
            <desc>Plan \(MarkupText.escaped(digest)). Bars are steps at their predicted times; dark ones decide how long it \
            all takes; lines lead from what is needed to what needs it.</desc>
            \(Self.style)
            <rect class="paper" width="\(layout.width)" height="\(layout.height)"/>
            <text class="head" x="12" y="22">\(title)</text>
            """
        let parts = [head, axis(layout), groups(layout), needs(layout), bars(layout), "</svg>", ""]
        return [EmittedFile(name: "restore.svg", contents: parts.joined(separator: "\n"))]
    }

    private func axis(_ layout: TimelineLayout) -> String {
        layout.ticks.map { second in
            """
            <line class="grid" x1="\(layout.x(second))" y1="\(TimelineLayout.top - 4)" x2="\(layout.x(second))" \
            y2="\(layout.height - 8)"/><text class="axis" x="\(layout.x(second))" y="\(TimelineLayout.top - 10)">\
            \(PeopleText.duration(second))</text>
            """
        }.joined(separator: "\n")
    }

    private func groups(_ layout: TimelineLayout) -> String {
        layout.groups.map { group in
            """
            <line class="grid" x1="0" y1="\(group.y)" x2="\(layout.width)" y2="\(group.y)"/>\
            <text class="host" x="12" y="\(group.y + 15)">\(MarkupText.escaped(String(group.name.prefix(60))))</text>
            """
        }.joined(separator: "\n")
    }

    private func needs(_ layout: TimelineLayout) -> String {
        layout.drawn.items.flatMap { item in
            item.needs.map { need in
                let other = layout.drawn.items[need]
                let (x1, y1) = (layout.x(other.finish), layout.y[need] + TimelineLayout.row / 2)
                let (x2, y2) = (layout.x(item.start), layout.y[item.number] + TimelineLayout.row / 2)
                let kind = item.isCritical && other.isCritical ? "need critical" : "need"
                // A step that starts where its need ends is close by: a short curve, not a loop.
                let bend = x2 - x1 < 24 ? 7 : 24
                return
                    "<path class=\"\(kind)\" data-from=\"\(need)\" data-to=\"\(item.number)\" "
                    + "d=\"M\(x1) \(y1) C\(x1 + bend) \(y1) \(x2 - bend) \(y2) \(x2) \(y2)\"/>"
            }
        }.joined(separator: "\n")
    }

    private func bars(_ layout: TimelineLayout) -> String {
        layout.drawn.items.map { item in
            let (left, right) = (layout.x(item.start), layout.x(item.finish))
            let y = layout.y[item.number]
            let width = max(3, right - left)
            let name = MarkupText.escaped(item.step.id.text)
            let label = MarkupText.escaped(String(item.step.id.text.prefix(70)))
            // Beside the bar where there is room, before it otherwise.
            let isLate = left + width > layout.width - 300
            let place = isLate ? "x=\"\(left - 6)\" text-anchor=\"end\"" : "x=\"\(left + width + 6)\""
            return """
                <g data-step="\(item.number)"\(item.isCritical ? " class=\"critical\"" : "")><title>\(name)</title>\
                <rect class="bar" x="\(left)" y="\(y + 4)" width="\(width)" height="\(TimelineLayout.row - 8)" rx="3"/>\
                <text \(place) y="\(y + 15)">\(label)</text></g>
                """
        }.joined(separator: "\n")
    }

    private static let style = """
        <style>
        text { font: 12px system-ui, sans-serif; fill: #1b2733; } .head { font-size: 15px; font-weight: 700; }
        .host { font-weight: 700; fill: #2f4a68; } .axis { text-anchor: middle; fill: #5b6b7a; font-size: 11px; }
        .paper { fill: #ffffff; } .grid { stroke: #e2e8ee; } .bar { fill: #8fb3d9; }
        .need { fill: none; stroke: #b9c3cd; } .need.critical { stroke: #1b2733; stroke-width: 1.6; }
        g text { paint-order: stroke; stroke: #ffffff; stroke-width: 3px; }
        .critical .bar { fill: #24507f; } .critical text { font-weight: 700; }
        </style>
        """
}
