import Assurance
import Estate
import Testing

/// The name and the login by which the controller reaches a repository.
@Suite struct WayDeadlockTests {
    @Test func `a controller that stands on its own feet has no deadlock`() {
        let example = Example.withController()
        #expect(example.deadlocks.isEmpty)
        #expect(example.derived(.resolvesWith).isEmpty && example.derived(.authenticatesWith).isEmpty)
        let checked = example.report.checked.filter { $0.rule.hasSuffix("-deadlock") }.map(\.count)
        #expect(checked == [1, 1, 1, 1])
    }

    @Test func `a name that only a restored name server knows is a circle`() throws {
        var example = Example.withController()
        example.controller?.table = []
        let finding = try #require(example.findings(RepositoryNameDeadlock.self).first)
        #expect(finding.subject == "shop" && finding.severity == .critical)
        #expect(
            finding.message == "The controller reaches repository shop by the name vault1.shop.example, as the ssh "
                + "configuration says, and asks ns1/bind9 for its address (/etc/resolv.conf:1). After a loss, ns1/bind9 "
                + "comes back only from repository shop. So nothing finds shop once ns1 is lost.")
        #expect(finding.path.map(\.text) == ["vault1:/srv/restic/shop", "ns1/bind9", "vault1:/srv/restic/shop"])
        #expect(finding.remedy.hasPrefix("Write the address of vault1.shop.example into /etc/hosts"))
        #expect(finding.applications == ["shop"])
        #expect(example.derived(.resolvesWith) == ["vault1:/srv/restic/shop ns1/bind9 hard"])
    }

    @Test func `an address, a name in the table, a name server elsewhere or on the repository's host are no circle`() {
        let changes: [(inout ControllerFacts) -> Void] = [
            { $0.ways["shop"] = Example.way("10.0.0.6", as: "backup") },
            { $0.ways["shop"] = Example.way("fd00::6", as: "backup") },
            {
                $0.ways["shop"] = Example.way("VAULT1.shop.example", as: "backup"); $0.table = [Example.vault]
            },
            { $0.nameservers = [NameServer(address: "9.9.9.9", seenIn: "/etc/resolv.conf:1")] },
            { $0.nameservers.append(NameServer(address: "9.9.9.9", seenIn: "/etc/resolv.conf:2")) },
            { $0.nameservers = [NameServer(address: "10.0.0.6", seenIn: "/etc/resolv.conf:1")] },
            { $0.nameservers = [] },
            { $0.ways = [:] },
        ]
        for (number, change) in changes.enumerated() {
            var example = Example.withController()
            var controller = example.controller ?? ControllerFacts()
            controller.table = []
            change(&controller)
            example.controller = controller
            #expect(example.deadlocks.isEmpty, "case \(number)")
        }
    }

    @Test func `a name server that no backup holds is lost with its host`() throws {
        var example = Example.withController()
        example.controller?.table = []
        example.profiles[AssetID("ns1")]?.backupJobs = []
        let deadlock = try #require(example.deadlocks.first)
        #expect(deadlock.kind == .name && deadlock.circle == ["shop"])
        #expect(deadlock.words.hasSuffix("No backup holds ns1/bind9: with that host the name is gone."))
    }

    @Test func `a second repository that is found brings the name server back`() {
        var example = Example.withController()
        example.controller?.table = []
        let other = "sftp:backup@vault1:/srv/restic/other"
        example.job("ns1", repository: other, paths: ["/etc"], password: nil)
        example.repositories.append(
            RepositoryFacts(name: "other", engine: "restic", url: other, condition: .readable))
        example.controller?.ways["other"] = Example.way("10.0.0.6", as: "backup")
        #expect(example.deadlocks.isEmpty)
        // Unless that one needs the same name.
        example.controller?.ways["other"] = Example.way(Example.vault, as: "backup")
        #expect(example.deadlocks.map(\.subject) == ["other", "shop"])
    }

    @Test func `a login that only a restored directory knows is a circle`() throws {
        var example = Example.withController()
        example.controller?.ways["shop"] = Example.way(Example.vault, as: "svc-restore")
        let finding = try #require(example.findings(RepositoryIdentityDeadlock.self).first)
        #expect(finding.message.contains("logs in to vault1 as svc-restore"))
        #expect(finding.message.hasSuffix("So nobody gets in to shop once dc1 is lost."))
        #expect(finding.path.map(\.text) == ["vault1:/srv/restic/shop", "dc1/samba-ad-dc", "vault1:/srv/restic/shop"])
        #expect(example.derived(.authenticatesWith) == ["vault1:/srv/restic/shop dc1/samba-ad-dc hard"])
    }

    @Test func `a local account, no directory, or accounts that nobody saw are no circle`() {
        for number in 0..<4 {
            var example = Example.withController()
            example.controller?.ways["shop"] = Example.way(Example.vault, as: "svc-restore")
            switch number {
            case 0: example.profiles[AssetID("vault1")]?.users.append(Example.user("svc-restore"))
            case 1: example.dependencies.removeAll { $0.kind == .authenticatesWith }
            case 2: example.profiles[AssetID("vault1")]?.users = []
            default: example.controller?.ways["shop"] = Example.way(Example.vault, as: nil)
            }
            #expect(example.deadlocks.isEmpty, "case \(number)")
        }
    }

    @Test func `a machine on the way is asked as well as the repository's own`() {
        var example = Example.withController()
        example.profiles[AssetID("adm1")]?.users = [Example.user("root")]
        example.connect("adm1", .authenticatesWith, "dc1/samba-ad-dc")
        let jump = RepositoryWay.Hop(host: "10.0.0.9", login: "jumper")
        let last = RepositoryWay.Hop(host: Example.vault, login: "backup")
        example.controller?.ways["shop"] = RepositoryWay(hops: [jump, last], seenIn: "the ssh configuration")
        // The name of the last one is resolved by the first, not by the controller.
        example.controller?.table = []
        #expect(example.deadlocks.map(\.kind) == [.identity])
    }

    @Test func `a password behind a name is told once, as the name`() throws {
        var example = Example.withController()
        example.controller?.table = []
        example.repositories[0].condition = .readable
        let other = "sftp:backup@vault1:/srv/restic/other"
        example.repositories.append(
            RepositoryFacts(name: "other", engine: "restic", url: other, condition: .noPassword))
        example.profiles[AssetID("ns1")]?.backupJobs = []
        example.job("ns1", repository: other, paths: ["/etc"], password: "file /root/key")
        example.job(
            "ns1", repository: example.repositories[0].url, paths: ["/root"], password: nil)
        // shop needs ns1's name server, which comes back from shop and from other; other opens with a key in shop.
        let deadlocks = example.deadlocks
        #expect(deadlocks.map(\.kind) == [.name])
        #expect(deadlocks.first?.circle.first == "shop")
    }
}
