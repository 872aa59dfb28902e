internal import Estate

/// Turns the address that a dependency leads to into the asset that answers there.
struct ProviderResolution {
    private let directory: HostDirectory
    private let byID: [AssetID: Asset]
    private let services: [AssetID: [Asset]]

    init(directory: HostDirectory, assets: [Asset]) {
        self.directory = directory
        byID = Dictionary(assets.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        services = Dictionary(
            grouping: assets.filter { $0.kind == .service }.sorted { $0.id < $1.id }, by: { $0.host ?? $0.id })
    }

    /// `dependency` with its real provider; `nil` when it leads from a thing to itself, or from a host to its own parts.
    func resolve(
        _ dependency: Dependency, seenOn host: AssetID, blindSpots: inout [BlindSpot]
    ) -> Dependency? {
        guard let address = dependency.provider.externalAddress else { return dependency }
        switch directory.meaning(of: address, seenOn: host) {
        case .unknown:
            return dependency
        case .ambiguous(let hosts):
            // The host itself is meant when it is one of them, as with the address of a bridge on every host.
            if hosts.contains(host) { return lead(dependency, to: host, at: address) }
            let names = hosts.map(\.text).joined(separator: ", ")
            blindSpots.append(
                BlindSpot(
                    subject: dependency.dependent.text,
                    reason: "It needs \(address), which several hosts use (\(names)): which one is not known."))
            return dependency
        case .host(let provider):
            return lead(dependency, to: provider, at: address)
        }
    }

    private func lead(_ dependency: Dependency, to host: AssetID, at address: String) -> Dependency? {
        let provider = listener(on: host, at: address, port: dependency.port)?.id ?? host
        let home = byID[dependency.dependent]?.host ?? dependency.dependent
        // What a host does with itself, or a service with itself, makes no need of anything else.
        guard provider != dependency.dependent, home != host || isService(dependency.dependent) && isService(provider)
        else { return nil }
        let key = DependencyKey(
            dependent: dependency.dependent, provider: provider, kind: dependency.kind, phase: dependency.phase)
        return Dependency(
            key: key, strength: dependency.strength, applicationProtocol: dependency.applicationProtocol,
            port: dependency.port, evidence: dependency.evidence)
    }

    private func isService(_ id: AssetID) -> Bool { byID[id]?.kind == .service }

    /// The service that accepts connections on `port`: at exactly that address before any address.
    private func listener(on host: AssetID, at address: String, port: Int?) -> Asset? {
        guard let port else { return nil }
        var fallback: Asset?
        for service in services[host, default: []] {
            for listener in service.listeners where listener.port == port {
                if listener.address == address { return service }
                // A name may stand for any address of the host, but not for one that only the host itself reaches.
                if !listener.isLoopback { fallback = fallback ?? service }
            }
        }
        return fallback
    }
}

extension Listener {
    /// Reached from the host itself only.
    fileprivate var isLoopback: Bool { address.hasPrefix("127.") || address == "::1" }
}
