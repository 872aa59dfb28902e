import DependencyGraph
import Estate
import Testing

@Suite struct FoundationTests {
    @Test func foundationsTellWhatRestsOnThem() {
        let estate = Estates.estate([
            Estates.needs("h1/app", "h2/db"), Estates.needs("h1/job", "h2/db"), Estates.needs("h1/app", "h3"),
        ])
        let foundations = DependencyGraph(estate: estate).foundationsWithReasons()
        #expect(foundations.map(\.asset.text) == ["h2", "h1", "h3"])
        #expect(foundations.first.map { [$0.dependents, $0.impact] } == [1, 3])
        #expect(foundations.first?.why == "h2 needs nothing else in the estate; 1 asset needs it directly, 3 in all.")
    }

    @Test func aResolverThatNeedsWhatItCarriesIsNoFoundation() throws {
        let estate = Estates.estate([
            Estates.needs("h1/bind9", "h2/db"), Estates.needs("h2/db", "h1/bind9", .resolvesWith),
            Estates.needs("h3/app", "h2/db"), Estates.needs("h3/app", "h3/local", .resolvesWith),
        ])
        let found = DependencyGraph(estate: estate).unsoundFoundations(recipes: [:])
        #expect(found.map(\.asset.text) == ["h1/bind9"])
        #expect(found.first?.reason == .provides(.resolvesWith))
        #expect(found.first?.chain.map(\.provider.text) == ["h2/db", "h1/bind9"])
    }

    @Test func aRecipeTellsWhatAServiceIsMeantFor() {
        let estate = Estates.estate([Estates.needs("h1/bind9", "h2/db"), Estates.needs("h2/db", "h1/bind9")])
        let recipes = ["bind9": Estates.recipe("bind9", cost: 1, listens: [.resolvesWith])]
        let found = DependencyGraph(estate: estate).unsoundFoundations(recipes: recipes)
        #expect(found.map(\.asset.text) == ["h1/bind9"])
        #expect(found.first?.reason == .isMeantFor(.resolvesWith))
    }

    @Test func whatManyNeedShouldNotNeedThem() {
        let many = (0..<12).map { Estates.needs("h2/s\($0)", "h1/hub") }
        let estate = Estates.estate(many + [Estates.needs("h1/hub", "h2/s3")])
        let found = DependencyGraph(estate: estate).unsoundFoundations(recipes: [:])
        #expect(found.map(\.asset.text) == ["h1/hub"])
        #expect(found.first?.reason == .carries(12))
    }
}
