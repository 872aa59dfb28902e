import Assurance
import Contracts
import Estate
import Orchestration
import RecoveryPlan
import Synchronization
import Testing

@Suite struct AssessCoverageTests {
    private let dump = AssetID("db1:/var/lib/postgresql")

    private var estate: Estate {
        let profile = DatasetProfile(
            path: "/var/lib/postgresql", bytes: 10, dumpPath: "/var/backups/postgresql", foundBy: "recipe")
        var host = HostProfile(
            fullName: "db1.shop.example", operatingSystem: "debian 12", architecture: "amd64", machineID: "m",
            virtualization: "none")
        host.changedConfiguration = [ConfigurationFile(path: "/etc/hosts", package: nil, digest: nil)]
        return Estate(
            name: "shop", observedAt: Instant(seconds: 0),
            assets: [
                Asset(id: AssetID("db1"), kind: .host),
                Asset(id: dump, kind: .dataset, host: AssetID("db1"), dataset: profile),
            ],
            profiles: [AssetID("db1"): host])
    }

    private func report(
        _ engine: StubEngine, engineName: String = "stub", looks: PointLookRecord = PointLookRecord()
    ) async -> CoverageReport {
        var configuration = Configuration(estate: "shop")
        configuration.repositories = [
            RepositoryEntry(name: "shop", engine: engineName, url: "/r", password: "file:/p")
        ]
        var assess = AssessCoverage(engines: [engine], configuration: configuration, clock: FixedClock())
        assess.looks = looks
        return await assess.report(on: estate)
    }

    private func point(_ id: String, _ seconds: Int64, _ paths: [String] = ["/etc", "/var/backups"]) -> RestorePoint {
        RestorePoint(id: id, host: "db1", takenAt: Instant(seconds: seconds), paths: paths)
    }

    private func file(_ path: String, changed: Int64) -> ManifestEntry {
        ManifestEntry(path: path, type: "file", bytes: 5, modifiedAt: Instant(seconds: changed))
    }

    @Test func `one listing serves everything of a host, and dumps date themselves`() async throws {
        let engine = StubEngine(
            points: [point("old", 100), point("new", 900)],
            manifests: [
                "new": [file("/etc/hosts", changed: 1), file("/var/backups/postgresql/orders.dump", changed: 700)]
            ])
        let report = await report(engine)
        #expect(engine.asked == ["new: /etc /var/backups/postgresql"])
        #expect(report.subjects.map(\.coverage.word) == ["covered", "covered"])
        let held = try #require(report.subjects.first { $0.subject.asset == dump }?.coverage.point)
        #expect(held.dataFrom == Instant(seconds: 700))
        #expect(held.age == 300)
    }

    @Test func `older points are tried, a few of them`() async {
        let points = (1...9).map { point("p\($0)", Int64($0)) }
        let engine = StubEngine(points: points, manifests: [:])
        let report = await report(engine)
        #expect(engine.asked.map { String($0.prefix(2)) } == ["p9", "p8", "p7"])
        #expect(report.subjects.map(\.coverage.word) == ["uncovered", "uncovered"])
        #expect(report.verdict == .findings)
    }

