internal import Estate

/// Addresses, names and connections of a host.
struct NetworkFacts {
    /// Without loopback and link-local ones.
    var addresses: [HostAddress] = []
    /// Every address that is the host's own, loopback included.
    var ownAddresses: Set<String> = []
    var gateway: String?
    var resolver = ResolverFacts()
    /// The resolver that a local stub asks in turn.
    var upstreamResolver = ResolverFacts()
    var hostsTable: [NamedAddress] = []
    var sockets: [Socket] = []
    var networkMounts: [NetworkMount] = []

    func isOwn(_ address: String) -> Bool {
        address.hasPrefix("127.") || ownAddresses.contains(address)
    }
}

/// resolv.conf.
struct ResolverFacts {
    /// With the line on which each stands.
    var nameservers: [(address: String, line: Int)] = []
    var searchDomains: [String] = []
}

/// A row of `ss`.
struct Socket {
    /// `tcp` or `udp`.
    let transport: String
    let state: String
    let local: Endpoint
    let peer: Endpoint
    let inode: Int?
    /// The control group that the kernel knows it by.
    let controlGroup: String?

    var isListening: Bool { state == "LISTEN" || transport == "udp" && state == "UNCONN" }
    var isEstablished: Bool { transport == "tcp" && state == "ESTAB" }
}

/// An address with a port; port 0 stands for any.
struct Endpoint: Hashable {
    let address: String
    let port: Int

    var text: String { address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)" }
}

/// A file system that another host serves.
struct NetworkMount {
    let server: String
    let path: String
    let type: String
}
