internal import Estate

/// What services need, judged by the connections that they hold open.
///
/// A connection whose local port is one that the host listens on was made by the other side, which reports it itself.
/// Every other one was made from here, so the process that holds it needs what it leads to. Only established
/// connections count, and only those of services: a session, a job or a backup that happens to run needs nothing lasting.
struct ConnectionDependencies {
    private let making: DependencyMaking
    private let facts: HostFacts
    private let services: [String: AssetID]
    private let listeningPorts: Set<Int>

    /// - Parameter services: by their units.
    init(making: DependencyMaking, facts: HostFacts, services: [String: AssetID]) {
        self.making = making
        self.facts = facts
        self.services = services
        listeningPorts = Set(facts.network.sockets.filter { $0.transport == "tcp" && $0.isListening }.map(\.local.port))
    }

    func dependencies() -> [Dependency] {
        var byProvider: [Connection: [Socket]] = [:]
        for socket in facts.network.sockets where socket.isEstablished && !isInbound(socket) {
            guard let unit = facts.processes.unit(of: socket), let service = services[unit] else { continue }
            byProvider[Connection(service: service, unit: unit, provider: socket.peer), default: []].append(socket)
        }
        return byProvider.compactMap { dependency($0, $1) }.sorted { $0.key < $1.key }
    }

    /// Established connections from here whose process could not be told.
    var unattributed: Int {
        facts.network.sockets.count { socket in
            socket.isEstablished && !isInbound(socket) && facts.processes.unit(of: socket) == nil
        }
    }

    private struct Connection: Hashable {
        let service: AssetID
        let unit: String
        let provider: Endpoint
    }

    private func isInbound(_ socket: Socket) -> Bool { listeningPorts.contains(socket.local.port) }

    private func dependency(_ connection: Connection, _ sockets: [Socket]) -> Dependency? {
        let peer = connection.provider
        guard let provider = provider(connection), let first = sockets.map(\.local).min(by: { $0.port < $1.port })
        else {
            return nil
        }
        let more = sockets.count > 1 ? ", \(sockets.count) connections" : ""
        return making.make(
            connection.service, provider, making.meanings.kind(peer.port),
            applicationProtocol: making.meanings.applicationProtocol(peer.port), port: peer.port,
            Sighting(
                source: "socket", detail: "tcp \(first.text) -> \(peer.text) of \(connection.unit)\(more)",
                directionRule: "connecting side: nothing listens on the local port"))
    }

    /// `nil` for a connection of a service to itself.
    private func provider(_ connection: Connection) -> AssetID? {
        guard facts.network.isOwn(connection.provider.address) else {
            return AssetID.external(connection.provider.address)
        }
        let listener = facts.network.sockets.first {
            $0.transport == "tcp" && $0.isListening && $0.local.port == connection.provider.port
        }
        guard let unit = listener.flatMap(facts.processes.unit), let service = services[unit] else { return nil }
        return service == connection.service ? nil : service
    }
}
