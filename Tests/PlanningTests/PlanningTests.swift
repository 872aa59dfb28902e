import Assurance
import Contracts
import Estate
import Orchestration
import RecoveryPlan
import Testing

/// From a configuration and an assessment to a plan, over an engine and a target that only answer.
@Suite struct PlanningTests {
    private struct FakeEngine: Engine {
        let name = "fake"
        func restorePoints(in repository: RepositoryEntry) async throws(EngineFailure) -> RestorePointList {
            throw EngineFailure(.noPassword, "")
        }
        func manifest(
            of point: RestorePoint, below paths: [String], in repository: RepositoryEntry,
            each: @escaping @Sendable (ManifestEntry) -> Void
        ) async throws(EngineFailure) {}
        func restoration(
            of point: RestorePoint, at moment: RecoveryMoment?, in repository: RepositoryEntry
        ) throws(EngineFailure) -> Restoration {
            Restoration(
                name: "fake/restore", body: Self.body(.controller),
                parameters: [Parameter(name: "GU_SNAPSHOT", value: point.id)],
                secrets: repository.password.map { [SecretReference(name: "GU_REPOSITORY_PASSWORD", reference: $0)] }
                    ?? [])
        }
        static func body(_ place: StepPlace) -> StepBody { StepBody(place: place, timeout: 5, script: "true\n") }
    }

    private struct FakeTarget: Target {
        let kind = "fake"
        func preserve(_ host: AssetID, settings: TargetEntry) throws -> TargetStep? {
            TargetStep(action: "preserve", body: FakeEngine.body(.controller), parameters: [], isShared: false)
        }
        func steps(for host: AssetID, profile: HostProfile, settings: TargetEntry, depot: String) throws -> [TargetStep]
        {
            let depot = Parameter(name: "GU_DEPOT", value: depot)
            return [
                TargetStep(action: "image", body: FakeEngine.body(.controller), parameters: [depot], isShared: true),
                TargetStep(action: "provision", body: FakeEngine.body(.controller), parameters: [], isShared: false),
            ]
        }
    }

    private var configuration: Configuration {
        var configuration = Configuration(estate: "shop")
        configuration.hosts = ["app1", "db1", "vault1"].map { HostEntry(name: $0, target: "lab") }
        configuration.targets = [TargetEntry(name: "lab", kind: "fake", settings: [:])]
        configuration.repositories = [
            RepositoryEntry(
                name: "shop", engine: "fake", url: "sftp:backup@vault1.shop.example:/srv/shop", password: "file:/escrow"
            )
        ]
        configuration.applications = [
            ApplicationEntry(
                name: "orders", entries: [AssetID("app1/orders")],
                verifications: [HTTPVerification(from: "app1.shop.example", url: "http://localhost/")])
        ]
        configuration.media = [MediaEntry(path: "/media/orders_1.0_all.deb", digest: "0")]
        return configuration
    }

    private var estate: Estate {
        let evidence = Evidence(
            source: "declared", detail: "test", firstSeen: Instant(seconds: 0), lastSeen: Instant(seconds: 0),
            directionRule: "declared")
        func dependency(_ from: String, _ kind: DependencyKind, _ to: String) -> Dependency {
            Dependency(
                key: DependencyKey(dependent: AssetID(from), provider: AssetID(to), kind: kind, phase: .run),
                strength: .hard, evidence: [evidence])
        }
        func service(_ id: String, _ host: String) -> Asset {
            Asset(id: AssetID(id), kind: .service, host: .host(host), unit: "x.service")
        }
        let data = DatasetProfile(path: "/srv/data", bytes: 10, dumpPath: nil, foundBy: "recipe")
        var estate = Estate(
            name: "shop", observedAt: Instant(seconds: 50),
            assets: ["app1", "db1", "vault1"].map { Asset(id: .host($0), kind: .host) } + [
                service("app1/orders", "app1"), service("db1/database", "db1"),
                Asset(id: AssetID("db1:/srv/data"), kind: .dataset, host: .host("db1"), dataset: data),
            ],
            dependencies: [
                dependency("app1/orders", .runsOn, "app1"), dependency("db1/database", .runsOn, "db1"),
                dependency("app1/orders", .calls, "db1/database"),
                dependency("db1/database", .storesOn, "db1:/srv/data"),
            ])
        for (number, host) in ["app1", "db1", "vault1"].enumerated() {
            estate.profiles[.host(host)] = HostProfile(
                fullName: "\(host).shop.example", operatingSystem: "debian 12", architecture: "amd64", machineID: host,
                virtualization: "none",
                addresses: [HostAddress(interface: "e", address: "192.0.2.\(number)", prefixLength: 24)],
                packages: [
                    InstalledPackage(
                        name: "dash", version: "1", architecture: "all", isManual: false, origin: "Debian"),
                    InstalledPackage(name: "orders", version: "1", architecture: "all", isManual: true, origin: nil),
                ],
                backupJobs: [
                    BackupJob(
                        engine: "fake", definedIn: "b.service", repository: "sftp:backup@vault1:/srv/shop",
                        paths: ["/srv"], passwordFrom: nil, schedule: nil)
                ])
        }
        return estate
    }

    private let recipes = [
        Recipe(
            name: "debian-host", title: "",
            steps: ["install": FakeEngine.body(.target), "finish": FakeEngine.body(.target)]),
        Recipe(
            name: "generic-service", title: "",
            steps: ["start": FakeEngine.body(.target), "verify": FakeEngine.body(.target)]),
    ]

