import Assurance
import Estate
import Testing

/// Which deadlocks the loss of chosen hosts closes.
@Suite struct LossTests {
    private var locked: Example {
        var example = Example.withController()
        example.repositories[0].condition = .noPassword
        return example
    }

    @Test func `a password that is not lost opens what is`() {
        #expect(locked.deadlocks.map(\.kind) == [.password])
        #expect(locked.deadlocks(losing: "db1").isEmpty)
        let both = locked.report.deadlocks(losing: [AssetID("app1"), AssetID("db1")])
        #expect(both.map(\.subject) == ["shop"])
        #expect(both.first?.hosts.map(\.text) == ["app1", "db1"])
    }

    @Test func `what nothing lost is restored from closes nothing`() {
        #expect(locked.deadlocks(losing: "adm1").isEmpty)
    }

    @Test func `each kind is closed by its own host only`() {
        var example = Example.withController()
        example.controller?.table = []
        #expect(example.deadlocks(losing: "app1", "dc1").isEmpty)
        #expect(example.deadlocks(losing: "ns1").map(\.kind) == [.name])
        example.controller?.ways["shop"] = Example.way("10.0.0.6", as: "svc-restore")
        #expect(example.deadlocks(losing: "app1", "ns1").isEmpty)
        #expect(example.deadlocks(losing: "dc1").map(\.kind) == [.identity])
        example.controller?.machineID = "adm1"
        #expect(example.deadlocks(losing: "app1").isEmpty)
        #expect(example.deadlocks(losing: "adm1", "app1").map(\.kind) == [.controller])
    }

    @Test func `a repository that is lost itself opens nothing`() throws {
        var example = locked
        let other = "sftp:b@adm1:/srv/other"
        example.repositories.append(RepositoryFacts(name: "other", engine: "restic", url: other, condition: .readable))
        example.job("app1", repository: other, paths: ["/srv/keys"], password: nil)
        #expect(example.deadlocks(losing: "app1", "db1").isEmpty)
        let deadlock = try #require(example.deadlocks(losing: "app1", "db1", "adm1").first)
        #expect(deadlock.subject == "shop")
        #expect(
            deadlock.words.contains("only from repository other. Repository other lies on adm1, which is lost as well.")
        )
    }
}
