import Assurance
import Estate
import Testing

@Suite struct FailureDomainRuleTests {
    private let dump = "db1:/var/lib/postgresql"

    @Test func `a copy on another machine is no finding`() {
        let example = Example()
        #expect(example.findings(FailsWithItsData.self).isEmpty)
        #expect(example.checked(FailsWithItsData.self) == 2)
    }

    @Test func `a copy on the same host, hypervisor or storage fails with its data`() throws {
        var example = Example()
        example.connect("vault1", .runsOn, "pve1")
        example.connect("db1", .runsOn, "pve1")
        example.addHost("pve1")
        let finding = try #require(example.findings(FailsWithItsData.self).first)
        #expect(finding.subject == dump && finding.severity == .critical)
        #expect(finding.message == "db1:/var/lib/postgresql: every copy of it (shop) fails together with pve1.")
        #expect(example.findings(FailsWithItsData.self).count == 1, "app1 stands elsewhere")
        example = Example()
        example.addHost("pve1")
        example.addHost("pve2")
        example.connect("vault1", .runsOn, "pve1")
        example.connect("app1", .runsOn, "pve2")
        example.connect("pve1", .storesOn, "san1")
        example.connect("pve2", .storesOn, "san1")
        example.assets.append(Asset(id: AssetID("san1"), kind: .external))
        #expect(example.findings(FailsWithItsData.self).map(\.subject) == ["app1:/srv/uploads"])
        example = Example()
        example.repositories[0].url = "sftp:backup@app1:/srv/restic/shop"
        #expect(example.findings(FailsWithItsData.self).map(\.subject) == ["app1:/srv/uploads"])
    }

    @Test func `a second copy elsewhere is enough`() {
        var example = Example()
        example.repositories[0].url = "sftp:backup@app1:/srv/restic/shop"
        example.addCopy(of: "app1", url: "sftp:backup@elsewhere:/srv/restic/shop")
        #expect(example.findings(FailsWithItsData.self).isEmpty)
    }

    @Test func `sites that nobody named are unknown, not fine`() {
        let example = Example()
        #expect(example.findings(NoOffSiteCopy.self).map(\.severity) == [.notice])
        #expect(example.checked(NoOffSiteCopy.self) == 0)
    }

    @Test func `every copy at the site of the data`() throws {
        var example = Example()
        example.sites = [AssetID("app1"): "berlin", AssetID("db1"): "berlin", AssetID("vault1"): "berlin"]
        let findings = example.findings(NoOffSiteCopy.self)
        #expect(findings.map(\.subject) == ["app1:/srv/uploads", dump])
        #expect(
            findings.last?.message
                == "db1:/var/lib/postgresql: every copy of it (shop) lies at site berlin, as its data does.")
        example.repositories[0].safety.site = "bonn"
        #expect(
            example.findings(NoOffSiteCopy.self).isEmpty, "what is said of the repository counts more than its host")
        #expect(example.checked(NoOffSiteCopy.self) == 2)
    }

    @Test func `a copy at an unknown site may be elsewhere`() {
        var example = Example()
        example.sites = [AssetID("app1"): "berlin", AssetID("db1"): "berlin", AssetID("vault1"): "berlin"]
        example.addCopy(of: "app1", url: "sftp:backup@elsewhere:/srv/restic/shop")
        #expect(example.findings(NoOffSiteCopy.self).map(\.severity) == [.warning, .notice])
    }

    @Test func `the job's own credentials can delete, unless somebody says otherwise`() throws {
        var example = Example()
        let finding = try #require(example.findings(DeletableWithItsData.self).first)
        #expect(finding.subject == "shop")
        #expect(finding.message.hasPrefix("Jobs on app1, db1 write to shop, and nothing says that they cannot delete"))
        example.repositories[0].safety.isAppendOnly = true
        #expect(example.findings(DeletableWithItsData.self).isEmpty)
        #expect(example.checked(DeletableWithItsData.self) == 2)
        example.repositories[0].safety = RepositorySafety(immutableFor: 86_400)
        #expect(example.findings(DeletableWithItsData.self).isEmpty)
    }

    @Test func `a copy that hosts do not reach is safe from them`() {
        var example = Example()
        example.addCopy(of: "app1", url: "/mnt/tape")
        let finding = example.findings(DeletableWithItsData.self).first
        #expect(finding?.message.hasPrefix("Jobs on db1 write to shop") == true)
    }

    @Test func `without a job that was seen nothing is known of its credentials`() {
        var example = Example()
        for host in ["app1", "db1"] { example.profiles[AssetID(host)]?.backupJobs = [] }
        #expect(example.findings(DeletableWithItsData.self).isEmpty)
        #expect(example.checked(DeletableWithItsData.self) == 0)
    }
}

