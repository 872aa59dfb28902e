internal import Estate

/// What a repository needs before anything can be read from it.
struct RepositoryNeeds: Sendable {
    let estate: Estate
    let map: RepositoryMap
    /// `nil` when nobody looked at the controller.
    let controller: ControllerFacts?

    /// Its password: any place that a job reads it from; `nil` when no such place is known.
    func password(of repository: MappedRepository) -> RecoveryNeed? {
        let holders = KeyHolder.all(of: repository, in: estate, map.contents.names)
        guard !holders.isEmpty else { return nil }
        return RecoveryNeed(
            kind: .password,
            providers: holders.map { holder in
                RecoveryProvider(
                    host: holder.host, path: holder.path, asset: holder.asset(in: map.contents), place: holder.place,
                    told: "Repository \(repository.name) opens with the password that \(holder.seenIn) reads "
                        + "\(holder.words).")
            })
    }

    /// The address of the first machine on the way to it: any name server that the controller asks.
    func name(of repository: MappedRepository) -> RecoveryNeed? {
        guard let controller, let way = controller.ways[repository.name], let name = way.hops.first?.host,
            !controller.knows(name), !controller.nameservers.isEmpty
        else { return nil }
        return RecoveryNeed(
            kind: .name,
            providers: controller.nameservers.map { server in
                let host = map.contents.names.host(server.address)
                let asset = host.map { map.contents.provider(on: $0, port: 53) }
                let place = asset?.text ?? server.address
                return RecoveryProvider(
                    host: host, path: nil, asset: asset, place: place,
                    told: "The controller reaches repository \(repository.name) by the name \(name), as \(way.seenIn) "
                        + "says, and asks \(place) for its address (\(server.seenIn)).")
            })
    }

    /// The accounts that the controller logs in to on the way: any directory that the machine asks for each.
    func identities(of repository: MappedRepository) -> [RecoveryNeed] {
        (controller?.ways[repository.name]?.hops ?? []).compactMap { hop in
            guard let login = hop.login, let host = map.contents.names.host(hop.host),
                let users = estate.profiles[host]?.users, !users.isEmpty,
                !users.contains(where: { $0.name == login })
            else { return nil }
            let directories = directories(of: host)
            guard !directories.isEmpty else { return nil }
            return RecoveryNeed(
                kind: .identity,
                providers: directories.map { directory in
                    RecoveryProvider(
                        host: estate.host(of: directory), path: nil, asset: directory, place: directory.text,
                        told: "The controller logs in to \(host.text) as \(login) to reach repository "
                            + "\(repository.name); that is no local account there, and \(directory.text) answers "
                            + "for the others.")
                })
        }
    }

    /// What `host`, or something on it, asks who somebody is; sorted.
    private func directories(of host: AssetID) -> [AssetID] {
        let onHost = Set([host] + map.contents.services(on: host).map(\.id))
        let asked = estate.dependencies.filter { dependency in
            dependency.kind == .authenticatesWith && onHost.contains(dependency.dependent)
                && estate.host(of: dependency.provider) != host
        }
        return Set(asked.map(\.provider)).sorted()
    }
}
