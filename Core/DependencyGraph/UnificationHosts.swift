internal import Estate

/// The hosts behind the configured names: each machine once.
struct DistinctHosts {
    /// Sorted by host.
    private(set) var observations: [(host: AssetID, observation: HostObservation)] = []
    /// Hosts that could not be read, sorted.
    private(set) var unread: [AssetID] = []
    /// Further configured names of a machine.
    private(set) var otherNames: [(name: String, host: AssetID)] = []

    init(_ hosts: [ObservedHost], blindSpots: inout [BlindSpot]) {
        var byMachine: [String: [AssetID]] = [:]
        var taken: Set<AssetID> = []
        for entry in hosts.sorted(by: { $0.name < $1.name }) {
            let host = AssetID.host(entry.name)
            guard taken.insert(host).inserted else {
                blindSpots.append(
                    BlindSpot(subject: entry.name, reason: "Two hosts are called \(entry.name); one was used."))
                continue
            }
            guard let observation = entry.observation else {
                unread.append(host)
                let problem = entry.problem ?? "no reason was given"
                blindSpots.append(BlindSpot(subject: entry.name, reason: "The host could not be read: \(problem)"))
                continue
            }
            let machine = observation.profile.machineID
            let twins = machine.isEmpty ? [] : byMachine[machine, default: []]
            if let twin = twins.first(where: { sharesAddress(observation, with: $0) }) {
                otherNames.append((entry.name, twin))
                blindSpots.append(
                    BlindSpot(
                        subject: entry.name,
                        reason: "It is the machine that \(twin) is; it was read twice and counts once."))
                continue
            }
            if let twin = twins.first {
                blindSpots.append(
                    BlindSpot(
                        subject: entry.name,
                        reason: "It has the machine-id of \(twin) but other addresses: one was copied from the other."))
            }
            byMachine[machine, default: []].append(host)
            observations.append((host, observation))
        }
    }

    private func sharesAddress(_ observation: HostObservation, with host: AssetID) -> Bool {
        guard let other = observations.first(where: { $0.host == host })?.observation else { return false }
        let addresses = Set(observation.profile.addresses.map(\.address))
        return other.profile.addresses.contains { addresses.contains($0.address) }
    }
}

/// Which host an address or a name means.
struct HostDirectory {
    private var byAddress: [String: Set<AssetID>] = [:]
    private var byName: [String: Set<AssetID>] = [:]
    /// Names that some host's own table translates to addresses.
    private var tables: [String: Set<String>] = [:]
    private var searchDomains: [AssetID: [String]] = [:]

    init(_ hosts: DistinctHosts) {
        for host in hosts.unread { byName[host.text.lowercased(), default: []].insert(host) }
        for (name, host) in hosts.otherNames { byName[name.lowercased(), default: []].insert(host) }
        for (host, observation) in hosts.observations {
            for address in observation.profile.addresses { byAddress[address.address, default: []].insert(host) }
            for name in [host.text, observation.profile.fullName] where !name.isEmpty {
                byName[Self.normal(name), default: []].insert(host)
            }
            for entry in observation.names { tables[Self.normal(entry.name), default: []].insert(entry.address) }
            searchDomains[host] = observation.profile.searchDomains.map(Self.normal)
        }
    }

    /// What an address or a name turned out to be.
    enum Meaning: Equatable {
        case host(AssetID)
        /// Several hosts use it.
        case ambiguous([AssetID])
        case unknown
    }

    /// - Parameter host: where it was seen; a name without a dot is looked for in its search domains too.
    func meaning(of address: String, seenOn host: AssetID) -> Meaning {
        let name = Self.normal(address)
        if let hosts = byAddress[name] { return meaning(hosts) }
        // The host itself answers to its own addresses and names before others do.
        if let hosts = byName[name] { return meaning(hosts) }
        for domain in searchDomains[host, default: []] {
            if let hosts = byName["\(name).\(domain)"] { return meaning(hosts) }
        }
        let translated = tables[name, default: []].reduce(into: Set<AssetID>()) {
            $0.formUnion(byAddress[$1, default: []])
        }
        return translated.isEmpty ? .unknown : meaning(translated)
    }

    private func meaning(_ hosts: Set<AssetID>) -> Meaning {
        guard let only = hosts.first, hosts.count == 1 else { return .ambiguous(hosts.sorted()) }
        return .host(only)
    }

    /// Names are the same in capitals and with the final dot of the root.
    static func normal(_ name: String) -> String {
        let lower = name.lowercased()
        return lower.hasSuffix(".") ? String(lower.dropLast()) : lower
    }
}
