package import Estate

/// What a host stands and falls with: itself, and what it runs on or keeps its disks on, however far down.
package struct FailureDomains: Sendable {
    private let below: [AssetID: Set<AssetID>]

    package init(_ estate: Estate) {
        let hosts = Set(estate.hosts.map(\.id))
        var providers: [AssetID: [AssetID]] = [:]
        for dependency in estate.dependencies
        where [.runsOn, .storesOn, .mounts].contains(dependency.kind)
            && estate.asset(dependency.dependent)?.kind != .service
        {
            providers[dependency.dependent, default: []].append(dependency.provider)
        }
        var below: [AssetID: Set<AssetID>] = [:]
        for host in hosts {
            var found: Set<AssetID> = [host]
            var open = [host]
            while let next = open.popLast() {
                for provider in providers[next] ?? [] where found.insert(provider).inserted { open.append(provider) }
            }
            below[host] = found
        }
        self.below = below
    }

    /// The first thing that both stand on; `nil` when they have nothing in common.
    package func shared(_ one: AssetID, _ other: AssetID) -> AssetID? {
        if one == other { return one }
        return (below[one] ?? [one]).intersection(below[other] ?? [other]).min()
    }
}
