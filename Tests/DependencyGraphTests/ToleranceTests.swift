import DependencyGraph
import Estate
import Testing

@Suite struct ToleranceTests {
    @Test func aNeedThatOnlyConfigurationTellsOfIsToleratedBeforeAServiceStartsDegraded() throws {
        let weak = Estates.needs("h1/b", "h1/a", sources: ["configuration"])
        let estate = Estates.estate([Estates.needs("h1/a", "h1/b"), weak])
        let circle = try #require(DependencyGraph(estate: estate).circularNeeds(recipes: [:]).first)
        #expect(circle.bootstraps.isEmpty)
        #expect(circle.tolerated == [weak])
        #expect(circle.cost == 75 && circle.isProvedCheapest && circle.lowerBound == 75)
        #expect(circle.forcing == [["h1/a", "h1/b"].map { AssetID($0) }])
    }

    @Test func aCheaperBootstrapIsPreferred() throws {
        let estate = Estates.estate([
            Estates.needs("h1/a", "h1/b"), Estates.needs("h1/b", "h1/a", sources: ["configuration"]),
        ])
        let recipes = ["a": Estates.recipe("a", cost: 5)]
        let circle = try #require(DependencyGraph(estate: estate).circularNeeds(recipes: recipes).first)
        #expect(circle.bootstraps.map(\.bootstrap.name) == ["a-first"])
        #expect(circle.tolerated.isEmpty && circle.cost == 5)
    }

    @Test func aConfirmedNeedIsNeverTolerated() throws {
        let estate = Estates.estate([
            Estates.needs("h1/a", "h1/b"), Estates.needs("h1/b", "h1/a", sources: ["configuration", "confirmed"]),
        ])
        let circle = try #require(DependencyGraph(estate: estate).circularNeeds(recipes: [:]).first)
        #expect(circle.bootstraps.map(\.bootstrap.name) == ["start-degraded"])
    }

    @Test func whatNothingCanBreakIsNamed() throws {
        let estate = Estates.estate([
            Estates.needs("h1", "h2", .runsOn), Estates.needs("h2", "h1", .runsOn), Estates.needs("h2/a", "h1/b"),
        ])
        let circle = try #require(DependencyGraph(estate: estate).circularNeeds(recipes: [:]).first)
        #expect(circle.members.texts == ["h1", "h2"])
        #expect(circle.unbreakable.map(\.texts) == [["h1", "h2"]])
        #expect(circle.bootstraps.isEmpty && !circle.isProvedCheapest)
    }

    @Test func theCostFollowsKindConfidenceAndWhatWasSeen() {
        func cost(_ kind: DependencyKind, _ sources: [String]) -> Int? {
            DependencyGraph.toleranceCost(of: Estates.needs("a", "b", kind, sources: sources))
        }
        #expect(cost(.calls, ["socket"]) == 170)
        #expect(cost(.calls, ["configuration"]) == 75)
        #expect(cost(.keepsTimeWith, ["configuration"]) == 38)
        #expect(cost(.startsAfter, ["unit"]) == 95)
        #expect(cost(.runsOn, ["configuration"]) == nil)
        #expect(cost(.storesOn, ["configuration"]) == nil)
        #expect(cost(.calls, ["confirmed"]) == nil)
        #expect(cost(.calls, ["socket", "rejected"]) == 1)
    }

    @Test func aHostThatNeedsItsOwnServiceGetsItFirst() throws {
        let estate = Estates.estate([Estates.needs("h1", "h1/bind9", .resolvesWith, sources: ["configuration"])])
        let circle = try #require(DependencyGraph(estate: estate).circularNeeds(recipes: [:]).first)
        #expect(circle.members.texts == ["h1", "h1/bind9"])
        #expect(circle.tolerated.isEmpty && circle.bootstraps.map(\.asset.text) == ["h1/bind9"])
    }

    @Test func bothDependenciesOfAnEdgeArePaidFor() throws {
        let estate = Estates.estate([
            Estates.needs("h1/a", "h1/b"), Estates.needs("h1/b", "h1/a", .calls, sources: ["configuration"]),
            Estates.needs("h1/b", "h1/a", .keepsTimeWith, sources: ["configuration"]),
        ])
        let circle = try #require(DependencyGraph(estate: estate).circularNeeds(recipes: [:]).first)
        #expect(circle.bootstraps.count == 1 && circle.tolerated.isEmpty, "75 and 38 are more than 100")
        #expect(circle.dependencies.count == 3)
    }

    @Test func aHundredCirclesOfOneServiceAreProved() {
        let needs = (0..<100).flatMap { number in
            [Estates.needs("h/hub", "h/s\(number)"), Estates.needs("h/s\(number)", "h/hub")]
        }
        let circles = DependencyGraph(estate: Estates.estate(needs)).circularNeeds(recipes: [:])
        #expect(circles.count == 1)
        #expect(circles.first?.bootstraps.map(\.asset.text) == ["h/hub"])
        #expect(circles.first?.isProvedCheapest == true)
        #expect(circles.first?.bootstraps.first?.without.count == 100)
    }
}