    @Test func `a manifest that fails leaves unknown with the reason`() async {
        let engine = StubEngine(points: [point("new", 900)], manifests: nil)
        let report = await report(engine)
        #expect(report.subjects.map(\.coverage.word) == ["unknown", "unknown"])
        #expect(
            report.findings.contains { $0.rule == "unlisted-restore-point" && $0.message.contains("a pack is lost") })
    }

    @Test func `points that are running or failed are nothing to restore from, and a failed one is told`() async {
        var running = point("running", 990)
        running.state = .running
        var failed = point("failed", 980)
        failed.state = .failed
        let engine = StubEngine(points: [point("good", 900), failed, running], manifests: [:])
        let report = await report(engine)
        #expect(engine.asked.map { $0.prefix(4) } == ["good"])
        let told = report.findings.filter { $0.rule == "incomplete-repository" }
        #expect(told.count == 1 && told[0].message.contains("restore point failed: it failed"))
    }

    @Test func `a point that was found damaged holds nothing, with the reason, until it was found whole again`()
        async throws
    {
        let files = [file("/etc/hosts", changed: 1), file("/var/backups/postgresql/orders.dump", changed: 700)]
        let engine = StubEngine(
            points: [point("old", 100), point("new", 900)], manifests: ["old": files, "new": files])
        var looks = [
            PointLook(
                repository: "shop", point: "new", depth: .bytes, damage: "a pack is lost",
                endedAt: Instant(seconds: 950))
        ]
        let damaged = await report(engine, looks: PointLookRecord(looks))
        #expect(damaged.subjects.compactMap(\.coverage.point?.key.point) == ["old", "old"])
        let told = try #require(damaged.findings.first { $0.rule == "damaged-restore-point" })
        #expect(
            told.severity == .critical && told.message.contains("new of db1") && told.message.contains("a pack is lost")
        )
        #expect(!damaged.findings.contains { $0.rule == "vanished-restore-point" })

        looks.append(
            PointLook(repository: "shop", point: "new", depth: .bytes, damage: nil, endedAt: Instant(seconds: 960)))
        let mended = await report(engine, looks: PointLookRecord(looks))
        #expect(mended.subjects.compactMap(\.coverage.point?.key.point) == ["new", "new"])
        #expect(!mended.findings.contains { $0.rule == "damaged-restore-point" })
    }

    @Test func `a repository of damaged points covers nothing`() async {
        let engine = StubEngine(points: [point("new", 900)], manifests: [:])
        let looks = PointLookRecord([
            PointLook(repository: "shop", point: "new", depth: .bytes, damage: "gone", endedAt: Instant(seconds: 950))
        ])
        let report = await report(engine, looks: looks)
        #expect(engine.asked.isEmpty && report.subjects.allSatisfy { $0.coverage.word != "covered" })
        #expect(report.findings.contains { $0.message.hasSuffix("holds no restore point but damaged ones.") })
    }

    @Test func `of several repositories those are asked that may hold newer data`() async throws {
        var configuration = Configuration(estate: "shop")
        configuration.repositories = ["files", "dumps"].map {
            RepositoryEntry(name: $0, engine: $0, url: "/srv/\($0)", via: "vault1")
        }
        // The copy of today is of a dump of the day before; what is older than that cannot be newer.
        let files = StubEngine(
            "files", points: [point("older", 800), point("today", 900)],
            manifests: [
                "today": [file("/var/backups/postgresql/orders.dump", changed: 500), file("/etc/hosts", changed: 1)]
            ])
        let dumps = StubEngine(
            "dumps", points: [point("first", 600, ["/var/backups"]), point("second", 700, ["/var/backups"])],
            manifests: ["second": [file("/var/backups/postgresql/second", changed: 700)]])
        let assess = AssessCoverage(engines: [files, dumps], configuration: configuration, clock: FixedClock())
        let report = await assess.report(on: estate)
        #expect(report.repositories.map(\.url) == ["vault1:/srv/files", "vault1:/srv/dumps"], "they lie on vault1")
        let held = try #require(report.subjects.first { $0.subject.asset == dump }?.coverage.point)
        #expect(held.key == PointKey(repository: "dumps", point: "second") && held.dataFrom == Instant(seconds: 700))
        #expect(files.asked == ["today: /etc /var/backups/postgresql"])
        #expect(dumps.asked == ["second: /var/backups/postgresql"])
    }

    @Test func `an engine that does not exist is told`() async {
        let report = await report(StubEngine(points: [], manifests: [:]), engineName: "borg")
        #expect(report.repositories.first?.condition == .unreachable("no engine is called 'borg'"))
        #expect(report.subjects.allSatisfy { $0.coverage.word == "unknown" })
    }
}

private struct FixedClock: Clock {
    func now() -> Instant { Instant(seconds: 1_000) }
}

/// Answers from a table; `manifests` of `nil` fail.
private final class StubEngine: Engine {
    let name: String
    private let points: [RestorePoint]
    private let manifests: [String: [ManifestEntry]]?
    private let questions = Mutex<[String]>([])

    init(_ name: String = "stub", points: [RestorePoint], manifests: [String: [ManifestEntry]]?) {
        self.name = name
        self.points = points
        self.manifests = manifests
    }

    var asked: [String] { questions.withLock { $0 } }

    func restorePoints(in repository: RepositoryEntry) async throws(EngineFailure) -> RestorePointList {
        RestorePointList(points)
    }

    func manifest(
        of point: RestorePoint, below paths: [String], in repository: RepositoryEntry,
        each: @escaping @Sendable (ManifestEntry) -> Void
    ) async throws(EngineFailure) {
        questions.withLock { $0.append("\(point.id): \(paths.joined(separator: " "))") }
        guard let manifests else { throw EngineFailure(.corrupt, "a pack is lost") }
        manifests[point.id]?.forEach(each)
    }

    func restoration(
        of point: RestorePoint, at moment: RecoveryMoment?, in repository: RepositoryEntry
    ) throws(EngineFailure) -> Restoration {
        Restoration(
            name: "stub", body: StepBody(place: .controller, timeout: 1, script: "#!/bin/sh\n"), parameters: [],
            secrets: [])
    }
}
