import DependencyGraph
import Estate
import Testing

@Suite struct UnificationTests {
    private static let now = Instant(seconds: 100)

    private func host(
        _ name: String, _ address: String, machine: String? = nil, full: String? = nil, domains: [String] = [],
        services: [(String, String, Int)] = [], needs: [Dependency] = [], names: [NamedAddress] = []
    ) -> ObservedHost {
        let id = AssetID.host(name)
        let assets = services.map { service, address, port in
            Asset(
                id: .service(service, on: id), kind: .service, host: id,
                listeners: [Listener(transport: "tcp", address: address, port: port)])
        }
        let profile = HostProfile(
            fullName: full ?? "\(name).a.example", operatingSystem: "debian 12", architecture: "amd64",
            machineID: machine ?? "machine of \(name)", virtualization: "none",
            addresses: [HostAddress(interface: "eth0", address: address, prefixLength: 24)], searchDomains: domains)
        return ObservedHost(
            name: name,
            observation: HostObservation(
                assets: [Asset(id: id, kind: .host)] + assets, dependencies: needs, profile: profile, blindSpots: [],
                bytesRead: 0, names: names))
    }

    private func need(
        _ dependent: String, _ address: String, _ port: Int?, _ source: String = "socket", at moment: Int64 = 100,
        strength: DependencyStrength = .soft, kind: DependencyKind = .calls, speaks: String? = nil
    ) -> Dependency {
        Dependency(
            key: DependencyKey(dependent: AssetID(dependent), provider: .external(address), kind: kind, phase: .run),
            strength: strength, applicationProtocol: speaks, port: port,
            evidence: [
                Evidence(
                    source: source, detail: "d", firstSeen: Instant(seconds: moment),
                    lastSeen: Instant(seconds: moment),
                    directionRule: "r")
            ])
    }

    private func unify(_ hosts: [ObservedHost]) -> Estate { Unification(estate: "e", at: Self.now).unify(hosts) }

    private func edges(_ estate: Estate) -> [String] {
        estate.dependencies.map { "\($0.dependent) -> \($0.provider)" }
    }

    @Test(arguments: ["10.0.0.2", "db", "DB", "db.a.example", "db.a.example.", "data"])
    func everyNameOfAHostMeansIt(_ name: String) {
        let app = host(
            "app", "10.0.0.1", domains: ["a.example"], services: [("s", "*", 80)], needs: [need("app/s", name, 5_432)],
            names: [NamedAddress(name: "data", address: "10.0.0.2")])
        let db = host("db", "10.0.0.2", services: [("pg", "0.0.0.0", 5_432), ("x", "0.0.0.0", 1)])
        #expect(edges(unify([app, db])) == ["app/s -> db/pg"])
    }

    @Test func aPortWithoutAServiceLeadsToTheHost() {
        let app = host(
            "app", "10.0.0.1", services: [("s", "*", 80)],
            needs: [need("app/s", "10.0.0.2", 99), need("app/s", "db", nil)])
        let db = host("db", "10.0.0.2", services: [("pg", "127.0.0.1", 99)])
        #expect(edges(unify([app, db])) == ["app/s -> db"])
    }

    @Test func theListenerAtExactlyThatAddressAnswers() {
        let app = host("app", "10.0.0.1", services: [("s", "*", 80)], needs: [need("app/s", "10.0.0.2", 53)])
        let dns = host("dns", "10.0.0.2", services: [("any", "0.0.0.0", 53), ("own", "10.0.0.2", 53)])
        #expect(edges(unify([app, dns])) == ["app/s -> dns/own"])
    }

    @Test func whatAHostDoesWithItselfIsNoNeed() {
        let hosts = [
            host(
                "a", "10.0.0.1", services: [("s", "*", 80), ("t", "*", 81)],
                needs: [
                    need("a", "10.0.0.1", 80), need("a/s", "a", 80), need("a/s", "10.0.0.1", 9_999),
                    need("a/s", "10.0.0.1", 81),
                ])
        ]
        #expect(edges(unify(hosts)) == ["a/s -> a/t"])
    }

    @Test func whatIsOutsideStaysOutside() {
        let estate = unify([host("a", "10.0.0.1", services: [("s", "*", 80)], needs: [need("a/s", "203.0.113.9", 443)])]
        )
        #expect(estate.asset(.external("203.0.113.9"))?.kind == .external)
        #expect(edges(estate) == ["a/s -> external:203.0.113.9"])
    }

