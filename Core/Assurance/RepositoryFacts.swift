package import Estate

/// One restore point as its repository lists it.
package struct PointFacts: Hashable, Sendable {
    package var id: String
    package var host: String
    package var takenAt: Instant
    /// What the job was asked to back up.
    package var paths: [String]
    /// Taken together with the application, so that files of a database in it are no raw copy.
    package var isApplicationConsistent = false
    /// The moments that can be brought back on top of it; `nil` when only itself can be.
    package var window: PointWindow?
    /// Seconds that the backup took; `nil` when the engine does not say.
    package var seconds: Int64?

    package init(id: String, host: String, takenAt: Instant, paths: [String], seconds: Int64? = nil) {
        self.id = id
        self.host = host
        self.takenAt = takenAt
        self.paths = paths
        self.seconds = seconds
    }

    /// The newest moment whose data it brings back.
    package var dataUntil: Instant { window?.latest ?? takenAt }

    /// The same as if it was looked at just after `moment`.
    package func limited(until moment: Instant) -> PointFacts? { limited(before: Instant(seconds: moment.seconds + 1)) }

    /// The same as if it was looked at just before `moment`, so that nothing that came later can be had of it.
    ///
    /// A continuous backup counts from its end, because it is consistent from then on only.
    ///
    /// - Returns: `nil` when it was not there yet.
    package func limited(before moment: Instant) -> PointFacts? {
        guard let window else { return takenAt < moment ? self : nil }
        guard window.earliest < moment else { return nil }
        let latest = min(window.latest, Instant(seconds: moment.seconds - 1))
        var limited = self
        limited.window = PointWindow(
            earliest: window.earliest, latest: latest,
            end: latest < window.latest ? "nothing newer is wanted" : window.end)
        return limited
    }
}

/// The moments that a continuous backup can bring back, both ends included.
package struct PointWindow: Hashable, Sendable {
    package var earliest: Instant
    package var latest: Instant
    /// Why it ends where it ends, in words.
    package var end: String

    package init(earliest: Instant, latest: Instant, end: String) {
        self.earliest = earliest
        self.latest = latest
        self.end = end
    }
}

/// What opening a repository with the controller's password led to.
package enum RepositoryCondition: Hashable, Sendable {
    case readable
    case noPassword
    case wrongPassword
    case missing(String)
    case locked(String)
    case damaged(String)
    case unreachable(String)

    /// The word for it in reports.
    package var word: String {
        switch self {
        case .readable: "readable"
        case .noPassword: "no password"
        case .wrongPassword: "wrong password"
        case .missing: "missing"
        case .locked: "locked"
        case .damaged: "damaged"
        case .unreachable: "unreachable"
        }
    }

    /// What the engine said, where it said anything.
    package var detail: String {
        switch self {
        case .readable: ""
        case .noPassword: "no password is configured for it, or its file or variable is not there"
        case .wrongPassword: "the configured password does not open it"
        case .missing(let text), .locked(let text), .damaged(let text), .unreachable(let text): text
        }
    }
}

/// What cannot be discovered of a repository, as people say it.
package struct RepositorySafety: Hashable, Sendable {
    /// Where it lies; `nil` when nobody said.
    package var site: String?
    /// Whoever writes to it cannot delete from it.
    package var isAppendOnly: Bool
    /// Seconds for which nobody can delete a restore point; `nil` when nobody said.
    package var immutableFor: Int64?

    package init(site: String? = nil, isAppendOnly: Bool = false, immutableFor: Int64? = nil) {
        self.site = site
        self.isAppendOnly = isAppendOnly
        self.immutableFor = immutableFor
    }
}

/// A restore point that is listed, but of which a look at stored bytes showed damage that nothing has disproved since.
package struct DamagedPoint: Hashable, Sendable {
    package var facts: PointFacts
    /// What was found, and by how deep a look.
    package var reason: String
    package var foundAt: Instant

    package init(_ facts: PointFacts, reason: String, foundAt: Instant) {
        self.facts = facts
        self.reason = reason
        self.foundAt = foundAt
    }
}

/// A configured repository and what it answered.
package struct RepositoryFacts: Hashable, Sendable {
    package var name: String
    package var engine: String
    /// The repository as hosts name it.
    package var url: String
    package var condition: RepositoryCondition
    /// Newest last; empty unless readable.
    package var points: [PointFacts]
    /// Nothing is known to be missing from `points`.
    package var isListComplete = true
    /// Restore points that are listed, and cannot be restored from.
    package var unusable: Set<String> = []
    /// Those of them that were found damaged by a look at what is stored, newest last.
    package var damaged: [DamagedPoint] = []
    /// What the engine complained of, in sentences.
    package var warnings: [String] = []
    /// Where people say that it lies, and who can delete from it.
    package var safety: RepositorySafety

    package init(
        name: String, engine: String, url: String, condition: RepositoryCondition, points: [PointFacts] = [],
        safety: RepositorySafety = RepositorySafety()
    ) {
        self.name = name
        self.engine = engine
        self.url = url
        self.condition = condition
        self.points = points
        self.safety = safety
    }

    /// The controller holds a password that was proven to open it, so no lost host is needed for that.
    package var isEscrowed: Bool {
        switch condition {
        // Only an opened repository can tell who holds its lock.
        case .readable, .locked: true
        case .noPassword, .wrongPassword, .missing, .damaged, .unreachable: false
        }
    }
}

/// An application of the configuration, with what it may lose.
package struct ApplicationFacts: Hashable, Sendable {
    package var name: String
    package var entries: [AssetID]
    /// Seconds; `nil` when nobody said.
    package var recoveryPoint: Int64?
    package var recoveryTime: Int64?
    package var retention: Int64?
    package var protection: ProtectionObjectives

    package init(
        name: String, entries: [AssetID], recoveryPoint: Int64? = nil, recoveryTime: Int64? = nil,
        retention: Int64? = nil, protection: ProtectionObjectives = ProtectionObjectives()
    ) {
        self.name = name
        self.entries = entries
        self.recoveryPoint = recoveryPoint
        self.recoveryTime = recoveryTime
        self.retention = retention
        self.protection = protection
    }

    /// Which restore points it wants to be there.
    package var policy: RetentionPolicy { RetentionPolicy(age: retention, kept: protection.kept) }
}
