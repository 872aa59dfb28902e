package import Estate

/// A name or an address that is written differently after the restoration.
struct Replacement: Hashable {
    let host: AssetID
    let old: String
    let new: String
}

extension PlanningInput {
    /// Sorted by the host.
    var replacements: [Replacement] {
        mappings.values.sorted().flatMap { mapping in
            guard let profile = estate.profiles[mapping.host] else { return [Replacement]() }
            let pairs = [
                (profile.addresses.first?.address, mapping.address), (profile.fullName, mapping.fullName),
            ]
            return pairs.compactMap { old, new in
                guard let old, let new, old != new else { return nil }
                return Replacement(host: mapping.host, old: old, new: new)
            }
        }
    }

    /// The host as it is to be rebuilt: under its new name and address, and asking mapped servers at theirs.
    package func rebuiltProfile(of host: AssetID) -> HostProfile? {
        guard let profile = estate.profiles[host], !mappings.isEmpty else { return estate.profiles[host] }
        var result = mappings[host]?.applied(to: profile) ?? profile
        result.nameservers = result.nameservers.map(replaced)
        return result
    }

    /// The new form of an address or a name; itself when nothing changes it.
    func replaced(_ text: String) -> String { replacements.first { $0.old == text }?.new ?? text }
}

extension Estate {
    /// The estate as it has to be once hosts came back under other names and addresses.
    package func moved(_ mappings: [HostMapping]) -> Estate {
        guard !mappings.isEmpty else { return self }
        var input = PlanningInput(estate: self, estateDigest: "", asOf: observedAt, recipes: [:])
        for mapping in mappings { input.mappings[mapping.host] = mapping }
        var result = self
        for host in profiles.keys { result.profiles[host] = input.rebuiltProfile(of: host) }
        for number in result.assets.indices {
            result.assets[number].listeners = result.assets[number].listeners.map {
                Listener(transport: $0.transport, address: input.replaced($0.address), port: $0.port)
            }.sorted()
        }
        return result
    }
}
