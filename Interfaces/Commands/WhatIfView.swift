internal import DependencyGraph
internal import Estate
internal import Formats
internal import Pictures

/// What a change would do, as text and as JSON.
struct WhatIfView {
    private let result: WhatIf

    init(_ result: WhatIf) {
        self.result = result
    }

    var text: String {
        [
            list("Down", result.down), list("Goes on with less", result.degraded),
            circles("New circular need", result.newCircularNeeds),
            circles("Circular need that ends", result.endedCircularNeeds), tiers,
        ].joined()
    }

    private func list(_ title: String, _ assets: [AssetID]) -> String {
        assets.isEmpty
            ? "\(title): nothing.\n"
            : "\(title) (\(assets.count)): \(assets.map { printable($0.text) }.joined(separator: ", "))\n"
    }

    private func circles(_ title: String, _ needs: [CircularNeed]) -> String {
        guard !needs.isEmpty else { return "\(title): none.\n" }
        return needs.map { "\(title): \(CircularNeedText($0).text)\n" }.joined()
    }

    private var tiers: String {
        guard !result.tierChanges.isEmpty else { return "Tiers: as before.\n" }
        var table = TextTable("ASSET", "TIER BEFORE", "AFTER")
        for change in result.tierChanges { table.add(change.asset.text, String(change.before), String(change.after)) }
        return table.text
    }

    var json: JSONValue {
        .record([
            "down": .strings(result.down.map(\.text)), "degraded": .strings(result.degraded.map(\.text)),
            "newCircularNeeds": .array(result.newCircularNeeds.map { .strings($0.members.map(\.text)) }),
            "endedCircularNeeds": .array(result.endedCircularNeeds.map { .strings($0.members.map(\.text)) }),
            "tierChanges": .array(
                result.tierChanges.map {
                    .record([
                        "asset": .string($0.asset.text), "before": .number($0.before), "after": .number($0.after),
                    ])
                }),
        ])
    }
}
