package import Contracts
internal import Synchronization

/// restic 0.14 and newer, read through its own commands; nothing is ever written to a repository.
///
/// Judging never uses restic's cache: a cached listing shows snapshots that are damaged in the repository.
package struct ResticEngine: Engine {
    package let name = "restic"
    package let packages = ["openssh-client", "restic"]
    package let tools = ["restic", "ssh"]
    private let runner: any ProcessRunner
    private let secrets: any SecretResolver
    private let sshConfiguration: String?
    private let limits: Limits

    /// What one question to a repository may cost.
    package struct Limits: Hashable, Sendable {
        /// Seconds for a list of snapshots or locks.
        package var listing: Int
        /// Seconds for the manifest of a restore point; restic retries a missing pack for about a minute.
        package var manifest: Int
        /// Bytes that a manifest may have.
        package var manifestBytes: Int
        /// Bytes that go by while a manifest is read, of which none is kept.
        package var streamedBytes: Int
        /// Locks that are looked at.
        package var locks: Int

        package init(
            listing: Int = 120, manifest: Int = 600, manifestBytes: Int = 256 << 20,
            streamedBytes: Int = 1 << 40, locks: Int = 8
        ) {
            self.listing = listing
            self.manifest = manifest
            self.manifestBytes = manifestBytes
            self.streamedBytes = streamedBytes
            self.locks = locks
        }
    }

    /// - Parameter sshConfiguration: an ssh configuration to reach SFTP repositories with, instead of the user's own.
    package init(
        runner: any ProcessRunner, secrets: any SecretResolver, sshConfiguration: String? = nil,
        limits: Limits = Limits()
    ) {
        self.runner = runner
        self.secrets = secrets
        self.sshConfiguration = sshConfiguration
        self.limits = limits
    }

    package func state(of repository: RepositoryEntry) async -> RepositoryState {
        do {
            let command = try await command(repository)
            // Three questions at once: each opens the repository anew, which takes restic half a second at least.
            async let snapshots = output(of: command.snapshots(), within: limits.listing)
            async let names = output(of: command.list("snapshots"), within: limits.listing)
            async let locks = output(of: command.list("locks"), within: limits.listing)
            let points = try ResticSnapshots.points(try await snapshots)
            try await refuseExclusive(ResticSnapshots.identifiers(locks), command)
            try proveComplete(points, names: ResticSnapshots.identifiers(await names))
            return .readable(points)
        } catch let failure as ResticFailure {
            return failure.state
        } catch {
            return .unreachable("\(error)")
        }
    }

    package func manifest(
        of point: RestorePoint, below paths: [String], in repository: RepositoryEntry
    ) async throws -> [ManifestEntry] {
        let entries = Mutex<[ManifestEntry]>([])
        try await manifest(of: point, below: paths, in: repository) { entry in entries.withLock { $0.append(entry) } }
        return entries.withLock { $0 }
    }

    package func manifest(
        of point: RestorePoint, below paths: [String], in repository: RepositoryEntry,
        each: @escaping @Sendable (ManifestEntry) -> Void
    ) async throws {
        do {
            let command = try await command(repository)
            var request = try command.manifest(of: point.id, below: paths)
            request.timeout = limits.manifest
            request.outputLimit = limits.streamedBytes
            let reading = ResticManifest(of: point.id, each: each)
            let result = try await runner.run(request) { try reading.receive($0) }
            if let failure = ResticFailure(result, within: limits.manifest) { throw failure }
            try reading.finish()
        } catch let failure as ResticFailure {
            throw GroundupError(
                .repository, "restore point \(point.id.prefix(8)) of repository \(repository.name): \(failure.words)",
                hint: "Run 'restic check' on the repository, and take a new backup.")
        }
    }

    /// restic drops a damaged snapshot from its listing with exit status 0; the file names tell how many there are.
    private func proveComplete(_ points: [RestorePoint], names: Set<String>) throws {
        let missing = names.subtracting(points.map(\.id))
        guard missing.isEmpty else {
            let some = missing.sorted().prefix(3).map { String($0.prefix(8)) }.joined(separator: ", ")
            throw ResticFailure.damaged("\(missing.count) snapshots cannot be read: \(some)")
        }
    }

    /// A shared lock is a backup that is running; an exclusive one is a prune that removes what is being read.
    private func refuseExclusive(_ locks: Set<String>, _ command: ResticCommand) async throws {
        for identifier in locks.sorted().prefix(limits.locks) {
            let result = try await run(command.lock(identifier), within: limits.listing)
            // The lock was removed between the two questions, or is torn; the snapshots will tell.
            guard result.succeeded, let lock = ResticLock(result.output), lock.isExclusive else { continue }
            throw ResticFailure.locked(lock.words)
        }
    }

    private func command(_ repository: RepositoryEntry) async throws -> ResticCommand {
        guard let reference = repository.password else { throw ResticFailure.noPassword }
        let environment = try await ResticCommand.environment(password: reference, secrets: secrets)
        return try ResticCommand(repository, sshConfiguration: sshConfiguration, environment: environment)
    }

    private func output(of request: ProcessRequest, within seconds: Int) async throws -> [UInt8] {
        let result = try await run(request, within: seconds)
        if let failure = ResticFailure(result, within: seconds) { throw failure }
        return result.output
    }

    private func run(_ request: ProcessRequest, within seconds: Int) async throws -> ProcessResult {
        var request = request
        request.timeout = seconds
        request.outputLimit = limits.manifestBytes
        return try await runner.run(request)
    }
}
