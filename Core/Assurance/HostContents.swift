package import Estate

/// What lies on each collected host, looked up once for a whole estate.
package struct HostContents: Sendable {
    package let names: HostNames
    private let datasetsOn: [AssetID: [Asset]]
    private let servicesOn: [AssetID: [Asset]]

    package init(_ estate: Estate) {
        names = HostNames(estate)
        var datasets: [AssetID: [Asset]] = [:]
        var services: [AssetID: [Asset]] = [:]
        for asset in estate.assets {
            guard let host = asset.host else { continue }
            switch asset.kind {
            case .dataset: datasets[host, default: []].append(asset)
            case .service: services[host, default: []].append(asset)
            case .host, .network, .external: continue
            }
        }
        datasetsOn = datasets
        servicesOn = services
    }

    /// Sorted by id.
    package func datasets(on host: AssetID) -> [Asset] { datasetsOn[host] ?? [] }

    /// Sorted by id.
    package func services(on host: AssetID) -> [Asset] { servicesOn[host] ?? [] }

    /// What answers on `port` of `host`: the service that listens there, else the host itself.
    package func provider(on host: AssetID, port: Int) -> AssetID {
        let listening = services(on: host).first { service in service.listeners.contains { $0.port == port } }
        return listening?.id ?? host
    }
}
