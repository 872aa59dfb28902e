internal import Estate

/// A made-up estate of any size, the same for the same order, with known circles and deadlocks planted in it.
///
/// Hosts stand in a line. What is not planted leads only from a host to earlier ones, or from a service to its own host
/// and data, so that nothing else is circular: repositories first, then name servers and directories, then the others.
/// Each planted thing takes a block of neighbours between which nothing else leads, so what is planted is exactly what
/// is circular.
struct EstateMaking {
    static let observedAt = Instant(seconds: 1_700_000_000)

    let order: EstateOrder
    var numbers: EstateNumbers
    var assets: [Asset] = []
    var edges: [DependencyKey: Dependency] = [:]
    var profiles: [AssetID: HostProfile] = [:]
    /// In line; a host's place in it is its rank.
    var hosts: [AssetID] = []
    /// The block of each host; no two hosts of one block depend on each other unless it is planted.
    var blocks: [Int] = []
    var technologies: [AssetID: EstateTechnology] = [:]
    /// Services by the rank of their host.
    var services: [[AssetID]] = []
    var truth = EstateTruth()

    init(_ order: EstateOrder) {
        self.order = order
        numbers = EstateNumbers(seed: order.seed)
        var plantings = plantings()
        plantings.shuffle(using: &numbers)
        makeHosts(plantings)
        makeServices(plantings)
        makeFoundations()
        plant(plantings)
        makeDatasets()
        protect()
        connect()
    }

    var estate: Estate {
        // Keys are sorted here, because they are far smaller than what the estate would have to move.
        let sorted = edges.keys.sorted().compactMap { edges[$0] }
        return Estate(
            name: "synthetic", observedAt: Self.observedAt, assets: assets, dependencies: sorted,
            profiles: profiles,
            blindSpots: [BlindSpot(subject: "synthetic", reason: "It was made up by groundup-bench; nobody saw it.")])
    }

    var foundations: Int { order.vaults + 4 }

    /// What is planted, and single hosts for the rest of the line behind the foundations.
    private mutating func plantings() -> [EstatePlanting] {
        var result: [EstatePlanting] = []
        for number in 0..<order.circles { result.append(.circle(2 + (number + numbers.below(4)) % 4)) }
        for number in 0..<order.deadlocks { result.append(.deadlock(EstateDeadlock.allCases[number % 6])) }
        let planted = result.reduce(0) { $0 + $1.hosts }
        return result + [EstatePlanting](repeating: .nothing, count: order.hosts - foundations - planted)
    }

    private mutating func makeHosts(_ plantings: [EstatePlanting]) {
        var names = (0..<order.vaults).map { "vault\($0 + 1)" } + ["ns1", "ns2", "dc1", "dc2"]
        // Names tell nothing of the place in the line.
        var ordinary = (0..<order.hosts - foundations).map { "h\($0 + 1)" }
        ordinary.shuffle(using: &numbers)
        names += ordinary
        hosts = names.map { AssetID.host($0) }
        blocks = (0..<foundations).map { $0 }
        for (number, planting) in plantings.enumerated() {
            blocks += [Int](repeating: foundations + number, count: planting.hosts)
        }
        for (rank, host) in hosts.enumerated() {
            assets.append(Asset(id: host, kind: .host, recipe: "debian-host"))
            profiles[host] = EstateProfiles.profile(of: host, rank: rank)
        }
        services = [[AssetID]](repeating: [], count: hosts.count)
    }

    /// One service on each host, of the technology that is planted there; the rest spread over ordinary hosts.
    private mutating func makeServices(_ plantings: [EstatePlanting]) {
        var first = [EstateTechnology](repeating: .generic, count: order.vaults) + [.bind9, .bind9, .samba, .samba]
        for planting in plantings { first += planting.technologies(&numbers) }
        for (rank, technology) in first.enumerated() { addService(technology, on: rank) }
        let technologies: [EstateTechnology] = [.postgresql, .nginx, .generic, .generic]
        for number in 0..<max(0, order.services - hosts.count) {
            addService(technologies[number % 4], on: foundations + number % (hosts.count - foundations))
        }
    }

    private mutating func addService(_ technology: EstateTechnology, on rank: Int) {
        let host = hosts[rank]
        let isTaken = services[rank].contains { technologies[$0] == technology }
        let isNamed = technology != .generic && !isTaken
        let name = isNamed ? technology.rawValue : "app\(services[rank].count + 1)"
        let kind = isNamed ? technology : .generic
        let service = AssetID.service(name, on: host)
        services[rank].append(service)
        technologies[service] = kind
        assets.append(
            Asset(
                id: service, kind: .service, host: host, recipe: kind.rawValue, unit: "\(name).service",
                package: kind == .generic ? nil : kind.rawValue,
                listeners: [Listener(transport: "tcp", address: "*", port: kind.port + services[rank].count - 1)]))
        add(service, .runsOn, host, .start, "unit", "\(name).service, active")
    }
}

extension EstateMaking {
    /// Adds a dependency; one that exists already or leads to itself changes nothing.
    mutating func add(
        _ dependent: AssetID, _ kind: DependencyKind, _ provider: AssetID, _ phase: DependencyPhase, _ source: String,
        _ detail: String, strength: DependencyStrength = .hard
    ) {
        let key = DependencyKey(dependent: dependent, provider: provider, kind: kind, phase: phase)
        guard dependent != provider, edges[key] == nil else { return }
        let technology = technologies[provider]
        let isCall = phase == .run && kind == technology?.kind
        let evidence = Evidence(
            source: source, detail: detail, firstSeen: Instant(seconds: Self.observedAt.seconds - 86_400),
            lastSeen: Self.observedAt, directionRule: source == "socket" ? "the connecting side" : "made up")
        edges[key] = Dependency(
            key: key, strength: strength, applicationProtocol: isCall ? technology?.applicationProtocol : nil,
            port: isCall ? technology?.port : nil, evidence: [evidence])
    }

    /// The run-phase need of one service for another, as a connection shows it.
    mutating func call(_ dependent: AssetID, _ provider: AssetID) {
        let kind = technologies[provider]?.kind ?? .calls
        let port = technologies[provider]?.port ?? 0
        add(dependent, kind, provider, .run, "socket", "\(dependent) has an established connection to port \(port)")
    }

    /// A folder of data that `service` keeps on its host.
    @discardableResult
    mutating func addDataset(of service: AssetID, on host: AssetID, number: Int) -> AssetID {
        let name = service.text.split(separator: "/").last.map(String.init) ?? "data"
        let technology = technologies[service] ?? .generic
        let paths =
            number == 0 ? technology.paths(name) : (data: "/srv/\(name)-\(number)", dump: nil)
        let dataset = AssetID.dataset(paths.data, on: host)
        let profile = DatasetProfile(
            path: paths.data, bytes: Int64(1 + numbers.below(4_000)) << 20, dumpPath: paths.dump, foundBy: "recipe")
        assets.append(Asset(id: dataset, kind: .dataset, host: host, dataset: profile))
        add(service, .storesOn, dataset, .run, "open-file", paths.data)
        return dataset
    }

    /// A repository on `host`.
    mutating func addRepository(_ name: String, on host: AssetID) -> AssetID {
        let path = "/srv/restic/\(name)"
        let repository = AssetID.dataset(path, on: host)
        let profile = DatasetProfile(path: path, bytes: nil, dumpPath: nil, foundBy: "configuration")
        assets.append(Asset(id: repository, kind: .dataset, host: host, dataset: profile))
        add(repository, .runsOn, host, .recover, "configuration", "repository \(name) lies in \(path)")
        return repository
    }
}
