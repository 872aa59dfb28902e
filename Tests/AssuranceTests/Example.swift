import Assurance
import Estate

/// A small estate of one application, all of it covered; tests break one thing of it.
struct Example {
    static let now = Instant(seconds: 2_000_000)
    static let hour: Int64 = 3_600

    var profiles: [AssetID: HostProfile] = [:]
    var assets: [Asset] = []
    var dependencies: [Dependency] = []
    var repositories: [RepositoryFacts] = []
    var applications: [ApplicationFacts] = []
    var pinned: Set<String> = []
    var holdings: [PointKey: PointHoldings] = [:]
    var controller: ControllerFacts?
    var history = PointHistory()
    var recovery = RecoveryRecord()
    var risks: [AcceptedRisk] = []
    var sites: [AssetID: String] = [:]

    init() {
        let url = "sftp:backup@vault1.shop.example:/srv/restic/shop"
        for name in ["app1", "db1", "vault1"] { addHost(name) }
        add(Asset(id: AssetID("app1/orders"), kind: .service, host: AssetID("app1")), stores: "/srv/uploads")
        add(Asset(id: AssetID("db1/postgresql"), kind: .service, host: AssetID("db1")))
        addDataset("/var/lib/postgresql", on: "db1", dump: "/var/backups/postgresql", of: "db1/postgresql")
        connect("app1/orders", .calls, "db1/postgresql")
        job("app1", repository: url, paths: ["/srv/uploads"], password: "file /srv/keys/restic")
        job("db1", repository: url, paths: ["/var/backups/postgresql"], password: "ssh keys@app1.shop.example")
        repositories = [
            RepositoryFacts(
                name: "shop", engine: "restic", url: url, condition: .readable,
                points: [
                    PointFacts(id: "a1", host: "app1", takenAt: ago(2), paths: ["/srv/uploads"]),
                    PointFacts(id: "d1", host: "db1", takenAt: ago(1), paths: ["/var/backups/postgresql"]),
                ])
        ]
        hold("a1", "/srv/uploads")
        hold("d1", "/var/backups/postgresql", changed: ago(3))
        applications = [
            ApplicationFacts(
                name: "shop", entries: [AssetID("app1/orders")], recoveryPoint: 24 * Self.hour, recoveryTime: 3_600,
                retention: 86_400)
        ]
    }

    /// `hours` before now.
    func ago(_ hours: Int64) -> Instant { Instant(seconds: Self.now.seconds - hours * Self.hour) }

    var input: AssuranceInput {
        AssuranceInput(
            estate: Estate(
                name: "shop", observedAt: Self.now, assets: assets, dependencies: dependencies, profiles: profiles,
                blindSpots: [BlindSpot(subject: "web1", reason: "did not answer")]),
            repositories: repositories, applications: applications, pinnedPackages: pinned, holdings: holdings,
            controller: controller, history: history, recovery: recovery, risks: risks, sites: sites, now: Self.now)
    }

    var report: CoverageReport { Assessment.report(on: input) }

    func findings(_ rule: any Rule.Type) -> [Finding] { report.findings.filter { $0.rule == rule.id } }

    func coverage(of asset: String) -> Coverage? {
        report.subjects.first { $0.subject.asset == AssetID(asset) }?.coverage
    }

    mutating func addHost(_ name: String) {
        assets.append(Asset(id: AssetID(name), kind: .host))
        profiles[AssetID(name)] = HostProfile(
            fullName: "\(name).shop.example", operatingSystem: "debian 12", architecture: "amd64", machineID: name,
            virtualization: "none")
    }

    mutating func add(_ service: Asset, stores path: String? = nil) {
        assets.append(service)
        connect(service.id.text, .runsOn, service.host?.text ?? "")
        if let path { addDataset(path, on: service.host?.text ?? "", of: service.id.text) }
    }

    mutating func addDataset(_ path: String, on host: String, dump: String? = nil, of service: String? = nil) {
        let id = AssetID.dataset(path, on: AssetID(host))
        let profile = DatasetProfile(path: path, bytes: 100, dumpPath: dump, foundBy: "recipe")
        assets.append(Asset(id: id, kind: .dataset, host: AssetID(host), dataset: profile))
        if let service { connect(service, .storesOn, id.text) }
    }

    mutating func connect(
        _ dependent: String, _ kind: DependencyKind, _ provider: String, _ phase: DependencyPhase = .run
    ) {
        let evidence = Evidence(
            source: "socket", detail: "seen", firstSeen: Self.now, lastSeen: Self.now, directionRule: "test")
        let key = DependencyKey(
            dependent: AssetID(dependent), provider: AssetID(provider), kind: kind, phase: phase)
        dependencies.append(Dependency(key: key, strength: .hard, evidence: [evidence]))
    }

    mutating func job(_ host: String, repository: String, paths: [String], password: String?) {
        profiles[AssetID(host)]?.backupJobs.append(
            BackupJob(
                engine: "restic", definedIn: "restic-backup.service", repository: repository, paths: paths,
                passwordFrom: password, schedule: nil))
    }

    mutating func hold(_ point: String, _ path: String, bytes: Int64 = 100, changed: Instant? = nil) {
        let key = PointKey(repository: "shop", point: point)
        var held: [String: PathHolding] = [:]
        if case .listed(let before) = holdings[key] { held = before }
        held[path] = PathHolding(files: 1, bytes: bytes, newestChange: changed)
        holdings[key] = .listed(held)
    }
}
