import Assurance
import Estate
import Testing

@Suite struct CoverageTests {
    @Test func `the example is covered, and things were checked`() throws {
        var example = Example()
        #expect(
            example.report.findings.filter { $0.severity != .notice }.map(\.rule) == ["deletable-with-its-data"])
        example.repositories[0].safety.isAppendOnly = true
        let report = example.report
        // What is not known yet is said, and is no breach.
        #expect(
            Set(report.findings.map(\.rule)) == [
                "recovery-point-gap", "recovery-point-forecast", "retention-unmet", "predicted-over-objective",
                "measured-over-objective", "no-off-site-copy", "single-copy",
            ])
        #expect(report.verdict == .covered)
        #expect(report.subjects.map(\.subject.asset.text) == ["app1:/srv/uploads", "db1:/var/lib/postgresql"])
        #expect(report.applications.first?.worst.rank == 0)
        #expect(report.blindSpots.count == 1)
        #expect(report.checked.first { $0.rule == "unprotected-dependency" }?.count == 2)
    }

    @Test func `nothing to check is never a pass`() {
        var example = Example()
        example.assets.removeAll { $0.kind == .dataset }
        let report = example.report
        #expect(report.verdict == .nothingChecked)
        #expect(report.applications.first?.worst.word == "unknown")
        #expect(
            Assessment.report(
                on: AssuranceInput(
                    estate: Estate(name: "none", observedAt: Example.now), repositories: [], applications: [],
                    now: Example.now
                )
            ).verdict == .nothingChecked)
    }

    @Test func `a restore point that does not hold the path does not cover it`() {
        var example = Example()
        example.holdings[PointKey(repository: "shop", point: "a1")] = .listed([:])
        #expect(example.coverage(of: "app1:/srv/uploads") == .uncovered("no restore point of app1 holds /srv/uploads"))
    }

    @Test func `an empty copy of data that is there covers nothing`() {
        var example = Example()
        example.hold("a1", "/srv/uploads", bytes: 0)
        #expect(example.coverage(of: "app1:/srv/uploads")?.word == "uncovered")
    }

    @Test func `an older complete point counts when the newest is not`() {
        var example = Example()
        example.repositories[0].points.insert(
            PointFacts(id: "a0", host: "app1.shop.example", takenAt: example.ago(20), paths: ["/srv"]), at: 0)
        example.holdings[PointKey(repository: "shop", point: "a1")] = .listed([:])
        example.hold("a0", "/srv/uploads")
        #expect(example.coverage(of: "app1:/srv/uploads")?.point?.key.point == "a0")
        #expect(example.coverage(of: "app1:/srv/uploads")?.word == "covered")
    }

    @Test func `of several repositories the newest data counts, not the newest point`() {
        var example = Example()
        var archive = PointFacts(
            id: "x1", host: "db1", takenAt: example.ago(2), paths: ["/var/backups/postgresql"])
        archive.isApplicationConsistent = true
        example.repositories.append(
            RepositoryFacts(name: "archives", engine: "samba-backup", url: "vault1:/srv/x", condition: .readable))
        func chosen(at hours: Int64) -> String? {
            archive.takenAt = example.ago(hours)
            example.repositories[1].points = [archive]
            example.holdings[PointKey(repository: "archives", point: "x1")] = .listed([
                "/var/backups/postgresql": PathHolding(files: 1, bytes: 9, newestChange: archive.takenAt)
            ])
            return example.coverage(of: "db1:/var/lib/postgresql")?.point?.key.repository
        }
        // The point in `shop` is an hour old, its dump three.
        #expect(chosen(at: 2) == "archives")
        #expect(chosen(at: 4) == "shop")
        #expect(chosen(at: 3) == "archives", "of the same data the one that its own engine made")
    }

    @Test func `a point of another host covers nothing`() {
        var example = Example()
        example.repositories[0].points[0].host = "app2"
        #expect(example.coverage(of: "app1:/srv/uploads")?.word == "uncovered")
    }

    @Test func `a neighbour's path is not the path`() {
        var example = Example()
        example.repositories[0].points[0].paths = ["/srv/upload"]
        #expect(example.coverage(of: "app1:/srv/uploads")?.word == "uncovered")
    }

    @Test func `an unreadable repository leaves everything in it unknown`() {
        for condition in [RepositoryCondition.noPassword, .wrongPassword, .missing("x"), .locked("x"), .damaged("x")] {
            var example = Example()
            example.repositories[0].condition = condition
            example.repositories[0].points = []
            example.holdings = [:]
            #expect(example.report.subjects.allSatisfy { $0.coverage.word == "unknown" })
            #expect(example.findings(RepositoryNotReadable.self).map(\.subject) == ["shop"])
            #expect(example.report.verdict == .findings)
        }
    }

    @Test func `a list that is not complete is a finding, and what is listed still counts`() {
        var example = Example()
        #expect(example.findings(IncompleteRepository.self).isEmpty)
        example.repositories[0].isListComplete = false
        example.repositories[0].warnings = ["snapshot 1234 cannot be read"]
        #expect(example.coverage(of: "app1:/srv/uploads")?.word == "covered")
        let finding = example.findings(IncompleteRepository.self).first
        #expect(finding?.message.contains("snapshot 1234 cannot be read") == true)
        #expect(example.report.verdict == .findings)
    }

    @Test func `a manifest that cannot be listed leaves unknown, and is a finding`() {
        var example = Example()
        example.holdings[PointKey(repository: "shop", point: "a1")] = .unlisted("a pack is missing")
        #expect(example.coverage(of: "app1:/srv/uploads")?.word == "unknown")
        #expect(example.findings(UnlistedRestorePoint.self).first?.applications == ["shop"])
    }

    @Test func `points that were not listed are unknown, not uncovered`() {
        var example = Example()
        example.holdings = [:]
        #expect(example.coverage(of: "app1:/srv/uploads") == .unknown("its restore points were not listed"))
    }

    @Test func `the configuration of a host counts as much as its data`() {
        var example = Example()
        let names = ["/etc/a", "/etc/b"]
        example.profiles[AssetID("app1")]?.changedConfiguration = names.map {
            ConfigurationFile(path: $0, package: nil, digest: nil)
        }
        #expect(example.coverage(of: "app1")?.word == "uncovered")
        example.repositories[0].points[0].paths.append("/etc")
        example.hold("a1", "/etc/a", bytes: 0)
        guard case .partly(_, let missing) = example.coverage(of: "app1") else {
            Issue.record("\(String(describing: example.coverage(of: "app1")))")
            return
        }
        #expect(missing == ["/etc/b"])
        #expect(example.findings(UnprotectedDependency.self).first?.path.map(\.text) == ["app1/orders", "app1"])
        example.hold("a1", "/etc/b", bytes: 0)
        #expect(example.coverage(of: "app1")?.word == "covered")
    }

    @Test func `each application is judged by its own objective`() {
        var example = Example()
        example.applications.append(
            ApplicationFacts(
                name: "strict", entries: [AssetID("app1/orders")], recoveryPoint: 1_800, recoveryTime: 1, retention: 1))
        let report = example.report
        #expect(report.applications.first { $0.name == "shop" }?.worst.word == "covered")
        let strict = report.applications.first { $0.name == "strict" }
        #expect(strict?.worst.word == "stale")
        #expect(strict?.path.map(\.text) == ["app1/orders", "app1:/srv/uploads"])
    }
}
