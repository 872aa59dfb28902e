import Assurance
import BackupPlan
import Estate

/// A shop of three hosts with two repositories on a fourth and a fifth; tests change what they are about.
struct PlannedShop {
    var estate = Estate(name: "shop", observedAt: Instant(seconds: 1_000))
    var facts: [RepositoryFacts] = []
    var repositories: [BackupRepository] = []
    var applications = [
        ApplicationFacts(name: "shop", entries: [AssetID("app1/orders")], recoveryPoint: 24 * 3_600)
    ]
    var dumping: Set<String> = ["postgresql"]
    var risks: [AcceptedRisk] = []
    var sites: [AssetID: String] = [:]

    init() {
        for host in ["app1", "db1", "mail1", "vault1", "vault2"] {
            estate.assets.append(Asset(id: .host(host), kind: .host))
            estate.profiles[.host(host)] = HostProfile(
                fullName: "\(host).example", operatingSystem: "debian 12", architecture: "amd64", machineID: host,
                virtualization: "none")
        }
        service("app1/orders", recipe: "generic-service")
        service("db1/postgresql", recipe: "postgresql", unit: "postgresql@15-main.service")
        dataset("/srv/uploads", of: "app1/orders")
        dataset("/var/lib/postgresql", dump: "/var/backups/postgresql", of: "db1/postgresql")
        connect("app1/orders", .calls, "db1/postgresql")
        estate.profiles[.host("mail1")]?.changedConfiguration = [
            ConfigurationFile(path: "/etc/mail/aliases", package: nil, digest: nil)
        ]
        repository("near", url: "sftp:b@vault1.example:/srv/near")
    }

    mutating func repository(_ name: String, url: String, engine: String = "restic", reach: BackupReach = .files) {
        facts.append(RepositoryFacts(name: name, engine: engine, url: url, condition: .readable))
        repositories.append(BackupRepository(name: name, engine: engine, reach: reach))
    }

    mutating func service(_ id: String, recipe: String, unit: String? = nil) {
        let host = AssetID(String(id.prefix { $0 != "/" }))
        estate.assets.append(Asset(id: AssetID(id), kind: .service, host: host, recipe: recipe, unit: unit))
        connect(id, .runsOn, host.text)
    }

    mutating func dataset(_ path: String, dump: String? = nil, of service: String) {
        let host = AssetID(String(service.prefix { $0 != "/" }))
        let id = AssetID.dataset(path, on: host)
        let profile = DatasetProfile(path: path, bytes: 1, dumpPath: dump, foundBy: "recipe")
        estate.assets.append(Asset(id: id, kind: .dataset, host: host, dataset: profile))
        connect(service, .storesOn, id.text)
    }

    mutating func connect(_ dependent: String, _ kind: DependencyKind, _ provider: String) {
        let moment = Instant(seconds: 1)
        let seen = Evidence(source: "test", detail: "t", firstSeen: moment, lastSeen: moment, directionRule: "t")
        estate.dependencies.append(
            Dependency(
                key: DependencyKey(
                    dependent: AssetID(dependent), provider: AssetID(provider), kind: kind, phase: .run),
                strength: .hard, evidence: [seen]))
    }

    mutating func job(_ host: String, _ url: String, _ paths: [String], schedule: String? = nil) {
        estate.profiles[.host(host)]?.backupJobs.append(
            BackupJob(
                engine: "restic", definedIn: "/etc/job", repository: url, paths: paths, passwordFrom: nil,
                schedule: schedule))
    }

    /// The estate with everything in its order.
    private var sorted: Estate {
        Estate(
            name: estate.name, observedAt: estate.observedAt, assets: estate.assets,
            dependencies: estate.dependencies, profiles: estate.profiles)
    }

    func plan(for application: String? = nil) -> BackupPlan {
        let assessed = AssessedEstate(
            AssuranceInput(
                estate: sorted, repositories: facts, applications: applications, risks: risks, sites: sites,
                now: Instant(seconds: 2_000)))
        return BackupPlanner.plan(
            BackupPlanInput(
                assessed: assessed, repositories: repositories, dumpingRecipes: dumping, application: application))
    }

    /// What the hosts do now, beside the plan.
    func difference(read: [String] = ["app1", "db1", "mail1"], unread: [BlindSpot] = []) -> BackupDifference {
        let map = RepositoryMap(estate: sorted, repositories: facts)
        return BackupDifference(
            plan(), found: map, read: Set(read.map(AssetID.host)),
            subjects: ProtectionSubject.all(in: sorted, repositories: map), unread: unread)
    }
}
