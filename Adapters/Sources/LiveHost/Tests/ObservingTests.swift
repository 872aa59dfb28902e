import DependencyGraph
import Estate
import Testing

@testable import LiveHost

@Suite struct ObservingTests {
    private static let now = Instant(seconds: 1)

    private func observe(_ sections: [(String, String)], _ recipes: [Recipe] = LabRecipes.all) throws -> HostObservation
    {
        try LiveHostSource.observe(facts: AnswerBuilder(sections).bytes, of: "h1", recipes: recipes, at: Self.now)
    }

    private func edges(_ observation: HostObservation) -> [String] {
        observation.dependencies.filter { $0.kind != .runsOn }.map {
            "\($0.dependent) \($0.kind.rawValue) \($0.provider)" + ($0.port.map { " \($0)" } ?? "")
        }
    }

    // MARK: Services

    @Test func theOperatingSystemsUnitsAreNoServices() throws {
        let units = [
            unitText("ssh.service"), unitText("systemd-networkd.service"), unitText("cron.service"),
            unitText("getty@tty1.service"), unitText("dbus.service"), unitText("user@0.service"),
            unitText("shop.service"), unitText("idle.service", active: "inactive", sub: "dead", state: "disabled"),
            unitText("job.service", type: "oneshot"), unitText("masked.service", state: "masked"),
            unitText("absent.service", fragment: ""), unitText("nightly.service", more: ["TriggeredBy=nightly.timer"]),
            unitText("broken.service", active: "failed", sub: "failed"),
        ]
        let observation = try observe([("units", units.joined(separator: "\n\n"))])
        #expect(observation.assets.filter { $0.kind == .service }.map(\.id.text) == ["h1/broken", "h1/shop"])
        #expect(observation.blindSpots.contains { $0.reason.hasPrefix("h1/broken was not running") })
    }

