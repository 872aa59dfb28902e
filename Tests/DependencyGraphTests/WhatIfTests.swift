import DependencyGraph
import Estate
import Testing

@Suite struct WhatIfTests {
    private let estate = Estates.estate([
        Estates.needs("h1/app", "h2/db"), Estates.needs("h1/app", "h3/cache", .calls, .run, .soft),
        Estates.needs("h2/db", "h2:/data", .storesOn),
    ])

    @Test func aLossTakesDependentsDown() {
        let after = WhatIf([.lose([AssetID("h2"), AssetID("h9")])], in: estate, recipes: [:])
        #expect(after.down.texts == ["h1/app", "h2", "h2/db", "h2:/data"])
        #expect(after.degraded.isEmpty)
        #expect(after.unknown.texts == ["h9"])
        #expect(after.estate.asset(AssetID("h2")) == nil && after.estate.asset(AssetID("h1/app")) != nil)
        #expect(after.estate.dependencies.allSatisfy { $0.provider != AssetID("h2") })
    }

    @Test func aSoftLossDegrades() {
        let after = WhatIf([.lose([AssetID("h3")])], in: estate, recipes: [:])
        #expect(after.down.texts == ["h3", "h3/cache"])
        #expect(after.degraded.texts == ["h1/app"])
        #expect(after.newCircularNeeds.isEmpty && after.tierChanges.isEmpty)
    }

    @Test func anAddedNeedMayCloseACircleAndRaiseTiers() throws {
        let closing = WhatIf([.add(Estates.needs("h2/db", "h1/app"))], in: estate, recipes: [:])
        #expect(closing.newCircularNeeds.map(\.members.texts) == [["h1/app", "h2/db"]])
        #expect(closing.down.isEmpty)
        let raising = WhatIf([.add(Estates.needs("h2/db", "h3/cache"))], in: estate, recipes: [:])
        #expect(raising.newCircularNeeds.isEmpty)
        #expect(raising.tierChanges.isEmpty, "its data already stands as high as the cache")
        let host = WhatIf([.add(Estates.needs("h3", "h1/app"))], in: estate, recipes: [:])
        #expect(host.tierChanges.map(\.asset.text) == ["h3", "h3/cache"])
        #expect(host.tierChanges.first?.before == 0 && host.tierChanges.first?.after == 4)
    }

    @Test func aRemovedNeedOpensTheCircleAgain() throws {
        let need = Estates.needs("h2/db", "h1/app")
        let closed = WhatIf([.add(need)], in: estate, recipes: [:]).estate
        let opened = WhatIf([.remove(need.key)], in: closed, recipes: [:])
        #expect(opened.endedCircularNeeds.map(\.members.texts) == [["h1/app", "h2/db"]])
        #expect(opened.estate == estate)
    }
}
