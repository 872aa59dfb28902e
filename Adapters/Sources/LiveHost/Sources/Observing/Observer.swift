internal import Estate

/// Concludes from the facts of one host what it consists of and what it needs.
struct Observer {
    let recipes: [Recipe]
    let now: Instant

    func observe(_ facts: HostFacts, as host: AssetID, bytesRead: Int) -> HostObservation {
        let services = ServiceRecognition(facts: facts, recipes: recipes, host: host).services()
        let datasets = DatasetObservation(facts: facts, recipes: recipes, services: services).datasets()
        let making = DependencyMaking(host: host, now: now, meanings: PortMeanings(recipes))
        let byUnit = Dictionary(services.map { ($0.unit.id, $0.id) }, uniquingKeysWith: { first, _ in first })
        let connections = ConnectionDependencies(making: making, facts: facts, services: byUnit)

        let dependencies =
            HostDependencies(making: making, facts: facts, services: services).dependencies()
            + connections.dependencies()
            + ConfigurationDependencies(making: making, facts: facts, services: services).dependencies()
            + datasets.flatMap { storing($0, on: host, making) }
        let blindSpots = BlindSpots(
            facts: facts, host: host, services: services, unattributed: connections.unattributed)
        return HostObservation(
            assets: [asset(of: host, facts)] + services.map { asset(of: $0, on: host, facts) }
                + datasets.map { asset(of: $0, on: host, facts) },
            dependencies: dependencies, profile: profile(facts, host), blindSpots: blindSpots.found(),
            bytesRead: bytesRead, names: facts.network.hostsTable)
    }

    private func asset(of host: AssetID, _ facts: HostFacts) -> Asset {
        let recipe = facts.operatingSystem.split(separator: " ").first.map { "\($0)-host" }
        return Asset(id: host, kind: .host, recipe: recipes.first { $0.name == recipe }?.name)
    }

    private func asset(of service: RecognisedService, on host: AssetID, _ facts: HostFacts) -> Asset {
        let path = service.unit.fragmentPath
        // The same folder under its old and its new name.
        let other = path.hasPrefix("/usr") ? String(path.dropFirst("/usr".count)) : "/usr\(path)"
        return Asset(
            id: service.id, kind: .service, host: host, recipe: service.recipe?.name ?? ServiceRecognition.fallback,
            unit: service.unit.id, package: facts.unitPackages[path] ?? facts.unitPackages[other],
            listeners: listeners(of: service, facts))
    }

    private func listeners(of service: RecognisedService, _ facts: HostFacts) -> [Listener] {
        let sockets = facts.network.sockets.filter { socket in
            // High UDP ports are those of questions under way, not of a service.
            let isLasting = socket.transport == "tcp" || socket.local.port < 32_768
            return socket.isListening && isLasting && facts.processes.unit(of: socket) == service.unit.id
        }
        return Set(
            sockets.map { Listener(transport: $0.transport, address: $0.local.address, port: $0.local.port) }
        ).sorted()
    }

    private func asset(of dataset: FoundDataset, on host: AssetID, _ facts: HostFacts) -> Asset {
        Asset(
            id: AssetID.dataset(dataset.path, on: host), kind: .dataset, host: host, recipe: dataset.recipe,
            dataset: DatasetProfile(
                path: dataset.path, bytes: facts.storage.sizes[dataset.path], dumpPath: dataset.dumpPath,
                foundBy: dataset.foundBy))
    }

    private func storing(_ dataset: FoundDataset, on host: AssetID, _ making: DependencyMaking) -> [Dependency] {
        dataset.users.map { service, seen in
            making.make(service, AssetID.dataset(dataset.path, on: host), .storesOn, phase: .start, seen)
        }
    }

    private func profile(_ facts: HostFacts, _ host: AssetID) -> HostProfile {
        let network = facts.network
        let name = facts.meta.fullName.isEmpty ? facts.meta.name : facts.meta.fullName
        return HostProfile(
            fullName: name.isEmpty ? host.text : name, operatingSystem: facts.operatingSystem,
            architecture: facts.meta.architecture, machineID: facts.meta.machineID,
            virtualization: facts.meta.virtualization, addresses: network.addresses, gateway: network.gateway,
            nameservers: network.resolver.nameservers.map(\.address), searchDomains: network.resolver.searchDomains,
            packages: facts.packages, groups: facts.groups, users: facts.users,
            changedConfiguration: facts.changedConfiguration, enabledUnits: Set(facts.enabledUnits).sorted(),
            backupJobs: BackupJobs(facts: facts).jobs())
    }
}
