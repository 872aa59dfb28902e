import Estate
import RecoveryPlan

/// The estate of a small shop: six hosts, a circular need between the directory and the resolver, one vault.
enum Example {
    static let services: [(host: String, name: String, recipe: String, port: Int)] = [
        ("app1", "order-service", "generic-service", 8080), ("db1", "postgresql", "postgresql", 5432),
        ("dc1", "samba-ad-dc", "samba-ad-dc", 389), ("ns1", "bind9", "bind9", 53), ("web1", "nginx", "nginx", 443),
        ("vault1", "restic-repository", "restic-repository", 22),
    ]
    static let datasets: [(service: String, path: String, dump: String?)] = [
        ("app1/order-service", "/srv/uploads", nil),
        ("db1/postgresql", "/var/lib/postgresql/15/main", "/var/backups/postgresql"),
        ("dc1/samba-ad-dc", "/var/lib/samba", "/var/backups/samba"), ("ns1/bind9", "/var/lib/bind", nil),
        ("web1/nginx", "/var/www", nil),
    ]

    static func estate() -> Estate {
        let hosts = ["app1", "db1", "dc1", "ns1", "vault1", "web1"]
        var assets = hosts.map { Asset(id: .host($0), kind: .host, recipe: "debian-host") }
        var dependencies: [Dependency] = []
        for service in services {
            let id = AssetID.service(service.name, on: .host(service.host))
            assets.append(
                Asset(
                    id: id, kind: .service, host: .host(service.host), recipe: service.recipe,
                    unit: "\(service.name).service", package: service.name,
                    listeners: [Listener(transport: "tcp", address: "*", port: service.port)]))
            dependencies.append(dependency(id.text, .runsOn, service.host))
        }
        for dataset in datasets {
            let service = AssetID(dataset.service)
            let host = AssetID(String(dataset.service.prefix { $0 != "/" }))
            let id = AssetID.dataset(dataset.path, on: host)
            let profile = DatasetProfile(
                path: dataset.path, bytes: 200_000_000, dumpPath: dataset.dump, foundBy: "recipe")
            assets.append(Asset(id: id, kind: .dataset, host: host, dataset: profile))
            dependencies.append(dependency(dataset.service, .storesOn, id.text))
            dependencies.append(
                Dependency(
                    key: DependencyKey(
                        dependent: id, provider: AssetID("vault1/restic-repository"), kind: .protectedBy,
                        phase: .recover),
                    strength: .hard, evidence: [evidence]))
            _ = service
        }
        for host in hosts { dependencies.append(dependency(host, .resolvesWith, "ns1/bind9")) }
        dependencies += [
            dependency("app1/order-service", .calls, "db1/postgresql", port: 5432),
            dependency("app1/order-service", .authenticatesWith, "dc1/samba-ad-dc", port: 389),
            dependency("web1/nginx", .calls, "app1/order-service", port: 8080),
            dependency("ns1/bind9", .resolvesWith, "dc1/samba-ad-dc", port: 53),
            dependency("dc1/samba-ad-dc", .resolvesWith, "ns1/bind9", port: 53),
        ]
        var estate = Estate(
            name: "shop", observedAt: Instant(seconds: 1_700_000_000), assets: assets, dependencies: dependencies)
        for (number, host) in hosts.enumerated() { estate.profiles[.host(host)] = profile(host, number) }
        return estate
    }

    static let evidence = Evidence(
        source: "declared", detail: "example", firstSeen: Instant(seconds: 0), lastSeen: Instant(seconds: 0),
        directionRule: "declared")

    static func dependency(
        _ dependent: String, _ kind: DependencyKind, _ provider: String, phase: DependencyPhase = .run,
        strength: DependencyStrength = .hard, port: Int? = nil
    ) -> Dependency {
        Dependency(
            key: DependencyKey(dependent: AssetID(dependent), provider: AssetID(provider), kind: kind, phase: phase),
            strength: strength, port: port, evidence: [evidence])
    }

    private static func profile(_ host: String, _ number: Int) -> HostProfile {
        HostProfile(
            fullName: "\(host).shop.example", operatingSystem: "debian 12", architecture: "amd64",
            machineID: "\(number)",
            virtualization: "systemd-nspawn",
            addresses: [HostAddress(interface: "host0", address: "10.77.0.\(number + 2)", prefixLength: 24)],
            nameservers: ["10.77.0.2"],
            packages: [
                InstalledPackage(
                    name: "openssh-server", version: "1:9.2", architecture: "amd64", isManual: true, origin: "Debian")
            ],
            changedConfiguration: [
                ConfigurationFile(path: "/etc/machine-id", package: nil, digest: "00"),
                ConfigurationFile(path: "/etc/restic/paths", package: nil, digest: "01"),
            ])
    }

