import DependencyGraph
import Estate
import Testing

/// Circles that go through a guest and the manager that starts it.
@Suite struct GuestCircleTests {
    private let recipes = ["bind9": Estates.recipe("bind9", cost: 1), "ganeti": Estates.recipe("ganeti", cost: 10)]

    /// The manager on hv1 resolves names with a guest that it starts.
    private func managed(_ more: [Dependency] = []) -> Estate {
        Estates.estate(
            [
                Estates.needs("hv1/ganeti", "dns1/bind9", .resolvesWith, .start, sources: ["configuration"]),
                Estates.needs("hv1", "dns1/bind9", .resolvesWith), Estates.needs("dns1", "hv1/ganeti", .runsOn),
            ] + more)
    }

    private func need(_ estate: Estate) throws -> CircularNeed {
        let needs = DependencyGraph(estate: estate).circularNeeds(recipes: recipes)
        #expect(needs.count == 1)
        return try #require(needs.first)
    }

    @Test func theManagerStartsFirstAlthoughTheGuestsServiceIsCheaper() throws {
        let circle = try need(managed())
        #expect(circle.members.texts == ["dns1", "dns1/bind9", "hv1", "hv1/ganeti"])
        #expect(circle.bootstraps.map(\.asset.text) == ["hv1/ganeti"])
        #expect(circle.cost == 10 && circle.lowerBound == 10 && circle.isProvedCheapest)
        #expect(circle.tolerated.isEmpty && circle.unbreakable.isEmpty)
        #expect(circle.forcing.map(\.texts) == [["dns1", "hv1/ganeti", "dns1/bind9"]])
    }

    @Test func aServiceStartsWithoutWhatItsHostNeedsToo() throws {
        let estate = Estates.estate([
            Estates.needs("hv1", "dns1/bind9", .resolvesWith), Estates.needs("dns1", "hv1/ganeti", .runsOn),
        ])
        #expect(try need(estate).bootstraps.first?.without.texts == ["dns1/bind9", "hv1"])
    }

    @Test func aGuestThatAsksItselfForNamesStillWaitsForItsManager() throws {
        let circle = try need(managed([Estates.needs("dns1", "dns1/bind9", .resolvesWith)]))
        #expect(circle.bootstraps.map(\.asset.text) == ["dns1/bind9", "hv1/ganeti"])
        #expect(circle.bootstraps.first?.without.texts == ["dns1"], "its bootstrap does not excuse it from hv1/ganeti")
    }

    @Test func whatCarriesTheHostThatCarriesItCountsToo() throws {
        let estate = Estates.estate([
            Estates.needs("hv1/ganeti", "dns1/bind9", .resolvesWith), Estates.needs("dns1", "hv2", .runsOn),
            Estates.needs("hv2", "hv1/ganeti", .runsOn),
        ])
        #expect(try need(estate).bootstraps.map(\.asset.text) == ["hv1/ganeti"])
    }

    @Test func aManagerThatIsItsOwnGuestIsStartedByHand() throws {
        let circle = try need(Estates.estate([Estates.needs("hv1", "hv1/ganeti", .runsOn)]))
        #expect(circle.bootstraps.map(\.asset.text) == ["hv1/ganeti"])
        #expect(circle.unbreakable.isEmpty)
    }

    @Test func managersThatStartEachOthersGuestsAreNamed() throws {
        let circle = try need(
            Estates.estate([Estates.needs("a", "b/ganeti", .runsOn), Estates.needs("b", "a/ganeti", .runsOn)]))
        #expect(circle.unbreakable.map(\.texts) == [["a/ganeti", "a", "b/ganeti", "b"]])
    }

    /// Every estate of two guests and a host with three services and up to four of the needs between them.
    @Test func afterTheBootstrapsEverythingCanBeOrdered() throws {
        let services = ["g1/bind9", "g2/ganeti", "h/ganeti"]
        var possible = [Estates.needs("g1", "h/ganeti", .runsOn), Estates.needs("g2", "h/ganeti", .runsOn)]
        possible.append(Estates.needs("g1", "g2/ganeti", .runsOn))
        for dependent in services + ["g1", "h"] {
            for provider in services where dependent != provider {
                possible.append(Estates.needs(dependent, provider, dependent == "g1" ? .resolvesWith : .calls))
            }
        }
        var broken = 0
        // The first three are what guests run on; without one of them there is nothing special.
        for choice in 0..<(1 << possible.count) where choice.nonzeroBitCount <= 4 && choice & 0b111 != 0 {
            let chosen = possible.indices.filter { choice >> $0 & 1 == 1 }.map { possible[$0] }
            let estate = Estates.estate(chosen + services.map { Estates.needs($0, hostName($0), .runsOn) })
            let circles = DependencyGraph(estate: estate).circularNeeds(recipes: recipes)
            broken += circles.count
            guard circles.allSatisfy(\.unbreakable.isEmpty) else { continue }
            #expect(canBeOrdered(estate, circles), "\(chosen.map(\.key))")
        }
        #expect(broken > 200)
    }

    private func hostName(_ service: String) -> String { String(service.prefix { $0 != "/" }) }

    /// Takes away, one after the other, what waits for nothing that is left.
    private func canBeOrdered(_ estate: Estate, _ circles: [CircularNeed]) -> Bool {
        let excused = Set(circles.flatMap(\.bootstraps).map(\.asset))
        let tolerated = Set(circles.flatMap(\.tolerated).map(\.key))
        var waits: [AssetID: Set<AssetID>] = [:]
        for dependency in estate.dependencies where !tolerated.contains(dependency.key) {
            waits[dependency.dependent, default: []].insert(dependency.provider)
        }
        for service in excused {
            let host = estate.host(of: service)
            waits[service] = Set(
                estate.dependencies.filter { $0.dependent == host && $0.kind == .runsOn }.map(\.provider)
            ).subtracting([service])
        }
        var left = Set(estate.assets.map(\.id))
        while let next = left.first(where: { waits[$0, default: []].isDisjoint(with: left) }) { left.remove(next) }
        return left.isEmpty
    }
}
