package import Estate

/// A restore point as every look at its repository so far found it.
package struct SeenPoint: Hashable, Sendable {
    package let repository: String
    package var facts: PointFacts
    package let firstSeen: Instant
    package var lastSeen: Instant
    /// The first complete list that did not have it any more; `nil` while it is there.
    package var goneSince: Instant?

    package init(
        repository: String, facts: PointFacts, firstSeen: Instant, lastSeen: Instant, goneSince: Instant? = nil
    ) {
        self.repository = repository
        self.facts = facts
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.goneSince = goneSince
    }

    package var key: PointKey { PointKey(repository: repository, point: facts.id) }
}

/// How much of a dataset a restore point was found to hold.
package struct SeenSize: Hashable, Sendable {
    package let asset: AssetID
    package let key: PointKey
    package let takenAt: Instant
    package let files: Int
    package let bytes: Int64

    package init(asset: AssetID, key: PointKey, takenAt: Instant, files: Int, bytes: Int64) {
        self.asset = asset
        self.key = key
        self.takenAt = takenAt
        self.files = files
        self.bytes = bytes
    }
}

/// What is remembered of earlier looks at the repositories.
package struct PointHistory: Hashable, Sendable {
    /// Sorted by key.
    package var points: [SeenPoint]
    /// In no order.
    package var sizes: [SeenSize]

    package init(points: [SeenPoint] = [], sizes: [SeenSize] = []) {
        self.points = points
        self.sizes = sizes
    }

    /// The same after another look, at `now`.
    ///
    /// Only a complete list tells that a point is gone: what does not open, or is not configured any more, changes nothing.
    package func observing(_ repositories: [RepositoryFacts], at now: Instant) -> PointHistory {
        var known = Dictionary(points.map { ($0.key, $0) }) { first, _ in first }
        let readable = repositories.filter { $0.condition == .readable }
        var present: Set<PointKey> = []
        for repository in readable {
            present.formUnion(repository.unusable.map { PointKey(repository: repository.name, point: $0) })
            for facts in repository.points {
                let key = PointKey(repository: repository.name, point: facts.id)
                present.insert(key)
                known[key] = SeenPoint(
                    repository: repository.name, facts: facts, firstSeen: known[key]?.firstSeen ?? now, lastSeen: now)
            }
        }
        let complete = Set(readable.filter(\.isListComplete).map(\.name))
        for (key, seen) in known where complete.contains(key.repository) && !present.contains(key) {
            known[key]?.goneSince = seen.goneSince ?? now
        }
        return PointHistory(points: known.values.sorted { $0.key < $1.key }, sizes: sizes)
    }

    /// The same with how much of each subject was found in the restore points that were listed.
    package func adding(_ found: [SeenSize]) -> PointHistory {
        var known = Dictionary(sizes.map { (SizeKey($0), $0) }) { first, _ in first }
        for size in found { known[SizeKey(size)] = size }
        return PointHistory(
            points: points,
            sizes: known.values.sorted { ($0.asset, $0.takenAt, $0.key) < ($1.asset, $1.takenAt, $1.key) })
    }

    private struct SizeKey: Hashable {
        let asset: AssetID
        let point: PointKey

        init(_ size: SeenSize) {
            asset = size.asset
            point = size.key
        }
    }
}
