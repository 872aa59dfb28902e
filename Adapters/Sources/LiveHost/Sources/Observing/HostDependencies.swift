internal import Estate

/// What the host itself needs, and what ties its parts together.
struct HostDependencies {
    let making: DependencyMaking
    let facts: HostFacts
    let services: [RecognisedService]

    func dependencies() -> [Dependency] {
        resolvers + mounts + hosting + ordering
    }

    /// The name servers; behind a stub on the host itself, those that the stub asks.
    private var resolvers: [Dependency] {
        let own = facts.network.resolver.nameservers
        let isStub = own.allSatisfy { facts.network.isOwn($0.address) } && !own.isEmpty
        let upstream = facts.network.upstreamResolver.nameservers
        let (asked, file) =
            isStub && !upstream.isEmpty ? (upstream, "/run/systemd/resolve/resolv.conf") : (own, "/etc/resolv.conf")
        return asked.filter { !$0.address.hasPrefix("127.") && $0.address != "::1" }.map { address, line in
            making.make(
                making.host, AssetID.external(address), .resolvesWith, applicationProtocol: "dns", port: 53,
                Sighting(source: "resolver", detail: "\(file):\(line)", directionRule: "the resolver's client"))
        }
    }

    private var mounts: [Dependency] {
        facts.network.networkMounts.map { mount in
            making.make(
                making.host, AssetID.external(mount.server), .mounts, applicationProtocol: mount.type,
                port: mount.type == "nfs" ? 2_049 : 445,
                Sighting(source: "unit", detail: "mounted at \(mount.path)", directionRule: "the mounting side"))
        }
    }

    private var hosting: [Dependency] {
        services.map { service in
            making.make(
                service.id, making.host, .runsOn, phase: .start,
                Sighting(
                    source: "unit", detail: "\(service.unit.id), \(service.unit.activeState)",
                    directionRule: "a service needs its host"))
        }
    }

    /// Units that systemd starts first because a service requires them.
    private var ordering: [Dependency] {
        var byUnit: [String: AssetID] = [:]
        for service in services {
            for name in service.unit.names + [service.unit.id] { byUnit[name] = service.id }
        }
        return services.flatMap { service in
            let needed = service.unit.requires.map { ($0, DependencyStrength.hard) }
            let wished = service.unit.wants.filter(service.unit.after.contains).map { ($0, DependencyStrength.soft) }
            return (needed + wished).compactMap { unit, strength -> Dependency? in
                guard let provider = byUnit[unit], provider != service.id else { return nil }
                return making.make(
                    service.id, provider, .startsAfter, phase: .start, strength: strength,
                    Sighting(
                        source: "unit", detail: "\(service.unit.fragmentPath): \(unit)",
                        directionRule: "the unit that names the other"))
            }
        }
    }
}
