import Assurance
import Estate
import Testing

/// groundup itself among what it restores.
@Suite struct ControllerDeadlockTests {
    /// The example restored by its own host adm1.
    private var inside: Example {
        var example = Example.withController()
        example.controller?.machineID = "adm1"
        return example
    }

    @Test func `a controller that is a host of the estate is lost with it`() throws {
        let finding = try #require(inside.findings(ControllerDeadlock.self).first)
        #expect(finding.subject == "adm1" && finding.severity == .critical)
        #expect(
            finding.message == "groundup runs on adm1, a host of the estate: it has the machine-id of adm1. Its plans, "
                + "its depot and its configuration (/var/lib/groundup) lie there, and with them the passwords of shop. "
                + "No backup holds all of that: with adm1 it is gone. So nothing is restored once adm1 is lost.")
        #expect(finding.remedy.contains("Run groundup on a machine that is not part of the estate"))
        #expect(inside.derived(.configuredBy) == ["vault1:/srv/restic/shop adm1 hard"])
    }

    @Test func `a backup that only the controller opens does not help`() throws {
        var example = inside
        // The only place beside the controller is app1, which is lost and in no backup.
        example.job("adm1", repository: example.repositories[0].url, paths: ["/var/lib"], password: nil)
        let deadlock = try #require(example.deadlocks.first)
        #expect(deadlock.kind == .controller && deadlock.circle == ["shop"])
        #expect(deadlock.words.contains("come back only from repository shop, which nothing opens without them"))
        #expect(deadlock.assets.map(\.text) == ["adm1", "vault1:/srv/restic/shop", "adm1"])
    }

    @Test func `a backup whose password lies elsewhere helps`() {
        var example = inside
        example.job(
            "adm1", repository: example.repositories[0].url, paths: ["/var/lib"], password: "ssh keys@10.9.9.9")
        #expect(example.deadlocks.isEmpty)
    }

    @Test func `a copy elsewhere, or a controller outside, is no deadlock`() {
        var example = inside
        example.controller?.copies = ["the safe in Berne"]
        #expect(example.deadlocks.isEmpty)
        #expect(example.derived(.configuredBy) == ["vault1:/srv/restic/shop adm1 soft"])
        #expect(Example.withController().derived(.configuredBy).isEmpty)
    }

    @Test func `the name alone does not make it that host, the name with an address does`() {
        var example = Example.withController()
        example.controller?.names = ["ADM1"]
        #expect(example.deadlocks.isEmpty)
        example.controller?.addresses.append("10.0.0.9")
        #expect(example.deadlocks.map(\.subject) == ["adm1"])
        // An address alone may have been given to another machine.
        example.controller?.names = ["other"]
        #expect(example.deadlocks.isEmpty)
    }

    @Test func `of hosts copied from one image the address tells which`() {
        var example = inside
        example.profiles[AssetID("dc1")]?.machineID = "clone"
        example.profiles[AssetID("adm1")]?.machineID = "clone"
        example.controller?.machineID = "clone"
        example.controller?.addresses = ["10.0.0.9"]
        #expect(example.deadlocks.map(\.subject) == ["adm1"])
    }

    @Test func `on the host of the only repository it outlives the loss of the others`() {
        var example = Example.withController()
        example.controller?.machineID = "vault1"
        #expect(example.deadlocks.isEmpty)
    }
}