@Suite struct AcceptedRiskTests {
    private func risk(_ subject: String, rule: String? = nil, until hours: Int64 = 1) -> AcceptedRisk {
        AcceptedRisk(
            subject: subject, rule: rule, owner: "alice@corp.example", because: "made anew in an hour",
            until: Instant(seconds: Example.now.seconds + hours * Example.hour))
    }

    @Test func `what is excluded on purpose neither counts as covered nor as a finding`() {
        var example = Example()
        example.addDataset("/srv/cache", on: "app1", of: "app1/orders")
        #expect(example.coverage(of: "app1:/srv/cache")?.word == "uncovered")
        example.risks = [risk("app1:/srv/cache")]
        #expect(example.coverage(of: "app1:/srv/cache")?.word == "excluded")
        #expect(
            example.coverage(of: "app1:/srv/cache")?.reason == "alice@corp.example accepts that: made anew in an hour")
        #expect(example.findings(UnprotectedDependency.self).isEmpty)
        #expect(example.report.applications.first?.worst.word == "excluded")
        #expect(example.report.applications.first?.worst.isAcceptable == true)
    }

    @Test func `what is covered all the same stays covered`() {
        var example = Example()
        example.risks = [risk("app1:/srv/uploads")]
        #expect(example.coverage(of: "app1:/srv/uploads")?.word == "covered")
    }

    @Test func `from its day on it counts again, and is named`() throws {
        var example = Example()
        example.addDataset("/srv/cache", on: "app1", of: "app1/orders")
        example.risks = [risk("app1:/srv/cache", until: 0)]
        #expect(example.coverage(of: "app1:/srv/cache")?.word == "uncovered")
        let finding = try #require(example.findings(AcceptedRiskExpired.self).first)
        #expect(finding.severity == .warning)
        #expect(
            finding.message == "The risk of app1:/srv/cache was accepted by alice@corp.example until "
                + "1970-01-24T03:33:20Z: made anew in an hour. It counts again.")
    }

    @Test func `a finding that somebody answers for is listed apart`() {
        var example = Example()
        example.risks = [risk("shop", rule: DeletableWithItsData.id)]
        #expect(example.findings(DeletableWithItsData.self).isEmpty)
        #expect(example.report.accepted.map(\.finding.rule) == [DeletableWithItsData.id])
        example.risks = [risk("other", rule: DeletableWithItsData.id)]
        #expect(example.findings(DeletableWithItsData.self).count == 1)
    }

    @Test func `one that names nothing is told`() {
        var example = Example()
        example.risks = [risk("app1:/srv/nothing"), risk("shop", rule: "no-such-rule")]
        #expect(example.findings(AcceptedRiskExpired.self).count == 2)
        #expect(example.checked(AcceptedRiskExpired.self) == 2)
    }
}

extension Example {
    /// Another repository with a restore point of `host` that no job is seen to write.
    fileprivate mutating func addCopy(of host: String, url: String) {
        var copy = repositories[0]
        copy.name = "copy"
        copy.url = url
        copy.points = repositories[0].points.filter { $0.host == host }
        for point in copy.points {
            holdings[PointKey(repository: "copy", point: point.id)] =
                holdings[PointKey(repository: "shop", point: point.id)]
        }
        repositories.append(copy)
    }
}
