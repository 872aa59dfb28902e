internal import Estate
internal import RecoveryPlan

/// A made-up estate of any size, the same for the same numbers.
///
/// A fifth of the assets are hosts, half are services, the rest are datasets. Dependencies lead from services to services,
/// most of them to few foundations, the way estates are; some hosts resolve through a service, and some pairs of services
/// need each other.
struct SyntheticEstate {
    private var seed: UInt64

    init(seed: UInt64 = 1) {
        self.seed = seed
    }

    private mutating func next(_ limit: Int) -> Int {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(seed >> 33) % max(limit, 1)
    }

    mutating func input(assets count: Int, dependencies: Int) -> PlanningInput {
        var input = PlanningInput(
            estate: estate(assets: count, dependencies: dependencies), estateDigest: "synthetic",
            asOf: Instant(seconds: 1_700_000_000), recipes: recipes())
        input.survivors = [.host("h0")]
        input.depot = "/depot"
        for host in input.estate.hosts {
            input.targetSteps[host.id] = [
                target("image", host.id, isShared: true), target("provision", host.id, isShared: false),
            ]
            input.sources[host.id] = .point(point(host.id))
        }
        for dataset in input.estate.datasets { input.sources[dataset.id] = .point(point(dataset.id)) }
        return input
    }

    mutating func estate(assets count: Int, dependencies: Int) -> Estate {
        let hosts = (0..<max(count / 5, 2)).map { AssetID.host("h\($0)") }
        var assets = hosts.map { Asset(id: $0, kind: .host, recipe: "debian-host") }
        var edges: [DependencyKey: Dependency] = [:]
        func add(_ from: AssetID, _ to: AssetID, _ kind: DependencyKind) {
            guard from != to else { return }
            let key = DependencyKey(dependent: from, provider: to, kind: kind, phase: .run)
            edges[key] = Dependency(key: key, strength: .hard, evidence: [evidence])
        }
        var services: [AssetID] = []
        for number in 0..<count / 2 {
            let host = hosts[number % hosts.count]
            let service = AssetID.service("s\(number)", on: host)
            services.append(service)
            let recipe = ["postgresql", "nginx", "generic-service"][number % 3]
            assets.append(Asset(id: service, kind: .service, host: host, recipe: recipe, unit: "s\(number).service"))
            add(service, host, .runsOn)
        }
        for number in 0..<(count - assets.count) {
            let service = services[number % services.count]
            let host = hosts[number % services.count % hosts.count]
            let id = AssetID.dataset("/srv/data\(number)", on: host)
            let profile = DatasetProfile(
                path: "/srv/data\(number)", bytes: 1 << 28, dumpPath: nil, foundBy: "synthetic")
            assets.append(Asset(id: id, kind: .dataset, host: host, dataset: profile))
            add(service, id, .storesOn)
        }
        for host in hosts.dropFirst() { add(host, services[1], .resolvesWith) }
        for number in 0..<count / 1_000 {
            add(services[number * 10 + 2], services[number * 10 + 3], .calls)
            add(services[number * 10 + 3], services[number * 10 + 2], .calls)
        }
        while edges.count < dependencies, services.count > 20 {
            let from = 10 + next(services.count - 10)
            // Drawing twice sends most edges to the first services, the foundations.
            let to = next(1 + next(from))
            add(services[from], services[to], .calls)
        }
        var estate = Estate(
            name: "synthetic", observedAt: Instant(seconds: 1_700_000_000), assets: assets,
            dependencies: Array(edges.values))
        for host in hosts { estate.profiles[host] = profile(host) }
        return estate
    }

    private let evidence = Evidence(
        source: "socket", detail: "synthetic", firstSeen: Instant(seconds: 0), lastSeen: Instant(seconds: 0),
        directionRule: "connecting side")

    private func profile(_ host: AssetID) -> HostProfile {
        HostProfile(
            fullName: "\(host).example", operatingSystem: "debian 12", architecture: "amd64", machineID: host.text,
            virtualization: "kvm",
            addresses: [HostAddress(interface: "eth0", address: "192.0.2.1", prefixLength: 24)],
            packages: (0..<300).map {
                InstalledPackage(
                    name: "package\($0)", version: "1.0", architecture: "amd64", isManual: $0 < 30, origin: "Debian")
            },
            changedConfiguration: (0..<40).map {
                ConfigurationFile(path: "/etc/changed/\($0)", package: nil, digest: "0")
            })
    }

    private func point(_ asset: AssetID) -> PlannedRestorePoint {
        PlannedRestorePoint(
            repository: "vault", repositoryHost: .host("h0"), point: "0a1b", takenAt: Instant(seconds: 1_699_990_000),
            why: "the newest", body: NamedBody(name: "restic/restore", body: body("restic", .controller)),
            parameters: [Parameter(name: "GU_SNAPSHOT", value: "0a1b")],
            secrets: [SecretReference(name: "GU_REPOSITORY_PASSWORD", reference: "file:/secret")])
    }

    private func target(_ action: String, _ host: AssetID, isShared: Bool) -> PlannedTargetStep {
        PlannedTargetStep(
            action: action, body: NamedBody(name: "ssh/\(action)", body: body(action, .controller)),
            parameters: isShared ? [] : [Parameter(name: "GU_HOST", value: host.text)], isShared: isShared)
    }

    private func body(_ name: String, _ place: StepPlace) -> StepBody {
        StepBody(place: place, timeout: 600, script: "echo \(name) $GU_HOST $GU_PACKAGES\n")
    }

    private func recipes() -> [String: Recipe] {
        func recipe(_ name: String, _ steps: [String], _ bootstrap: Bootstrap? = nil) -> Recipe {
            let bodies = steps.map { ($0, body($0, $0 == "media" ? .controller : .target)) }
            return Recipe(
                name: name, title: name, bootstrap: bootstrap, steps: Dictionary(uniqueKeysWithValues: bodies))
        }
        let all = [
            recipe("debian-host", ["media", "install", "patch", "accounts", "finish"]),
            recipe("generic-service", ["start", "verify"]), recipe("postgresql", ["restore-data", "start", "verify"]),
            recipe(
                "nginx", ["start", "verify"], Bootstrap(name: "degraded", cost: 5, explanation: "It starts alone.")),
        ]
        return Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    }
}
