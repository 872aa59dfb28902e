package import Estate

/// A look that proved or refuted that what is stored of a restore point is whole.
package struct PointLook: Hashable, Sendable {
    package let repository: String
    package let point: String
    package let depth: VerifyDepth
    /// What is wrong with it; `nil` when it is whole.
    package let damage: String?
    package let endedAt: Instant

    package init(repository: String, point: String, depth: VerifyDepth, damage: String?, endedAt: Instant) {
        self.repository = repository
        self.point = point
        self.depth = depth
        self.damage = damage
        self.endedAt = endedAt
    }

    /// - Returns: `nil` for a finding that proves nothing.
    package init?(_ finding: PointFinding, in repository: String, at endedAt: Instant) {
        switch finding.verdict {
        case .notKnown: return nil
        case .whole(let depth):
            self.init(repository: repository, point: finding.point.id, depth: depth, damage: nil, endedAt: endedAt)
        case .damaged(let depth, let words):
            self.init(repository: repository, point: finding.point.id, depth: depth, damage: words, endedAt: endedAt)
        }
    }
}

/// Remembers what looks at stored bytes found of restore points: of each point and depth the latest look.
package protocol PointLookStore: Sendable {
    /// Keeps them, all or none; on disk when it returns. An older look never replaces a later one.
    func keep(_ looks: [PointLook]) async throws

    func pointLooks() async throws -> PointLookRecord
}

/// What is remembered of looks at restore points.
///
/// Damage stands until a later look that went as deep, or deeper, found the point whole: a repaired repository becomes good
/// again, but nothing becomes good by being looked at less closely.
package struct PointLookRecord: Hashable, Sendable {
    /// By repository and point.
    private let looks: [String: [String: [PointLook]]]

    package init(_ looks: [PointLook] = []) {
        self.looks = Dictionary(grouping: looks, by: \.repository).mapValues { Dictionary(grouping: $0, by: \.point) }
    }

    /// The damage that stands, the latest found.
    package func damage(of point: String, in repository: String) -> PointLook? {
        let known = looks[repository]?[point] ?? []
        return known.filter { look in
            look.damage != nil && !isWhole(point, in: repository, since: look.endedAt, depth: look.depth)
        }.max { $0.endedAt < $1.endedAt }
    }

    /// A look that ended at `moment` or later, and went to `depth` or deeper, found it whole.
    package func isWhole(_ point: String, in repository: String, since moment: Instant, depth: VerifyDepth) -> Bool {
        (looks[repository]?[point] ?? []).contains { look in
            look.damage == nil && look.depth >= depth && look.endedAt >= moment
        }
    }

    /// Why points of a list are no good, by id: damaged themselves, or resting on one that is, unless they were proven
    /// whole on top of it.
    package func damage(in list: RestorePointList, of repository: String) -> [String: PointDamage] {
        guard looks[repository] != nil else { return [:] }
        var found: [String: PointDamage] = [:]
        // What a point rests on was taken before it.
        for point in list.points {
            if let look = damage(of: point.id, in: repository) {
                found[point.id] = PointDamage(look)
            } else if let base = point.requires.compactMap({ found[$0] }).first,
                !isWhole(point.id, in: repository, since: base.foundAt, depth: base.depth)
            {
                found[point.id] = base.passedOn
            }
        }
        return found
    }
}

/// Why a restore point cannot be used.
package struct PointDamage: Hashable, Sendable, CustomStringConvertible {
    package var words: String
    package var depth: VerifyDepth
    package var foundAt: Instant

    package var description: String { "\(words); found at depth V\(depth.rawValue)" }

    init(_ look: PointLook) {
        words = look.damage ?? ""
        depth = look.depth
        foundAt = look.endedAt
    }

    /// The same for a point that rests on it.
    var passedOn: PointDamage {
        var damage = self
        if !words.hasPrefix(Self.passed) { damage.words = Self.passed + words }
        return damage
    }

    private static let passed = "what it rests on is damaged: "
}