    @Test func sightsOfOneNeedAreMerged() throws {
        let needs = [
            need("a/s", "b", 5_432, "socket", at: 50),
            need("a/s", "10.0.0.2", 5_432, "socket", at: 100, strength: .hard),
            need("a/s", "b.a.example", 5_432, "configuration", at: 70, speaks: "postgresql"),
        ]
        let estate = unify([
            host("a", "10.0.0.1", services: [("s", "*", 80)], needs: needs),
            host("b", "10.0.0.2", services: [("pg", "*", 5_432)]),
        ])
        let merged = try #require(estate.dependencies.first)
        #expect(estate.dependencies.count == 1)
        #expect(merged.strength == .hard && merged.applicationProtocol == "postgresql")
        #expect(merged.evidence.map(\.source) == ["configuration", "socket"])
        #expect(merged.evidence.last?.firstSeen == Instant(seconds: 50))
        #expect(merged.evidence.last?.lastSeen == Instant(seconds: 100))
    }

    @Test func aMachineWithTwoNamesIsOneHost() {
        let estate = unify([
            host("b", "10.0.0.1", machine: "m", services: [("s", "*", 80)]),
            host("a", "10.0.0.1", machine: "m", services: [("s", "*", 80)]),
            host("c", "10.0.0.3", services: [("t", "*", 1)], needs: [need("c/t", "b", 80)]),
        ])
        #expect(estate.hosts.map(\.id.text) == ["a", "c"])
        #expect(edges(estate) == ["c/t -> a/s"])
        #expect(estate.blindSpots.contains { $0.subject == "b" && $0.reason.contains("machine that a is") })
    }

    @Test func aCopiedMachineIsAnotherHost() {
        let estate = unify([host("a", "10.0.0.1", machine: "m"), host("b", "10.0.0.2", machine: "m")])
        #expect(estate.hosts.map(\.id.text) == ["a", "b"])
        #expect(estate.blindSpots.map(\.subject) == ["b"])
        #expect(unify([host("a", "10.0.0.1", machine: ""), host("b", "10.0.0.1", machine: "")]).hosts.count == 2)
    }

    @Test func anAddressOfSeveralHostsIsNobodys() {
        let estate = unify([
            host("a", "172.17.0.1"), host("b", "172.17.0.1"),
            host("c", "10.0.0.3", services: [("s", "*", 1)], needs: [need("c/s", "172.17.0.1", 80)]),
        ])
        #expect(edges(estate) == ["c/s -> external:172.17.0.1"])
        #expect(estate.blindSpots.contains { $0.subject == "c/s" && $0.reason.contains("(a, b)") })
    }

    @Test func anUnreadHostIsThereWithItsReason() {
        let estate = unify([
            ObservedHost(name: "db", observation: nil, problem: "it is down"),
            host("a", "10.0.0.1", services: [("s", "*", 80)], needs: [need("a/s", "db", 5_432)]),
        ])
        #expect(edges(estate) == ["a/s -> db"])
        #expect(estate.blindSpots == [BlindSpot(subject: "db", reason: "The host could not be read: it is down")])
        #expect(estate.profiles[AssetID("db")] == nil)
    }

    @Test func theSameNameTwiceCountsOnce() {
        let estate = unify([host("a", "10.0.0.1"), host("a", "10.0.0.2")])
        #expect(estate.assets.map(\.id.text) == ["a"])
        #expect(estate.blindSpots.count == 1)
    }

    @Test func everyOrderOfTheHostsGivesTheSameEstate() {
        let hosts = [
            host("a", "10.0.0.1", services: [("s", "*", 80)], needs: [need("a/s", "b", 80), need("a/s", "x", 1)]),
            host("b", "10.0.0.2", machine: "m", services: [("s", "*", 80)], needs: [need("b/s", "a", 80)]),
            host("c", "10.0.0.2", machine: "m"), ObservedHost(name: "d", observation: nil, problem: "down"),
        ]
        let first = unify(hosts)
        for order in permutations(hosts) { #expect(unify(order) == first) }
    }

    private func permutations(_ hosts: [ObservedHost]) -> [[ObservedHost]] {
        guard hosts.count > 1 else { return [hosts] }
        return hosts.indices.flatMap { index in
            var rest = hosts
            let first = rest.remove(at: index)
            return permutations(rest).map { [first] + $0 }
        }
    }
}
