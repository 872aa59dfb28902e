package import DataHealth
package import Estate

/// What one recurring backup keeps: the points of one host and set of paths in one repository.
package struct PointLineage: Hashable, Sendable {
    package var repository: String
    package var host: String
    /// Sorted.
    package var paths: [String]

    package init(repository: String, host: String, paths: [String]) {
        self.repository = repository
        self.host = host
        self.paths = paths.sorted()
    }
}

/// A restore point that was read, or that could not be.
package struct ReadPoint: Hashable, Sendable {
    /// Its place among the points of its lineage that were read, from 0.
    package var position: Int
    package var id: String
    package var takenAt: Instant
    /// Why what is stored of it could not be read; `nil` when all that is new in it was.
    package var damage: String?
    /// What its difference from the point before raised, in words by rule.
    package var alarms: [String: String]
    package var readAt: Instant

    package init(
        position: Int, id: String, takenAt: Instant, damage: String? = nil, alarms: [String: String] = [:],
        readAt: Instant
    ) {
        self.position = position
        self.id = id
        self.takenAt = takenAt
        self.damage = damage
        self.alarms = alarms
        self.readAt = readAt
    }
}

/// One content of one path, and the points that hold it.
package struct HeldContent: Hashable, Sendable {
    package var path: String
    /// SHA-256, in hexadecimal; `nil` when it could not be read.
    package var digest: String?
    package var bytes: Int64
    /// Positions; the end is `nil` for as long as the newest point that was read holds it.
    package var first: Int
    package var end: Int?
    package var state: ContentVerdict.State
    package var reason: String

    package init(
        path: String, digest: String?, bytes: Int64, first: Int, end: Int? = nil, state: ContentVerdict.State,
        reason: String
    ) {
        self.path = path
        self.digest = digest
        self.bytes = bytes
        self.first = first
        self.end = end
        self.state = state
        self.reason = reason
    }
}

/// Remembers what restore points hold and what was judged of it.
///
/// Verdicts attach to contents: of one content every point, path and lineage has the same, the worst that was ever given.
/// They belong to one detector, which is the own rules in one version with the judges outside and theirs; another begins anew.
package protocol VerdictStore: Sendable {
    /// The points that were read of a lineage, oldest first.
    func pointsRead(of lineage: PointLineage, detector: Int) async throws -> [ReadPoint]

    /// What they hold, by path.
    func contents(of lineage: PointLineage, detector: Int) async throws -> [HeldContent]

    /// Keeps what one point more holds: all of it or nothing. The contents of paths that changed or went end with it.
    func keep(
        _ point: ReadPoint, of lineage: PointLineage, new: [HeldContent], ended: [String], detector: Int
    ) async throws

    /// Forgets a lineage, to read it again.
    func forget(_ lineage: PointLineage) async throws

    /// The detector that read a point of it last; `nil` when none was read.
    func lastDetector(of lineage: PointLineage) async throws -> Int?

    /// Keeps what looks at stored points found. Damage stays until a look that is as deep finds none.
    func keep(_ findings: [PointFinding], in repository: String, at depth: VerifyDepth) async throws

    /// The points of each repository that hold a condemned content, or of which something could not be read, each as the
    /// detector found it that read it last; and those that a look found damaged.
    func condemnedPoints() async throws -> [String: Set<String>]
}

/// Empty folders for what is read once and thrown away.
package protocol ScratchSpace: Sendable {
    /// A new folder, for its owner alone.
    func make() throws(GroundupError) -> String

    /// Removes it with all that is in it.
    func remove(_ folder: String)
}
