import Assurance
import Estate
import Testing

@Suite struct RecoveryDeadlockTests {
    /// The example before its password was escrowed with the controller.
    private var locked: Example {
        var example = Example()
        example.repositories[0].condition = .noPassword
        example.repositories[0].points = []
        example.holdings = [:]
        return example
    }

    private let other = "sftp:backup@vault1:/srv/restic/infrastructure"

    @Test func `a key that is in no backup is lost with its host`() throws {
        let finding = try #require(locked.findings(RecoveryDeadlock.self).first)
        #expect(finding.subject == "shop")
        #expect(finding.applications == ["shop"])
        #expect(
            finding.message == "Repository shop opens with the password that restic-backup.service on app1 reads from "
                + "/srv/keys/restic on app1. No backup holds /srv/keys/restic on app1: with that host the password is gone."
        )
        #expect(finding.remedy.contains("Escrow the password with the controller"))
    }

    @Test func `a key inside its own repository is a circle`() throws {
        var example = locked
        example.profiles[AssetID("app1")]?.backupJobs = []
        example.job(
            "app1", repository: "sftp:backup@vault1:/srv/restic/shop", paths: ["/srv"],
            password: "file /srv/keys/restic")
        let finding = try #require(example.findings(RecoveryDeadlock.self).first)
        #expect(
            finding.message.hasSuffix(
                "After a loss, /srv/keys/restic on app1 comes back only from repository shop. "
                    + "So nothing opens shop once app1 is lost."))
        #expect(finding.path.map(\.text) == ["vault1:/srv/restic/shop", "app1", "vault1:/srv/restic/shop"])
    }

    @Test func `two repositories that hold each other's keys are a circle`() throws {
        var example = locked
        example.profiles[AssetID("app1")]?.backupJobs = []
        example.profiles[AssetID("db1")]?.backupJobs = []
        example.repositories.append(
            RepositoryFacts(name: "infrastructure", engine: "restic", url: other, condition: .noPassword))
        example.job("app1", repository: "sftp:b@vault1:/srv/restic/shop", paths: ["/srv"], password: "ssh keys@db1")
        example.job("db1", repository: other, paths: ["/etc"], password: "ssh keys@10.0.0.9")
        // 10.0.0.9 was not collected: it may outlive the loss.
        #expect(example.findings(RecoveryDeadlock.self).isEmpty)
        example.profiles[AssetID("db1")]?.backupJobs = []
        example.job("db1", repository: other, paths: ["/etc"], password: "ssh keys@app1")
        let findings = example.findings(RecoveryDeadlock.self)
        #expect(findings.map(\.subject) == ["infrastructure", "shop"])
        #expect(
            findings.first?.path.map(\.text) == [
                "vault1:/srv/restic/infrastructure", "app1", "vault1:/srv/restic/shop", "db1",
                "vault1:/srv/restic/infrastructure",
            ])
    }

    @Test func `escrow of one repository frees those whose keys it restores`() {
        var example = locked
        example.repositories.append(
            RepositoryFacts(name: "infrastructure", engine: "restic", url: other, condition: .noPassword))
        example.addHost("dc1")
        example.profiles[AssetID("app1")]?.backupJobs = []
        example.job(
            "app1", repository: "sftp:b@vault1:/srv/restic/shop", paths: ["/srv"], password: "file /srv/keys/restic")
        example.job("dc1", repository: other, paths: ["/etc"], password: "ssh keys@app1")
        #expect(example.findings(RecoveryDeadlock.self).map(\.subject) == ["infrastructure", "shop"])
        example.repositories[0].condition = .readable
        #expect(example.findings(RecoveryDeadlock.self).isEmpty)
    }

    @Test func `only a password that was proven to open counts as escrow`() {
        for (condition, isFound) in [
            (RepositoryCondition.readable, false), (.locked("x"), false), (.wrongPassword, true), (.missing("x"), true),
            (.unreachable("x"), true), (.damaged("x"), true),
        ] {
            var example = locked
            example.repositories[0].condition = condition
            #expect(example.findings(RecoveryDeadlock.self).isEmpty != isFound, "\(condition)")
        }
    }

    @Test func `a key on the host of the repository, or of one place that survives, is enough`() {
        var example = locked
        example.job("vault1", repository: "/srv/restic/shop", paths: ["/x"], password: "file /root/key")
        #expect(example.findings(RecoveryDeadlock.self).isEmpty)
    }

    @Test func `fetching over ssh ends at the file that the other host reads`() throws {
        var example = locked
        example.addHost("dc1")
        example.repositories.append(
            RepositoryFacts(name: "infrastructure", engine: "restic", url: other, condition: .noPassword))
        example.job("dc1", repository: other, paths: ["/etc"], password: "ssh keys@app1.shop.example")
        let finding = try #require(example.findings(RecoveryDeadlock.self).first)
        #expect(finding.message.contains("from app1 over ssh, where it lies in /srv/keys/restic."))
        // What shop brings back of app1 does not hold the file: opening shop does not help.
        example.repositories[0].condition = .readable
        #expect(example.findings(RecoveryDeadlock.self).map(\.subject) == ["infrastructure"])
    }

    @Test func `a job that does not tell its source makes it less than certain`() throws {
        var example = locked
        #expect(example.findings(RecoveryDeadlock.self).first?.severity == .critical)
        example.addHost("web1")
        example.job("web1", repository: "sftp:b@vault1:/srv/restic/shop", paths: ["/etc"], password: "command pass")
        let finding = try #require(example.findings(RecoveryDeadlock.self).first)
        #expect(finding.severity == .warning)
        #expect(finding.message.hasSuffix("Where restic-backup.service on web1 reads it could not be seen."))
    }

    @Test func `the edges of recovery are part of the estate`() throws {
        let estate = RecoverDependencies.adding(to: locked.input.estate, repositories: locked.repositories)
        let edges = Set(
            estate.dependencies.filter { $0.phase == .recover }.map {
                "\($0.dependent) \($0.kind.rawValue) \($0.provider) \($0.strength.rawValue)"
            })
        #expect(
            edges == [
                "app1:/srv/uploads protected-by vault1:/srv/restic/shop hard",
                "db1:/var/lib/postgresql protected-by vault1:/srv/restic/shop hard",
                "vault1:/srv/restic/shop runs-on vault1 hard",
                "vault1:/srv/restic/shop unlocked-by app1 hard",
            ])
        let store = try #require(estate.asset(AssetID("vault1:/srv/restic/shop")))
        #expect(store.kind == .dataset && store.host == AssetID("vault1"))
        #expect(estate.dependencies.allSatisfy { !$0.evidence.isEmpty })
        let again = RecoverDependencies.adding(to: estate, repositories: locked.repositories)
        #expect(again == estate)
    }

    @Test func `once escrowed, no host is a hard need to open a repository`() {
        let example = Example()
        let estate = RecoverDependencies.adding(to: example.input.estate, repositories: example.repositories)
        #expect(estate.dependencies.filter { $0.kind == .unlockedBy }.map(\.strength) == [.soft])
    }

    @Test func `a repository elsewhere is an external asset`() {
        var example = Example()
        example.repositories[0].url = "rest:https://backup.example.net:8000/shop"
        let estate = RecoverDependencies.adding(to: example.input.estate, repositories: example.repositories)
        #expect(estate.asset(AssetID("external:backup.example.net"))?.kind == .external)
    }
}