    private func request(_ condition: RepositoryCondition = .readable, holds: Bool = true) -> PlanningRequest {
        let points = ["old", "new"].enumerated().map {
            PointFacts(id: $1, host: "db1", takenAt: Instant(seconds: Int64($0 * 10)), paths: ["/srv"])
        }
        let facts = RepositoryFacts(
            name: "shop", engine: "fake", url: "sftp:backup@vault1.shop.example:/srv/shop", condition: condition,
            points: condition == .readable ? points : [])
        var holdings: [PointKey: PointHoldings] = [:]
        for point in facts.points {
            holdings[PointKey(repository: "shop", point: point.id)] =
                .listed(holds ? ["/srv/data": PathHolding(files: 1, bytes: 10)] : [:])
        }
        let report = Assessment.report(
            on: AssuranceInput(
                estate: estate, repositories: [facts], applications: [], holdings: holdings, now: Instant(seconds: 100))
        )
        return PlanningRequest(estate: estate, estateDigest: "e5", coverage: report)
    }

    private var planning: Planning {
        Planning(
            configuration: configuration,
            recipes: Dictionary(uniqueKeysWithValues: recipes.map { ($0.name, $0) }), engines: [FakeEngine()],
            targets: [FakeTarget()], depot: "/depot")
    }

    private func refusal(_ request: PlanningRequest) -> GroundupError? {
        do {
            _ = try planning.plan(request)
            return nil
        } catch {
            return error as? GroundupError
        }
    }

    @Test func everythingButTheRepositorysHostIsRebuilt() throws {
        let plan = try planning.plan(request())
        #expect(
            plan.steps.map(\.id.text) == [
                "finish/app1", "finish/db1", "image/all", "install/app1", "install/db1", "provision/app1",
                "provision/db1",
                "restore-files/db1:/srv/data", "start/app1/orders", "start/db1/database", "verify/app1/orders",
                "verify/db1/database", "verify/orders",
            ])
        // The newest fact, not the moment of planning: the same facts give the same plan at any time.
        #expect(plan.asOf == Instant(seconds: 50))
        #expect(plan.gaps.isEmpty)
        let restore = try #require(plan.step(StepID("restore-files/db1:/srv/data")))
        #expect(
            restore.parameters == [
                Parameter(name: "GU_HOST", value: "db1"), Parameter(name: "GU_PATHS", value: "/srv/data"),
                Parameter(name: "GU_SNAPSHOT", value: "new"),
            ])
        #expect(restore.secrets == [SecretReference(name: "GU_REPOSITORY_PASSWORD", reference: "file:/escrow")])
        #expect(plan.step(StepID("image/all"))?.body == "fake/image")
    }

    @Test func onlyLostHostsAreRebuilt() throws {
        var request = request()
        request.wishes.lost = ["db1.shop.example"]
        #expect(try Set(planning.plan(request).steps.map(\.target.text)) == ["all", "db1", "app1"])
        #expect(try planning.plan(request).step(StepID("start/app1/orders")) == nil)
        request.wishes.lost = ["web9"]
        #expect(refusal(request)?.code == .usage)
    }

    @Test func aLostRepositoryIsADeadlock() {
        var request = request()
        request.wishes.lost = ["db1", "vault1"]
        let error = refusal(request)
        #expect(error?.code == .planRefused)
        #expect(error?.message.contains("lies on vault1, and vault1 is itself to be rebuilt") == true)
    }

    @Test(arguments: [RepositoryCondition.noPassword, .wrongPassword, .unreachable("no route"), .damaged("bad pack")])
    func aRepositoryThatCannotBeOpenedIsADeadlock(condition: RepositoryCondition) {
        let error = refusal(request(condition))
        #expect(error?.code == .planRefused)
        #expect(error?.message.contains("Repository shop may hold it but cannot be opened") == true)
    }

    @Test func dataWithoutRestorePointIsAGap() throws {
        let plan = try planning.plan(request(holds: false))
        #expect(plan.gaps.map(\.subject) == ["db1:/srv/data"])
        #expect(plan.step(StepID("start/db1/database")) != nil)
    }

    @Test func anApplicationOrAnAssetIsTheScope() throws {
        var request = request()
        request.wishes.scope = ["orders"]
        #expect(try planning.plan(request).step(StepID("verify/orders")) != nil)
        request.wishes.scope = ["db1/database"]
        let plan = try planning.plan(request)
        #expect(plan.scope == ["db1/database"])
        #expect(Set(plan.steps.map(\.target.text)) == ["all", "db1"])
        request.wishes.scope = ["payroll"]
        #expect(refusal(request)?.hint == "Applications: orders.")
    }

    @Test func whatIsLeftIsKeptWhereTheIncidentAsksForIt() throws {
        var request = request()
        request.wishes.incident = Incident(.attack, compromisedAt: Instant(seconds: 100))
        let plan = try planning.plan(request)
        func needs(_ step: String) -> [String]? { plan.step(StepID(step))?.needs.map(\.step.text) }
        #expect(needs("provision/app1") == ["preserve/app1"] && needs("preserve/app1") == ["image/all"])
        request.wishes.incident = Incident(.disaster)
        #expect(try planning.plan(request).step(StepID("preserve/app1")) == nil)
    }
}
