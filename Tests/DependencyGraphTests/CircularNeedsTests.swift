import DependencyGraph
import Estate
import Testing

@Suite struct CircularNeedsTests {
    private static let seen = Instant(seconds: 1_700_000_000)

    private func needs(_ dependent: String, _ provider: String, _ kind: DependencyKind = .calls) -> Dependency {
        Dependency(
            key: DependencyKey(
                dependent: AssetID(dependent), provider: AssetID(provider), kind: kind, phase: .run),
            strength: .hard,
            evidence: [
                Evidence(
                    source: "socket", detail: "", firstSeen: Self.seen, lastSeen: Self.seen, directionRule: "listener")
            ])
    }

    private func service(_ id: String, _ recipe: String) -> Asset {
        Asset(id: AssetID(id), kind: .service, host: AssetID(String(id.prefix(3))), recipe: recipe)
    }

    private func recipe(_ name: String, cost: Int) -> Recipe {
        Recipe(
            name: name, title: name, bootstrap: Bootstrap(name: "\(name)-first", cost: cost, explanation: "It can."))
    }

    private var directoryAndNames: Estate {
        Estate(
            name: "lab", observedAt: Self.seen,
            assets: [
                Asset(id: AssetID("dc1"), kind: .host), Asset(id: AssetID("ns1"), kind: .host),
                service("dc1/samba-ad-dc", "samba-ad-dc"), service("ns1/bind9", "bind9"),
            ],
            dependencies: [
                needs("dc1/samba-ad-dc", "dc1", .runsOn), needs("ns1/bind9", "ns1", .runsOn),
                needs("dc1", "ns1/bind9", .resolvesWith), needs("dc1/samba-ad-dc", "ns1/bind9", .resolvesWith),
                needs("ns1/bind9", "dc1/samba-ad-dc", .resolvesWith),
            ])
    }

    @Test func theCheapestBootstrapBreaksTheCircle() throws {
        let recipes = ["bind9": recipe("bind9", cost: 1), "samba-ad-dc": recipe("samba-ad-dc", cost: 5)]
        let circles = DependencyGraph(estate: directoryAndNames).circularNeeds(recipes: recipes)
        let circle = try #require(circles.first)
        #expect(circles.count == 1)
        #expect(circle.members.map(\.text) == ["dc1", "dc1/samba-ad-dc", "ns1/bind9"])
        #expect(circle.bootstraps.map(\.asset.text) == ["ns1/bind9"])
        #expect(circle.bootstraps.first?.bootstrap.name == "bind9-first")
        #expect(circle.bootstraps.first?.without.map(\.text) == ["dc1/samba-ad-dc"])
    }

    @Test func aCircleWithoutKnownBootstrapIsStillBroken() throws {
        let circle = try #require(DependencyGraph(estate: directoryAndNames).circularNeeds(recipes: [:]).first)
        #expect(circle.bootstraps.map(\.bootstrap.name) == ["start-degraded"])
    }

    @Test func tiersPutFoundationsFirst() throws {
        let graph = DependencyGraph(estate: directoryAndNames)
        let tiers = graph.tiers()
        #expect(tiers[try #require(graph.node(AssetID("ns1")))] == 0)
        #expect(tiers[try #require(graph.node(AssetID("ns1/bind9")))] == 1)
        #expect(tiers[try #require(graph.node(AssetID("dc1")))] == 1, "members of a circle share a tier")
        #expect(graph.foundations().map(\.text) == ["ns1"])
    }

    @Test func whyIsTheShortestChain() throws {
        let graph = DependencyGraph(estate: directoryAndNames)
        let chain = try #require(graph.why(AssetID("dc1"), needs: AssetID("ns1")))
        #expect(chain.map(\.provider.text) == ["ns1/bind9", "ns1"])
        #expect(graph.why(AssetID("ns1"), needs: AssetID("dc1")) == nil)
        #expect(graph.closure(of: [AssetID("ns1/bind9")]).count == 4)
        #expect(graph.impact(of: [AssetID("ns1")]).count == 4)
    }

    @Test func confidenceGrowsWithDifferentKindsOfEvidenceOnly() {
        var dependency = needs("a", "b")
        let once = DependencyGraph.confidence(of: dependency)
        dependency.evidence += dependency.evidence
        #expect(DependencyGraph.confidence(of: dependency) == once)
        dependency.evidence.append(
            Evidence(
                source: "configuration", detail: "", firstSeen: Self.seen, lastSeen: Self.seen, directionRule: "client")
        )
        #expect(DependencyGraph.confidence(of: dependency) > once)
    }
}
