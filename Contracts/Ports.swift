package import Estate
package import RecoveryPlan

/// A way to see hosts, such as reading them live over ssh.
package protocol Source: Sendable {
    var name: String { get }

    /// Reads one host; throws when nothing of it could be read, and says in blind spots what part was not.
    func observe(_ host: HostEntry, at now: Instant) async throws -> HostObservation
}

/// One snapshot, archive or backup.
package struct RestorePoint: Hashable, Sendable {
    package var id: String
    package var host: String
    package var takenAt: Instant
    /// What the job was asked to back up.
    package var paths: [String]

    package init(id: String, host: String, takenAt: Instant, paths: [String]) {
        self.id = id
        self.host = host
        self.takenAt = takenAt
        self.paths = paths
    }
}

/// What a repository answered; zero restore points of a readable repository is a fact, an unreadable one is not.
package enum RepositoryState: Hashable, Sendable {
    case readable([RestorePoint])
    case noPassword
    case wrongPassword
    case missing(String)
    case locked(String)
    case damaged(String)
    case unreachable(String)
}

/// An entry of a restore point's manifest.
package struct ManifestEntry: Hashable, Sendable {
    package var path: String
    /// `file`, `dir`, `symlink`, ...
    package var type: String
    package var bytes: Int64
    /// When the contents were last changed, where the engine says so.
    package var modifiedAt: Instant?

    package init(path: String, type: String, bytes: Int64, modifiedAt: Instant? = nil) {
        self.path = path
        self.type = type
        self.bytes = bytes
        self.modifiedAt = modifiedAt
    }
}

/// A backup tool driven through its own interface.
package protocol Engine: Sendable {
    var name: String { get }

    /// The programs that it starts on the controller.
    var tools: [String] { get }

    /// Opens the repository with the controller's password and lists its restore points, newest last.
    func state(of repository: RepositoryEntry) async -> RepositoryState

    /// What `point` holds below `paths`; throws when the list may be incomplete.
    func manifest(of point: RestorePoint, below paths: [String], in repository: RepositoryEntry) async throws
        -> [ManifestEntry]

    /// The same, entry by entry as the engine tells them; what was given counts only when it does not throw.
    ///
    /// A restore point may hold millions of entries: nothing is kept of those that went by.
    func manifest(
        of point: RestorePoint, below paths: [String], in repository: RepositoryEntry,
        each: @escaping @Sendable (ManifestEntry) -> Void
    ) async throws

    /// The body that streams paths of a restore point onto a host, and the parameters it takes for `repository`.
    func restoreBody() -> (name: String, body: StepBody)
    func restoreParameters(_ repository: RepositoryEntry, point: RestorePoint) -> [Parameter]
    func restoreSecrets(_ repository: RepositoryEntry) -> [SecretReference]

    /// Debian packages with the programs that it needs on the controller.
    var packages: [String] { get }
}

extension Engine {
    package var packages: [String] { [] }

    /// For engines whose manifests are small.
    package func manifest(
        of point: RestorePoint, below paths: [String], in repository: RepositoryEntry,
        each: @escaping @Sendable (ManifestEntry) -> Void
    ) async throws {
        for entry in try await manifest(of: point, below: paths, in: repository) { each(entry) }
    }
}

/// A named body with the parameters that this target gives it for a host.
package struct TargetStep: Hashable, Sendable {
    /// The action, such as `image` or `provision`.
    package var action: String
    package var body: StepBody
    package var parameters: [Parameter]
    /// One step of this action serves all hosts of the target, such as building the base image.
    package var isShared: Bool

    package init(action: String, body: StepBody, parameters: [Parameter], isShared: Bool) {
        self.action = action
        self.body = body
        self.parameters = parameters
        self.isShared = isShared
    }
}

/// A place where assets are rebuilt.
package protocol Target: Sendable {
    var kind: String { get }

    /// The programs that its steps start on the controller.
    var tools: [String] { get }

    /// The folder on the controller that rebuilt hosts fill, where they do.
    func storage(_ settings: TargetEntry) -> String?

    /// The step that keeps what an earlier machine of the name left, before another one takes its place; `nil` where the
    /// target cannot.
    func preserve(_ host: AssetID, settings: TargetEntry) throws -> TargetStep?

    /// The steps, in order, after which a bare, reachable operating system stands for `host`.
    func steps(for host: AssetID, profile: HostProfile, settings: TargetEntry, depot: String) throws -> [TargetStep]

    /// Debian packages with the programs that it needs on the controller.
    var packages: [String] { get }
}

extension Target {
    package var packages: [String] { [] }
}

extension Engine {
    package var tools: [String] { [] }
}

extension Target {
    package var tools: [String] { [] }
    package func storage(_ settings: TargetEntry) -> String? { nil }
    package func preserve(_ host: AssetID, settings: TargetEntry) throws -> TargetStep? { nil }
}

/// A file that an emitter wrote.
package struct EmittedFile: Hashable, Sendable {
    package var name: String
    package var contents: String
    package var isExecutable: Bool

    package init(name: String, contents: String, isExecutable: Bool = false) {
        self.name = name
        self.contents = contents
        self.isExecutable = isExecutable
    }
}

/// Writes a plan in another form.
package protocol Emitter: Sendable {
    /// What `--emit` calls it.
    var format: String { get }

    func emit(_ plan: Plan, digest: String) throws -> [EmittedFile]
}
