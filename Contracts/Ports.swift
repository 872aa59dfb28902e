package import Estate
package import RecoveryPlan

/// A way to see hosts, such as reading them live over ssh.
package protocol Source: Sendable {
    var name: String { get }

    /// Reads one host; throws when nothing of it could be read, and says in blind spots what part was not.
    func observe(_ host: HostEntry, at now: Instant) async throws -> HostObservation
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