    @Test func instancesCountAndTheirWrapperDoesNot() throws {
        let wrapper = unitText("postgresql.service", sub: "exited", type: "oneshot", process: 0)
        let main = unitText("postgresql@15-main.service", state: "enabled-runtime")
        let old = unitText("postgresql@13-old.service", state: "enabled-runtime")
        let one = try observe([("units", [wrapper, main].joined(separator: "\n\n"))])
        #expect(one.assets.filter { $0.kind == .service }.map(\.id.text) == ["h1/postgresql"])
        let two = try observe([("units", [wrapper, main, old].joined(separator: "\n\n"))])
        #expect(
            two.assets.filter { $0.kind == .service }.map(\.id.text)
                == ["h1/postgresql@13-old", "h1/postgresql@15-main"])
    }

    @Test func sshdIsAServiceOnlyInFrontOfRepositories() throws {
        let units = ("units", unitText("ssh.service"))
        #expect(try observe([units]).assets.map(\.kind) == [.host])
        let served = try observe([
            units, ("folders", "/srv/restic\n/srv/restic/a"), ("restic-repositories", "/srv/restic/a"),
        ])
        #expect(
            served.assets.map(\.id.text) == ["h1", "h1/restic-repository", "h1:/srv/restic/a"])
    }

    @Test func hostileUnitNamesStayNames() throws {
        let observation = try observe([("units", unitText("$(reboot) `x`;.service"))])
        #expect(observation.assets.last?.id.text == "h1/$(reboot) `x`;")
    }

    // MARK: Connections

    private let shop = [
        (
            "units",
            unitText("shop.service") + "\n\n" + unitText("cache.service") + "\n\n"
                + unitText("restic-backup.service", type: "oneshot")
        ),
        ("addresses", "1: lo    inet 127.0.0.1/8 scope host lo\n2: eth0    inet 10.0.0.1/24 scope global eth0"),
        (
            "process-groups",
            "/proc/10/cgroup:0::/system.slice/shop.service\n/proc/11/cgroup:0::/system.slice/cache.service\n"
                + "/proc/12/cgroup:0::/system.slice/restic-backup.service"
        ),
        (
            "process-sockets",
            (1...9).map { "/proc/\($0 < 6 ? 10 : $0 < 9 ? 11 : 12)/fd\tsocket:[\($0)]" }.joined(separator: "\n")
        ),
    ]

    @Test func theConnectingSideDepends() throws {
        let sockets = """
            tcp LISTEN 0 0 0.0.0.0:8080 0.0.0.0:* ino:1
            tcp LISTEN 0 0 127.0.0.1:6379 0.0.0.0:* ino:6
            tcp ESTAB 0 0 10.0.0.1:8080 10.0.0.99:5432 ino:2
            tcp ESTAB 0 0 10.0.0.1:40000 10.0.0.2:5432 ino:3
            tcp ESTAB 0 0 10.0.0.1:40001 10.0.0.2:5432 ino:4
            tcp SYN-SENT 0 0 10.0.0.1:40002 10.0.0.3:80 ino:4
            tcp ESTAB 0 0 127.0.0.1:40003 127.0.0.1:6379 ino:5
            tcp ESTAB 0 0 127.0.0.1:6379 127.0.0.1:40003 ino:7
            tcp ESTAB 0 0 127.0.0.1:40004 127.0.0.1:6379 ino:8
            tcp ESTAB 0 0 10.0.0.1:40005 10.0.0.4:22 ino:9
            tcp TIME-WAIT 0 0 10.0.0.1:40006 10.0.0.5:22 ino:0
            udp ESTAB 0 0 10.0.0.1:40007 10.0.0.6:53 ino:3
            """
        let observation = try observe(shop + [("sockets", sockets)])
        #expect(edges(observation) == ["h1/shop calls external:10.0.0.2 5432", "h1/shop calls h1/cache 6379"])
        let detail = observation.dependencies.first { $0.port == 5_432 }?.evidence.first?.detail
        #expect(detail == "tcp 10.0.0.1:40000 -> 10.0.0.2:5432 of shop.service, 2 connections")
    }

    @Test func aConnectionWithoutAKnownProcessIsABlindSpot() throws {
        let observation = try observe(shop + [("sockets", "tcp ESTAB 0 0 10.0.0.1:40000 10.0.0.2:5432 ino:77")])
        #expect(edges(observation).isEmpty)
        #expect(observation.blindSpots.contains { $0.reason.hasPrefix("1 connections belong to no process") })
    }

    // MARK: Resolvers and environments

    @Test func aStubsResolversAreTheOnesThatCount() throws {
        let own = try observe([
            ("resolver", "# made by hand\nnameserver 127.0.0.53\nsearch a.example"),
            ("resolver-upstream", "nameserver 10.0.0.7\nnameserver 10.0.0.8"),
        ])
        #expect(
            edges(own) == ["h1 resolves-with external:10.0.0.7 53", "h1 resolves-with external:10.0.0.8 53"])
        #expect(own.dependencies.first?.evidence.first?.detail == "/run/systemd/resolve/resolv.conf:1")
        #expect(try edges(observe([("resolver", "nameserver 127.0.0.53")])).isEmpty)
    }

    @Test func addressesInEnvironmentsAreNeeds() throws {
        let unit = unitText(
            "shop.service", more: ["EnvironmentFiles=/etc/shop (ignore_errors=no)", "Environment=CACHE=redis://c1"])
        let file = """
            # OLD=ldap://gone.example
            DB=postgresql://u:***@db1.a.example,db2.a.example:6432/x
            LDAP_URL="ldap://dc1"
            QUEUE=mq.a.example:5672
            PUBLIC_URL=https://shop.example
            LISTEN=0.0.0.0:8080
            SELF=http://localhost:8080/
            NOTE=no address
            STRANGE=http://$(reboot)/
            """
        let observation = try observe([("units", unit), ("file /etc/shop", file)])
        #expect(
            edges(observation) == [
                "h1/shop calls external:db1.a.example 5432", "h1/shop calls external:db2.a.example 6432",
                "h1/shop authenticates-with external:dc1 389", "h1/shop calls external:mq.a.example 5672",
                "h1/shop calls external:c1 6379",
            ])
    }

    @Test func networkMountsAreNeedsOfTheHost() throws {
        let observation = try observe([
            ("network-mounts", "nas:/export /mnt nfs4 rw 0 0\n//files/share /m2 cifs rw 0 0\nodd")
        ])
        #expect(edges(observation) == ["h1 mounts external:nas 2049", "h1 mounts external:files 445"])
    }

    // MARK: Blind spots

    @Test func whatCouldNotBeSeenIsSaid() throws {
        var answer = AnswerBuilder([
            ("packages", "a\t1\tall\tinstalled\t\t\nb\t1\tall\tinstalled\t\t"), ("origins", "a\tDebian"),
        ])
        answer.sections[0].content = "user 1000\nmissing ss"
        let reasons = try LiveHostSource.observe(facts: answer.bytes, of: "h1", recipes: [], at: Self.now)
            .blindSpots.map(\.reason)
        #expect(reasons.contains { $0.hasPrefix("The collector did not run as root") })
        #expect(reasons.contains { $0.hasPrefix("The command ss is missing") })
        #expect(reasons.contains { $0.hasPrefix("The host has no systemd") })
        #expect(reasons.contains("1 packages are offered by no archive that the host knows: b."))
        #expect(reasons.contains { $0.hasPrefix("UDP leaves no connections") })
        #expect(reasons.contains { $0.hasPrefix("The answer lacks the sections") })
    }
}
