internal import ByteParsing
internal import Estate

extension LiveHostParser {
    mutating func network() -> NetworkFacts {
        var network = NetworkFacts()
        addAddresses(to: &network)
        network.gateway =
            rows("routes") { $0.words().compactMap(\.text) }
            .first { $0.count >= 3 && $0[0] == "default" && $0[1] == "via" }?[2]
        network.resolver = resolver("resolver")
        network.upstreamResolver = resolver("resolver-upstream")
        network.hostsTable = rows("hosts") { $0.words().isEmpty ? [] : hostsRow($0) }.flatMap { $0 }
        network.sockets = rows("sockets", socketRow).compactMap { $0 }
        network.networkMounts = rows("network-mounts", mountRow)
        return network
    }

    /// Such as `2: host0    inet 10.77.0.5/24 brd 10.77.0.255 scope global host0\ ...`.
    private mutating func addAddresses(to network: inout NetworkFacts) {
        let hardware = hardwareAddresses()
        let found = rows("addresses") { line -> HostAddress? in
            let words = line.words(limit: 5).compactMap(\.text)
            guard words.count >= 4, words[2].hasPrefix("inet") else { return nil }
            let parts = words[3].split(separator: "/")
            guard let address = parts.first else { return nil }
            let interface = String(words[1].prefix { $0 != "@" })
            return HostAddress(
                interface: interface, address: String(address),
                prefixLength: parts.dropFirst().first.flatMap { Int($0) } ?? 128,
                hardwareAddress: hardware[interface])
        }
        network.ownAddresses = Set(found.map(\.address))
        network.addresses = found.filter { $0.interface != "lo" && !$0.address.hasPrefix("fe80:") }
    }

    /// Such as `2: host0@if5: <...> ... link/ether 9a:5f:90:90:7b:97 brd ...`.
    private mutating func hardwareAddresses() -> [String: String] {
        let found = rows("links") { line -> (String, String)? in
            let words = line.words().compactMap(\.text)
            guard words.count >= 2 else { return nil }
            let interface = String(words[1].prefix { $0 != "@" && $0 != ":" })
            let position = words.firstIndex(of: "link/ether").map { words.index(after: $0) }
            guard let position, position < words.count else { return (interface, "") }
            return (interface, words[position])
        }
        return Dictionary(found.filter { !$0.1.isEmpty }, uniquingKeysWith: { first, _ in first })
    }

    private mutating func resolver(_ name: String) -> ResolverFacts {
        var resolver = ResolverFacts()
        guard let section = section(name) else { return resolver }
        for line in section.lines {
            let words = line.bytes.words().compactMap(\.text)
            guard let key = words.first else { continue }
            switch key {
            case "nameserver":
                guard words.count > 1 else { continue }
                resolver.nameservers.append((withoutScope(words[1]), line.number - section.heading))
            case "search", "domain": resolver.searchDomains = Array(words.dropFirst())
            default: continue
            }
        }
        return resolver
    }
}

/// Such as `10.77.0.5 app1.shop.example app1 # comment`.
private func hostsRow(_ line: Bytes) -> [NamedAddress]? {
    guard let content = line.prefix(while: { $0 != 0x23 }).text ?? nil else { return nil }
    let words = content.split { $0 == " " }.map(String.init)
    guard let address = words.first, !address.hasPrefix("127."), address != "::1", !address.hasPrefix("ff"),
        !address.hasPrefix("fe00:")
    else { return [] }
    return words.dropFirst().map { NamedAddress(name: $0, address: address) }
}

/// Such as `tcp ESTAB 0 0 10.77.0.5:34567 10.77.0.4:5432 uid:998 ino:1234 sk:5 cgroup:/system.slice/x.service <->`.
///
/// An inner `nil` is a row of another protocol.
private func socketRow(_ line: Bytes) -> Socket?? {
    let words = line.words()
    guard words.count >= 6, let transport = words[0].text, let state = words[1].text else { return nil }
    guard transport == "tcp" || transport == "udp" else { return .some(nil) }
    guard let local = endpoint(words[4]), let peer = endpoint(words[5]) else { return nil }
    var inode: Int?
    var group: String?
    for word in words.dropFirst(6) {
        if let number = word.dropping(prefix: "ino:") { inode = number.decimal }
        if let path = word.dropping(prefix: "cgroup:") { group = path.text }
    }
    return Socket(transport: transport, state: state, local: local, peer: peer, inode: inode, controlGroup: group)
}

/// Such as `10.77.0.5:443`, `[::ffff:10.77.0.5]:443`, `*:443`, `127.0.0.53%lo:53`, `0.0.0.0:*`.
func endpoint(_ bytes: Bytes) -> Endpoint? {
    guard let (address, port) = bytes.cutLast(at: 0x3A), let text = address.text, !text.isEmpty else { return nil }
    guard port.elementsEqual("*".utf8) || port.decimal.map((0...65_535).contains) == true else { return nil }
    let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
    return Endpoint(address: withoutScope(bare), port: port.decimal ?? 0)
}

/// Without the interface after `%`, and as IPv4 where IPv6 only wraps it.
func withoutScope(_ address: String) -> String {
    let bare = address.prefix { $0 != "%" }
    let isMapped = bare.hasPrefix("::ffff:") && bare.contains(".")
    return String(isMapped ? bare.dropFirst("::ffff:".count) : bare)
}

/// Such as `server:/export /mnt nfs4 rw 0 0`, `//server/share /mnt cifs rw 0 0`.
private func mountRow(_ line: Bytes) -> NetworkMount? {
    let words = line.words(limit: 4).compactMap(\.text)
    guard words.count >= 4 else { return nil }
    switch words[2] {
    case "nfs", "nfs4":
        guard let server = words[0].split(separator: ":").first else { return nil }
        return NetworkMount(server: String(server), path: words[1], type: "nfs")
    case "cifs", "smb3":
        guard let server = words[0].split(separator: "/").first else { return nil }
        return NetworkMount(server: String(server), path: words[1], type: "smb")
    default: return nil
    }
}