    static func body(_ place: StepPlace, _ name: String, estimate: Int = 5) -> StepBody {
        StepBody(place: place, timeout: 60, attempts: 2, estimate: estimate, script: "echo \(name) \"$GU_HOST\"\n")
    }

    static func recipes() -> [String: Recipe] {
        func steps(_ recipe: String, _ names: [String]) -> [String: StepBody] {
            Dictionary(
                uniqueKeysWithValues: names.map { ($0, body($0 == "media" ? .controller : .target, "\(recipe)-\($0)")) }
            )
        }
        let all = [
            Recipe(
                name: "debian-host", title: "Debian",
                steps: steps(
                    "host",
                    [
                        "media", "install", "patch", "accounts", "finish", "adapt", "set-aside", "lock-person",
                    ])),
            Recipe(
                name: "generic-service", title: "Any service", steps: steps("generic", ["start", "verify", "stop"])),
            Recipe(
                name: "postgresql", title: "PostgreSQL",
                steps: steps("postgresql", ["restore-data", "start", "verify"])),
            Recipe(
                name: "samba-ad-dc", title: "Samba",
                bootstrap: Bootstrap(
                    name: "resolve-by-hosts-file", cost: 30, explanation: "It resolves names by its hosts file."),
                keepsName: true,
                steps: steps(
                    "samba",
                    [
                        "restore-data", "start", "verify", "renew-credentials", "lock-person", "bootstrap-apply",
                        "bootstrap-remove",
                    ])),
            Recipe(
                name: "bind9", title: "BIND",
                bootstrap: Bootstrap(name: "own-zones-first", cost: 10, explanation: "It answers for its own zones."),
                steps: steps("bind9", ["start", "verify", "verify-full", "adapt"])),
            Recipe(name: "nginx", title: "nginx", steps: steps("nginx", ["start", "verify"])),
        ]
        return Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    }

    /// Everything but vault1 is lost; the vault holds restore points of all of it.
    static func input(_ estate: Estate = estate()) -> PlanningInput {
        var input = PlanningInput(
            estate: estate, estateDigest: "e5", asOf: Instant(seconds: 1_700_000_100), recipes: recipes())
        input.survivors = ["vault1"].map(AssetID.host).reduce(into: []) { $0.insert($1) }
        input.depot = "/depot"
        for host in estate.hosts where host.id.text != "vault1" {
            input.targetSteps[host.id] = [
                PlannedTargetStep(
                    action: "image",
                    body: NamedBody(name: "nspawn/image", body: body(.controller, "image", estimate: 40)),
                    parameters: [Parameter(name: "GU_DEPOT", value: "/depot")], isShared: true),
                PlannedTargetStep(
                    action: "provision",
                    body: NamedBody(name: "nspawn/provision", body: body(.controller, "provision")),
                    parameters: [Parameter(name: "GU_HOST", value: host.id.text)], isShared: false),
            ]
            input.sources[host.id] = .point(point)
        }
        for dataset in estate.datasets { input.sources[dataset.id] = .point(point) }
        input.applications = [
            PlannedApplication(
                name: "shop", entries: [AssetID("web1/nginx")],
                checks: [
                    ApplicationCheck(
                        from: .host("web1"), url: "https://web1.shop.example/orders", expect: "orders",
                        loginURL: "https://web1.shop.example/login", user: "alice", password: "file:/secrets/alice")
                ])
        ]
        return input
    }

    static let point = PlannedRestorePoint(
        repository: "shop", repositoryHost: .host("vault1"), point: "0a1b2c3d",
        takenAt: Instant(seconds: 1_699_999_000),
        why: "the newest", body: NamedBody(name: "restic/restore", body: body(.controller, "restic")),
        parameters: [Parameter(name: "GU_SNAPSHOT", value: "0a1b2c3d")],
        secrets: [SecretReference(name: "GU_REPOSITORY_PASSWORD", reference: "file:/secrets/shop")])
}

extension Plan {
    func needs(_ id: String) -> [String] { step(StepID(id))?.needs.map(\.step.text) ?? [] }

    /// Everything that has to be finished before `id` starts.
    func before(_ id: String) -> Set<String> {
        var seen: Set<String> = []
        var open = [id]
        while let next = open.popLast() {
            for need in needs(next) where seen.insert(need).inserted { open.append(need) }
        }
        return seen
    }
}
