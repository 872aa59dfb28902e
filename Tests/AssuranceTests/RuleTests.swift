import Assurance
import Estate
import Testing

@Suite struct RuleTests {
    @Test func `every rule has its own id and is in the book once`() {
        #expect(Set(RuleBook.rules.map { $0.id }).count == RuleBook.rules.count)
        #expect(Example().report.checked.map(\.rule) == RuleBook.rules.map { $0.id })
    }

    @Test func `unprotected-dependency names the way and the job`() throws {
        var example = Example()
        example.addDataset("/srv/keys", on: "app1", of: "app1/orders")
        let finding = try #require(example.findings(UnprotectedDependency.self).first)
        #expect(finding.severity == .critical)
        #expect(finding.subject == "app1:/srv/keys")
        #expect(finding.path.map(\.text) == ["app1/orders", "app1:/srv/keys"])
        #expect(finding.remedy == "Add /srv/keys to the paths of restic-backup.service on app1, and run it.")
    }

    @Test func `data that no application needs is told apart`() {
        var example = Example()
        example.addDataset("/srv/attic", on: "app1")
        #expect(example.findings(UnprotectedData.self).map(\.subject) == ["app1:/srv/attic"])
        #expect(example.findings(UnprotectedDependency.self).isEmpty)
    }

    @Test func `stale-restore-point tells an old dump from an old backup`() throws {
        var example = Example()
        example.hold("d1", "/var/backups/postgresql", changed: example.ago(50))
        let dump = try #require(example.findings(StaleRestorePoint.self).first)
        #expect(dump.message.contains("the newest dump in its newest restore point is 2d old; at most 24h may be lost"))
        example = Example()
        example.repositories[0].points[0].takenAt = example.ago(25)
        let backup = try #require(example.findings(StaleRestorePoint.self).first)
        #expect(backup.subject == "app1:/srv/uploads")
        #expect(backup.message.contains("its newest restore point is 25h old"))
    }

    @Test func `exactly the objective is not stale`() {
        var example = Example()
        example.repositories[0].points[0].takenAt = example.ago(24)
        #expect(example.findings(StaleRestorePoint.self).isEmpty)
    }

    @Test func `raw-copy-of-a-database replaces the plain finding`() {
        var example = Example()
        example.repositories[0].points[1].paths = ["/var/lib/postgresql"]
        #expect(example.findings(RawCopyOfDatabase.self).map(\.subject) == ["db1:/var/lib/postgresql"])
        #expect(example.findings(UnprotectedDependency.self).isEmpty)
        // Taken together with the database it is no raw copy, and needs no dump.
        example.repositories[0].points[1].isApplicationConsistent = true
        #expect(example.findings(RawCopyOfDatabase.self).isEmpty)
        #expect(example.findings(UnprotectedDependency.self).isEmpty)
    }

    @Test func `a raw copy beside a good dump is no finding`() {
        var example = Example()
        example.repositories[0].points[1].paths = ["/var/lib/postgresql", "/var/backups/postgresql"]
        #expect(example.findings(RawCopyOfDatabase.self).isEmpty)
    }

    @Test func `repository-on-what-it-protects`() {
        var example = Example()
        example.job("vault1", repository: "/srv/restic/shop/", paths: ["/etc"], password: nil)
        #expect(example.findings(RepositoryOnWhatItProtects.self).map(\.subject) == ["shop"])
    }

    @Test func `the store of a repository is no dataset to protect`() {
        var example = Example()
        example.addDataset("/srv/restic", on: "vault1")
        #expect(example.coverage(of: "vault1:/srv/restic") == nil)
    }

    @Test func `no-known-good-source is remedied by pinned media`() {
        var example = Example()
        example.profiles[AssetID("app1")]?.packages = [
            InstalledPackage(name: "orders", version: "1.0", architecture: "all", isManual: true, origin: nil),
            InstalledPackage(name: "bash", version: "5", architecture: "amd64", isManual: true, origin: "Debian"),
        ]
        #expect(example.findings(NoKnownGoodSource.self).map(\.subject) == ["orders"])
        example.pinned = ["orders"]
        #expect(example.findings(NoKnownGoodSource.self).isEmpty)
    }

    @Test func `a host without lists of archives says nothing about its packages`() {
        var example = Example()
        example.profiles[AssetID("app1")]?.packages = [
            InstalledPackage(name: "bash", version: "5", architecture: "amd64", isManual: true, origin: nil)
        ]
        #expect(example.findings(NoKnownGoodSource.self).map(\.severity) == [.notice])
        #expect(example.findings(NoKnownGoodSource.self).map(\.subject) == ["app1"])
        #expect(example.report.checked.first { $0.rule == NoKnownGoodSource.id }?.count == 0)
    }

    @Test func `no-restore-points of a repository, and of one host`() {
        var example = Example()
        example.repositories[0].points.removeAll { $0.host == "db1" }
        #expect(example.findings(NoRestorePoints.self).map(\.subject) == ["db1"])
        example.repositories[0].points = []
        #expect(example.findings(NoRestorePoints.self).map(\.subject) == ["shop"])
    }

    @Test func `unknown-repository`() {
        var example = Example()
        example.job("app1", repository: "sftp:backup@vault1:/srv/restic/other", paths: ["/etc"], password: nil)
        #expect(example.findings(UnknownRepository.self).map(\.subject) == ["sftp:backup@vault1:/srv/restic/other"])
    }

    @Test(arguments: [
        "sftp:backup@vault1:/srv/restic/shop", "sftp://backup@vault1:22//srv/restic/shop/",
        "sftp:VAULT1:/srv/restic/shop",
    ])
    func `one repository under several spellings is one`(url: String) {
        var example = Example()
        example.job("app1", repository: url, paths: ["/opt"], password: nil)
        #expect(example.findings(UnknownRepository.self).isEmpty)
    }

    @Test func `objective-missing and unknown-entry`() {
        var example = Example()
        example.applications = [ApplicationFacts(name: "shop", entries: [AssetID("app1/order")], recoveryPoint: 1)]
        #expect(example.findings(ObjectiveMissing.self).first?.message == "Application shop has no rto, retention.")
        #expect(example.findings(UnknownEntry.self).first?.remedy == "Found on app1: app1/orders.")
        #expect(example.report.applications.first?.worst.word == "unknown")
    }
}
