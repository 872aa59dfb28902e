/// Something that could not be observed, said beside every result that it may affect.
package struct BlindSpot: Hashable, Comparable, Sendable {
    package let subject: String
    /// What was not seen and why, in one sentence.
    package let reason: String

    package init(subject: String, reason: String) {
        self.subject = subject
        self.reason = reason
    }

    package static func < (left: BlindSpot, right: BlindSpot) -> Bool {
        (left.subject, left.reason) < (right.subject, right.reason)
    }
}

/// A hash of data as it was at the observation, such as the rows of one table or one file's contents.
///
/// It tells after a restoration whether the data is the same.
package struct Fingerprint: Hashable, Comparable, Sendable {
    package let asset: AssetID
    /// What was hashed, such as `orders.ledger` or a path.
    package let name: String
    package let value: String

    package init(asset: AssetID, name: String, value: String) {
        self.asset = asset
        self.name = name
        self.value = value
    }

    package static func < (left: Fingerprint, right: Fingerprint) -> Bool {
        (left.asset, left.name, left.value) < (right.asset, right.name, right.value)
    }
}

/// Everything we know of an environment: assets, dependencies, what hosts consist of, and what was not seen.
package struct Estate: Hashable, Sendable {
    package var name: String
    /// When the newest observation in it was made.
    package var observedAt: Instant
    /// Sorted by id; ids are unique.
    package var assets: [Asset]
    /// Sorted by key; keys are unique and both ends are among `assets`.
    package var dependencies: [Dependency]
    /// One profile for each collected host.
    package var profiles: [AssetID: HostProfile]
    package var blindSpots: [BlindSpot]
    /// Sorted; empty when no data was read.
    package var fingerprints: [Fingerprint]

    package init(
        name: String, observedAt: Instant, assets: [Asset] = [], dependencies: [Dependency] = [],
        profiles: [AssetID: HostProfile] = [:], blindSpots: [BlindSpot] = [], fingerprints: [Fingerprint] = []
    ) {
        self.name = name
        self.observedAt = observedAt
        self.assets = assets.sorted { $0.id < $1.id }
        let isSorted = zip(dependencies, dependencies.dropFirst()).allSatisfy { $0.key < $1.key }
        // Comparing is cheap beside moving whole dependencies about.
        self.dependencies = isSorted ? dependencies : dependencies.sorted { $0.key < $1.key }
        self.profiles = profiles
        self.blindSpots = blindSpots.sorted()
        self.fingerprints = fingerprints.sorted()
    }

    /// The asset with `id`, found by binary search.
    package func asset(_ id: AssetID) -> Asset? {
        var low = 0
        var high = assets.count
        while low < high {
            let middle = (low + high) / 2
            if assets[middle].id < id { low = middle + 1 } else { high = middle }
        }
        guard low < assets.count, assets[low].id == id else { return nil }
        return assets[low]
    }

    package var hosts: [Asset] { assets.filter { $0.kind == .host } }
    package var services: [Asset] { assets.filter { $0.kind == .service } }
    package var datasets: [Asset] { assets.filter { $0.kind == .dataset } }

    /// The host that carries `id`; a host carries itself.
    package func host(of id: AssetID) -> AssetID? {
        guard let asset = asset(id) else { return nil }
        return asset.kind == .host ? id : asset.host
    }
}
