package import Contracts
import EngineParts

/// restic 0.14 and newer, read through its own commands; nothing is ever written to a repository.
///
/// Judging never uses restic's cache: a cached listing shows snapshots that are damaged in the repository.
package struct ResticEngine: Engine {
    package let name = "restic"
    package let packages = ["openssh-client", "restic"]
    package let tools = ["restic", "ssh"]
    let calls: EngineCalls
    private let secrets: any SecretResolver
    private let sshConfiguration: String?
    /// Locks that are looked at.
    private static let locks = 8

    /// - Parameter sshConfiguration: an ssh configuration to reach SFTP repositories with, instead of the user's own.
    package init(
        runner: any ProcessRunner, secrets: any SecretResolver, sshConfiguration: String? = nil,
        limits: EngineLimits = EngineLimits()
    ) {
        calls = EngineCalls(runner: runner, limits: limits)
        self.secrets = secrets
        self.sshConfiguration = sshConfiguration
    }

    package func restorePoints(in repository: RepositoryEntry) async throws(EngineFailure) -> RestorePointList {
        let command = try await command(repository)
        do {
            // Three questions at once: each opens the repository anew, which takes restic half a second at least.
            async let snapshots = calls.run(command.snapshots(), within: calls.limits.listing)
            async let names = output(of: command.list("snapshots"), within: calls.limits.listing)
            async let locks = output(of: command.list("locks"), within: calls.limits.listing)
            let listing = try await snapshots
            let lost = try ResticSnapshots.unreadable(in: listing)
            let points = try ResticSnapshots.points(listing.output)
            try await refuseExclusive(ResticSnapshots.identifiers(locks), command)
            return Self.compared(points, names: ResticSnapshots.identifiers(try await names), complaints: lost)
        } catch {
            throw EngineFailure(error)
        }
    }

    package func manifest(
        of point: RestorePoint, below paths: [String], in repository: RepositoryEntry,
        each: @escaping @Sendable (ManifestEntry) -> Void
    ) async throws(EngineFailure) {
        let request = try await command(repository).manifest(of: point.id, below: paths)
        let reading = ResticManifest(of: point.id, each: each)
        let result = try await calls.lines(of: request, within: calls.limits.manifest) { try reading.read($0) }
        try proven(result, after: .manifest)
        try reading.finish()
    }

    package func changes(
        from earlier: RestorePoint, to later: RestorePoint, in repository: RepositoryEntry,
        each: @escaping @Sendable (PathChange) -> Void
    ) async throws(EngineFailure) {
        let request = try await command(repository).difference(from: earlier.id, to: later.id)
        let reading = ResticDifference(each: each)
        let result = try await calls.lines(of: request, within: calls.limits.manifest) { try reading.read($0) }
        try proven(result, after: .changes)
        try reading.finish()
    }

    package func extract(
        _ paths: [String]?, of point: RestorePoint, in repository: RepositoryEntry, to folder: String
    ) async throws(EngineFailure) {
        let command = try await command(repository)
        for part in PathParts.parts(paths) {
            let request = try command.restore(part, of: point.id, to: folder)
            let result = try await calls.silent(request, within: calls.limits.extraction)
            try proven(result, after: .restore)
        }
    }

    /// restic drops a damaged snapshot from its listing with exit status 0; the file names tell how many there are.
    private static func compared(
        _ points: [RestorePoint], names: Set<String>, complaints: [String]
    ) -> RestorePointList {
        let missing = names.subtracting(points.map(\.id)).sorted()
        let lost = missing.prefix(20).map { "snapshot \($0.prefix(8)) cannot be read" }
        return RestorePointList(points, warnings: complaints + lost, isComplete: missing.isEmpty && complaints.isEmpty)
    }

    /// A shared lock is a backup that is running; an exclusive one is a prune that removes what is being read.
    private func refuseExclusive(_ locks: Set<String>, _ command: ResticCommand) async throws(EngineFailure) {
        for lock in try await held(locks, command) where lock.isExclusive {
            throw EngineFailure(.locked, lock.words)
        }
    }

    func held(_ locks: Set<String>, _ command: ResticCommand) async throws(EngineFailure) -> [ResticLock] {
        var held: [ResticLock] = []
        for identifier in locks.sorted().prefix(Self.locks) {
            let result = try await calls.run(command.lock(identifier), within: calls.limits.listing)
            // The lock was removed between the two questions, or is torn; the snapshots will tell.
            guard result.succeeded, let lock = ResticLock(result.output) else { continue }
            held.append(lock)
        }
        return held
    }

    func command(_ repository: RepositoryEntry) async throws(EngineFailure) -> ResticCommand {
        guard let reference = repository.password else { throw EngineFailure(.noPassword, "no password is configured") }
        let environment = try await ResticCommand.environment(password: reference, secrets: secrets)
        return try ResticCommand(repository, sshConfiguration: sshConfiguration, environment: environment)
    }

    func output(of request: ProcessRequest, within seconds: Int) async throws(EngineFailure) -> [UInt8] {
        let result = try await calls.run(request, within: seconds)
        try proven(result, after: .list)
        return result.output
    }

    private func proven(_ result: ProcessResult, after operation: EngineOperation) throws(EngineFailure) {
        try ResticVerdict.outcome(of: result, after: operation).required(otherwise: .corrupt)
    }
}
