package import Estate

/// One snapshot, archive or backup.
///
/// Times are UTC, however the tool prints them.
package struct RestorePoint: Hashable, Sendable {
    /// How it relates to others.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Stands for itself, as deduplicated snapshots do.
        case full
        /// Holds what changed since the last full one.
        case differential
        /// Holds what changed since the point before.
        case incremental
    }

    /// Whether it can be used.
    package enum State: String, Hashable, Sendable, CaseIterable {
        case complete
        /// Something that its job was asked for is not in it.
        case partial
        /// The tool itself says that it is no good.
        case failed
        case running
    }

    /// Identifies it in its repository for ever, however short the tool prints it.
    package var id: String
    package var host: String
    /// When the backup began.
    package var takenAt: Instant
    /// When the backup ended; `nil` when the tool does not say.
    package var endedAt: Instant?
    /// What the job was asked to back up.
    package var paths: [String]
    package var kind = Kind.full
    package var state = State.complete
    /// The points without which it cannot be restored, in the order in which they were taken.
    package var requires: [String] = []
    /// The moments that can be restored on top of it; `nil` when only itself can be.
    package var window: RecoveryWindow?
    package var sizes = PointSizes()
    /// The engine took it together with the application, so that copied files of a running database belong together.
    package var isApplicationConsistent = false
    /// What makes it less than it seems, in sentences; empty when nothing is known against it.
    package var warnings: [String] = []

    package init(id: String, host: String, takenAt: Instant, endedAt: Instant? = nil, paths: [String]) {
        self.id = id
        self.host = host
        self.takenAt = takenAt
        self.endedAt = endedAt
        self.paths = paths
    }

    /// A restore may begin from it; one that lacks something is better than none.
    package var isRestorable: Bool { state == .complete || state == .partial }
}

/// The moments that a continuous backup can bring back, both ends included.
package struct RecoveryWindow: Hashable, Sendable {
    package var earliest: Instant
    package var latest: Instant
    /// Why it ends where it ends: a gap, or simply the newest that is there.
    package var end: String

    package init(earliest: Instant, latest: Instant, end: String) {
        self.earliest = earliest
        self.latest = latest
        self.end = end
    }

    package func contains(_ moment: Instant) -> Bool { earliest <= moment && moment <= latest }
}

/// The moment to restore to: everything that was there then, nothing that came later.
package struct RecoveryMoment: Hashable, Sendable {
    package var instant: Instant

    package init(_ instant: Instant) {
        self.instant = instant
    }
}

/// Sizes in bytes, each `nil` when the tool does not say.
package struct PointSizes: Hashable, Sendable {
    /// What a full restore brings back.
    package var restored: Int64?
    /// What it takes in the repository, alone.
    package var stored: Int64?
    /// What it added to the repository.
    package var added: Int64?
    package var items: Int64?

    package init(restored: Int64? = nil, stored: Int64? = nil, added: Int64? = nil, items: Int64? = nil) {
        self.restored = restored
        self.stored = stored
        self.added = added
        self.items = items
    }
}

/// The restore points of a repository as it tells them now.
package struct RestorePointList: Hashable, Sendable {
    /// Newest last.
    package var points: [RestorePoint]
    /// What the tool complained of while it listed, in sentences.
    package var warnings: [String]
    /// Nothing is known to be missing from the list; a tool may leave out what it cannot read.
    package var isComplete: Bool

    package init(_ points: [RestorePoint], warnings: [String] = [], isComplete: Bool = true) {
        self.points = points.sorted { ($0.takenAt, $0.id) < ($1.takenAt, $1.id) }
        self.warnings = warnings
        self.isComplete = isComplete
    }

    /// What is backed up, by host and paths, as the points themselves tell.
    package var protectSets: [ProtectSet] {
        Dictionary(grouping: points) { ProtectSet.Subject(host: $0.host, paths: $0.paths.sorted()) }
            .map { ProtectSet(subject: $0.key, times: $0.value.map(\.takenAt).sorted()) }
            .sorted {
                ($0.subject.host, $0.subject.paths.first ?? "") < ($1.subject.host, $1.subject.paths.first ?? "")
            }
    }
}

/// What one recurring backup covers, and when it ran.
package struct ProtectSet: Hashable, Sendable {
    package struct Subject: Hashable, Sendable {
        package var host: String
        package var paths: [String]
    }

    package var subject: Subject
    /// Oldest first.
    package var times: [Instant]

    /// The longest time that really passed between two points, in seconds; `nil` with fewer than two.
    package var longestGap: Int64? {
        zip(times, times.dropFirst()).map { $1.seconds - $0.seconds }.max()
    }
}

/// An entry of a restore point's manifest.
package struct ManifestEntry: Hashable, Sendable {
    package var path: String
    /// `file`, `dir`, `symlink`, ...
    package var type: String
    /// 0 where the tool does not say.
    package var bytes: Int64
    /// When the contents were last changed, where the engine says so.
    package var modifiedAt: Instant?

    package init(path: String, type: String, bytes: Int64, modifiedAt: Instant? = nil) {
        self.path = path
        self.type = type
        self.bytes = bytes
        self.modifiedAt = modifiedAt
    }

    /// It is one of `paths`, or lies below one of them.
    package func lies(below paths: [String]) -> Bool {
        paths.contains { path == $0 || path.hasPrefix($0 == "/" ? "/" : "\($0)/") }
    }
}

/// A path whose contents differ between two restore points.
package struct PathChange: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case added
        case removed
        case modified
    }

    package var path: String
    package var kind: Kind

    package init(_ kind: Kind, _ path: String) {
        self.kind = kind
        self.path = path
    }
}
