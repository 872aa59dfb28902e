package import Assurance
package import Estate

/// What of an application lies in a restored tree, and can be checked.
package struct ApplicationSubject: Hashable, Sendable {
    /// What it is, such as `postgresql-cluster`; names the check.
    package let kind: String
    /// Where it lies below the root of the tree, without a slash at its beginning.
    package let path: String

    package init(kind: String, path: String) {
        self.kind = kind
        self.path = path
    }
}

/// What a check of restored data found.
package enum ApplicationFinding: Hashable, Sendable {
    /// It works, with what shows it.
    case works(String)
    case damaged(String)
    /// It could not be checked here: the application is not installed, its data is encrypted, it took too long.
    case notJudged(String)
}

/// Checks whether applications work on restored data, where they can reach nothing else.
package protocol ApplicationChecks: Sendable {
    /// Everything in `tree` that can be checked, in order of its path.
    func subjects(in tree: FileTree) -> [ApplicationSubject]

    /// Checks one of them. It may change the restored files, which are given to another account for it.
    ///
    /// Always returns, at most a little after `seconds`; nothing that it started is left.
    func check(_ subject: ApplicationSubject, in folder: String, within seconds: Int) async -> ApplicationFinding
}

/// A restore point that was restored to a place of its own and looked at.
package struct RestoreTestRecord: Hashable, Sendable {
    package enum Outcome: String, Hashable, Sendable, CaseIterable {
        case passed, failed
    }

    package var repository: String
    package var point: String
    package var host: String
    package var takenAt: Instant
    package var paths: [String]
    /// The deepest level that was gone through to its end: V4, or V5 for `working`.
    package var depth: TestDepth
    package var outcome: Outcome
    package var words: String
    /// Paths of what provably works, as they were on the host.
    package var working: [String]
    package var endedAt: Instant

    package init(
        repository: String, point: RestorePoint, depth: TestDepth, outcome: Outcome, words: String, working: [String],
        endedAt: Instant
    ) {
        self.repository = repository
        self.point = point.id
        host = point.host
        takenAt = point.takenAt
        paths = point.paths
        self.depth = depth
        self.outcome = outcome
        self.words = words
        self.working = working
        self.endedAt = endedAt
    }

    package init(
        repository: String, point: String, host: String, takenAt: Instant, paths: [String], depth: TestDepth,
        outcome: Outcome, words: String, working: [String], endedAt: Instant
    ) {
        self.repository = repository
        self.point = point
        self.host = host
        self.takenAt = takenAt
        self.paths = paths
        self.depth = depth
        self.outcome = outcome
        self.words = words
        self.working = working
        self.endedAt = endedAt
    }
}

/// Remembers restore tests.
package protocol RestoreTestStore: Sendable {
    /// Keeps a test; on disk when it returns.
    func keep(_ test: RestoreTestRecord) async throws

    /// The newest first, at most 1,000.
    func restoreTests() async throws -> [RestoreTestRecord]
}
