internal import Estate

/// Everything that is not planted: data, repositories that can be opened, and the many needs of services.
extension EstateMaking {
    /// Every host behind them resolves through a name server and logs in through a directory.
    mutating func makeFoundations() {
        let names = (order.vaults..<order.vaults + 2).map { services[$0][0] }
        let directories = (order.vaults + 2..<order.vaults + 4).map { services[$0][0] }
        for directory in directories { call(directory, names[0]) }
        for (rank, host) in hosts.enumerated().dropFirst(foundations) {
            let server = names[rank % 2]
            add(host, .resolvesWith, server, .run, "resolver", "/etc/resolv.conf:\(1 + rank % 2)")
            if rank % 3 == 0 {
                add(host, .authenticatesWith, directories[rank % 2], .run, "configuration", "/etc/sssd/sssd.conf:7")
            }
        }
    }

    /// Data for services in turn, until the estate has as many assets as were asked for.
    mutating func makeDatasets() {
        let all = services.enumerated().flatMap { rank, services in services.map { (rank, $0) } }
        let taken = Set(edges.keys.filter { $0.kind == .storesOn }.map(\.dependent))
        let repositories = (order.hosts + 99) / 100 + 1
        var number = 0
        while assets.count + repositories < order.assets {
            let (rank, service) = all[number % all.count]
            let round = number / all.count + (taken.contains(service) ? 1 : 0)
            addDataset(of: service, on: hosts[rank], number: round)
            number += 1
        }
    }

    /// One repository for each hundred hosts, whose keys lie in a safe outside; what is planted has its own.
    mutating func protect() {
        let safe = AssetID.external("safe.example.net")
        assets.append(Asset(id: safe, kind: .external))
        let repositories = (0..<(order.hosts + 99) / 100).map { number in
            addRepository("group\(number + 1)", on: hosts[number % order.vaults])
        }
        for repository in repositories {
            add(repository, .unlockedBy, safe, .recover, "declared", "the key is kept in the safe")
        }
        let planted = Set(edges.keys.filter { $0.kind == .protectedBy }.map(\.dependent))
        var datasets: [AssetID: [Asset]] = [:]
        let stores = Set(edges.keys.filter { $0.kind == .runsOn && $0.phase == .recover }.map(\.dependent))
        for asset in assets where asset.kind == .dataset && !planted.contains(asset.id) && !stores.contains(asset.id) {
            if let host = asset.host { datasets[host, default: []].append(asset) }
        }
        // The hosts of repositories are not backed up into themselves.
        for (rank, host) in hosts.enumerated().dropFirst(order.vaults) {
            let repository = repositories[rank % repositories.count]
            let own = datasets[host] ?? []
            for dataset in own { protect(dataset.id, by: repository) }
            var paths = own.compactMap { $0.dataset?.protectedPath }
            if !planted.contains(host) {
                protect(host, by: repository)
                paths.append("/etc")
            }
            let vault = hosts[rank % repositories.count % order.vaults]
            profiles[host]?.backupJobs = [
                BackupJob(
                    engine: "restic", definedIn: "/etc/systemd/system/restic-backup.service",
                    repository: "sftp:backup@\(vault.text):/srv/restic/group\(rank % repositories.count + 1)",
                    paths: paths.sorted(), passwordFrom: "ssh keys@safe.example.net", schedule: "daily")
            ]
        }
    }

    /// Calls from services to services on earlier hosts, most of them to few, until there are enough dependencies.
    mutating func connect() {
        let callers = hosts.indices.dropFirst(foundations)
        guard let first = callers.first, callers.count > 1 else { return }
        var failures = 0
        while edges.count < order.dependencies, failures < 1_000 {
            let from = first + 1 + numbers.below(callers.count - 1)
            // Drawing twice sends most of them to the first hosts.
            let to = numbers.below(1 + numbers.below(from - first)) + first
            let before = edges.count
            if blocks[from] != blocks[to] {
                call(
                    services[from][numbers.below(services[from].count)], services[to][numbers.below(services[to].count)]
                )
            }
            failures = edges.count == before ? failures + 1 : 0
        }
    }
}
