package import Estate
package import RecoveryPlan

/// A backup tool driven through its own interface.
///
/// An engine asks and judges; it changes nothing in a repository. Whatever it cannot prove is a failure or unknown, never
/// a good answer: a tool that ended with status 0 has proven nothing yet. Every call ends: it has a time limit, and a
/// tool that makes no progress is ended before that. What a tool remembers locally is never used to judge.
package protocol Engine: Sendable {
    var name: String { get }

    /// The programs that it starts on the controller.
    var tools: [String] { get }

    /// Debian packages with the programs that it needs on the controller.
    var packages: [String] { get }

    /// What the tool and the repository are; cheap, and opens the repository with the controller's password.
    func probe(_ repository: RepositoryEntry) async throws(EngineFailure) -> RepositoryProbe

    /// The restore points, newest last, and whether these are all of them.
    func restorePoints(in repository: RepositoryEntry) async throws(EngineFailure) -> RestorePointList

    /// Gives what `point` holds below `paths`, one entry at a time; memory does not grow with their number.
    ///
    /// Entries that were given before an error prove nothing. A path that is not held gives no entry and no error.
    func manifest(
        of point: RestorePoint, below paths: [String], in repository: RepositoryEntry,
        each: @escaping @Sendable (ManifestEntry) -> Void
    ) async throws(EngineFailure)

    /// Gives what differs in contents between two points, one path at a time.
    func changes(
        from earlier: RestorePoint, to later: RestorePoint, in repository: RepositoryEntry,
        each: @escaping @Sendable (PathChange) -> Void
    ) async throws(EngineFailure)

    /// Writes files of `point` below `folder` on the controller, each at its own path, so that they can be read; all files
    /// when `paths` is `nil`. A path that is not held gives no file and no error.
    func extract(
        _ paths: [String]?, of point: RestorePoint, in repository: RepositoryEntry, to folder: String
    ) async throws(EngineFailure)

    /// How much a restore of `paths` has to bring back, and where that is known from.
    func estimate(
        _ point: RestorePoint, below paths: [String], in repository: RepositoryEntry
    ) async throws(EngineFailure) -> RestoreEstimate

    /// Looks whether a repository, or one point of it, is whole; says what was really reached, never more.
    func verify(_ request: VerifyRequest, in repository: RepositoryEntry) async -> PointVerification

    /// What brings `point` back on a host; with a moment, as it was at that time.
    ///
    /// The body takes `GU_HOST` and `GU_PATHS` (absolute, one a line) besides its own parameters.
    func restoration(
        of point: RestorePoint, at moment: RecoveryMoment?, in repository: RepositoryEntry
    ) throws(EngineFailure) -> Restoration

    /// What backups into this repository can hold.
    func scope(of repository: RepositoryEntry) -> ProtectionScope

    /// What makes a new restore point of a host, on that host. It only adds.
    ///
    /// The body is a `ProtectionFrame`; how its tool ended is judged by `outcome(of:after: .backup)`, and the restore point
    /// has to be in the list afterwards.
    func protection(
        of request: ProtectionRequest, in repository: RepositoryEntry
    ) throws(EngineFailure) -> Protection

    /// How far the tool says that it is, in one line of what it prints; `nil` for any other line.
    func progress(in line: String) -> EngineProgress?

    /// What an end of the tool means. Pure: recorded ends are judged by the very same rules.
    func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome
}

extension Engine {
    package var tools: [String] { [] }
    package var packages: [String] { [] }

    package func probe(_ repository: RepositoryEntry) async throws(EngineFailure) -> RepositoryProbe {
        throw EngineFailure(.unsupported, "\(name) cannot be probed")
    }

    package func changes(
        from earlier: RestorePoint, to later: RestorePoint, in repository: RepositoryEntry,
        each: @escaping @Sendable (PathChange) -> Void
    ) async throws(EngineFailure) {
        throw EngineFailure(.unsupported, "\(name) cannot compare restore points")
    }

    package func extract(
        _ paths: [String]?, of point: RestorePoint, in repository: RepositoryEntry, to folder: String
    ) async throws(EngineFailure) {
        throw EngineFailure(.unsupported, "\(name) cannot bring files to the controller")
    }

    /// The sizes that the manifest names, added up; nothing is known of the time.
    package func estimate(
        _ point: RestorePoint, below paths: [String], in repository: RepositoryEntry
    ) async throws(EngineFailure) -> RestoreEstimate {
        let sum = ManifestSum()
        try await manifest(of: point, below: paths, in: repository) { sum.add($0) }
        return RestoreEstimate(bytes: sum.bytes, items: sum.items, basis: .manifest)
    }

    package func verify(_ request: VerifyRequest, in repository: RepositoryEntry) async -> PointVerification {
        PointVerification(outcome: .unknown("\(name) has no verification"))
    }

    package func scope(of repository: RepositoryEntry) -> ProtectionScope {
        .nothing("\(name) is not asked to back anything up")
    }

    package func protection(
        of request: ProtectionRequest, in repository: RepositoryEntry
    ) throws(EngineFailure) -> Protection {
        throw EngineFailure(.unsupported, "\(name) is not asked to back anything up")
    }

    package func progress(in line: String) -> EngineProgress? { nil }

    package func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        .unknown("\(name) tells nothing by how it ends")
    }
}

/// The body that brings a restore point back, or makes a new one, with what it is given.
package struct Restoration: Hashable, Sendable {
    /// Names the body among those of a plan, such as `restic/restore-paths`.
    package var name: String
    package var body: StepBody
    package var parameters: [Parameter]
    package var secrets: [SecretReference]
    /// What is left to do by people once it is back, in sentences.
    package var afterwards: [String] = []

    package init(name: String, body: StepBody, parameters: [Parameter], secrets: [SecretReference]) {
        self.name = name
        self.body = body
        self.parameters = parameters.sorted()
        self.secrets = secrets.sorted()
    }
}
