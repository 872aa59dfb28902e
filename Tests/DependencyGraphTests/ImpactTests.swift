import DependencyGraph
import Estate
import Testing

@Suite struct ImpactTests {
    /// web needs app, app needs db and (softly) cache; batch needs db.
    private let shop = Estates.estate([
        Estates.needs("web1/nginx", "app1/shop"), Estates.needs("app1/shop", "db1/postgresql"),
        Estates.needs("app1/shop", "app2/redis", .calls, .run, .soft), Estates.needs("app2/batch", "db1/postgresql"),
        Estates.needs("db1/postgresql", "ns1/bind9", .resolvesWith),
        Estates.needs("web1/nginx", "ns1/bind9", .resolvesWith),
    ])

    private var whole: DependencyGraph {
        DependencyGraph(estate: shop, strengths: Set(DependencyStrength.allCases))
    }

    @Test func hardNeedsStopAndSoftOnesDegrade() {
        let impact = whole.blastRadius(of: [AssetID("app2")])
        #expect(impact.stopped.texts == ["app2", "app2/batch", "app2/redis"])
        #expect(impact.degraded.texts == ["app1/shop", "web1/nginx"])
        let database = whole.blastRadius(of: [AssetID("db1/postgresql")])
        #expect(database.stopped.texts == ["app1/shop", "app2/batch", "db1/postgresql", "web1/nginx"])
        #expect(database.degraded.isEmpty)
        #expect(whole.blastRadius(of: [AssetID("nobody")]).stopped.isEmpty)
    }

    @Test func countsAreTheSizesOfTheImpacts() {
        let graph = DependencyGraph(estate: shop)
        for (node, count) in graph.impactCounts().enumerated() {
            #expect(count == graph.impact(of: [graph.id(node)]).count)
        }
    }

    @Test func chokePointsAreWhatEveryChainPasses() {
        let graph = DependencyGraph(estate: shop)
        let entries = [AssetID("web1/nginx")]
        #expect(
            graph.chokePoints(from: entries, to: AssetID("db1")).texts == ["db1/postgresql", "app1/shop", "web1/nginx"])
        #expect(graph.chokePoints(from: entries, to: AssetID("ns1")).texts == ["ns1/bind9", "web1/nginx"])
        let first = graph.chokePoints(of: entries).first
        #expect(first?.asset.text == "web1/nginx" && first?.others == 7)
    }

    @Test func aSinglePointOfFailureIsBelowEveryChain() {
        let graph = DependencyGraph(
            estate: Estates.estate([
                Estates.needs("a", "b"), Estates.needs("a", "c"), Estates.needs("b", "d"), Estates.needs("c", "d"),
                Estates.needs("d", "e"), Estates.needs("d", "f"),
            ]))
        #expect(graph.singlePointsOfFailure(of: AssetID("a")).texts == ["d"])
        #expect(graph.singlePointsOfFailure(of: AssetID("d")).isEmpty)
        #expect(graph.singlePointsOfFailure(of: AssetID("nobody")).isEmpty)
    }

    @Test func chainsComeShortestFirst() {
        let chains = DependencyGraph(estate: shop).chains(
            from: AssetID("web1/nginx"), to: AssetID("ns1/bind9"), limit: 5)
        #expect(
            chains.map { $0.map(\.provider.text) } == [["ns1/bind9"], ["app1/shop", "db1/postgresql", "ns1/bind9"]])
    }

    @Test func severalDependenciesBetweenTwoAssetsAreOneEdge() throws {
        let estate = Estates.estate([
            Estates.needs("a", "b", .calls, .run, .soft), Estates.needs("a", "b", .resolvesWith),
            Estates.needs("a", "a"),
        ])
        let graph = DependencyGraph(estate: estate, strengths: Set(DependencyStrength.allCases))
        let (from, to) = (try #require(graph.node(AssetID("a"))), try #require(graph.node(AssetID("b"))))
        #expect(graph.dependency(from: from, to: to)?.kind == .resolvesWith)
        #expect(graph.dependencies(ofEdge: try #require(graph.edge(from: from, to: to))).count == 2)
        #expect(graph.dependency(from: to, to: from) == nil)
    }

    @Test func anUnsortedEstateMakesTheSameGraph() {
        var shuffled = shop
        shuffled.dependencies.reverse()
        let (graph, other) = (DependencyGraph(estate: shop), DependencyGraph(estate: shuffled))
        #expect(graph.tiers() == other.tiers() && graph.impactCounts() == other.impactCounts())
        let (from, to) = (AssetID("web1/nginx"), AssetID("ns1"))
        #expect(graph.chains(from: from, to: to, limit: 9) == other.chains(from: from, to: to, limit: 9))
    }
}
