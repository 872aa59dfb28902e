package import Contracts
import EngineParts
internal import RecoveryPlan

/// Borg 1.2 and 1.4, read through its own commands.
///
/// Every question gets an empty folder for what Borg remembers of repositories: its cache would hide damage, remember where
/// a repository lay before and ask about it, and wait for the lock of whoever else uses it. Borg itself puts a lock into
/// the repository while it reads and takes it away again; nothing else is written there.
package struct BorgEngine: Engine {
    package let name = "borg"
    package let packages = ["borgbackup", "openssh-client"]
    package let tools = ["borg", "ssh"]
    let calls: EngineCalls
    private let secrets: any SecretResolver
    private let sshConfiguration: String?
    private let program: String

    /// - Parameters:
    ///   - sshConfiguration: an ssh configuration to reach repositories with, instead of the user's own.
    ///   - program: the borg to start.
    package init(
        runner: any ProcessRunner, secrets: any SecretResolver, sshConfiguration: String? = nil,
        limits: EngineLimits = EngineLimits(), program: String = "borg"
    ) {
        calls = EngineCalls(runner: runner, limits: limits)
        self.secrets = secrets
        self.sshConfiguration = sshConfiguration
        self.program = program
    }

    package func restorePoints(in repository: RepositoryEntry) async throws(EngineFailure) -> RestorePointList {
        try await withCommand(repository) { command throws(EngineFailure) in
            do throws(EngineFailure) {
                let answer = try await answer(to: command.archives(), after: .list)
                return RestorePointList(try BorgArchives.points(answer))
            } catch  where error.kind == .corrupt {
                return try await oneByOne(command, because: error)
            }
        }
    }

    package func manifest(
        of point: RestorePoint, below paths: [String], in repository: RepositoryEntry,
        each: @escaping @Sendable (ManifestEntry) -> Void
    ) async throws(EngineFailure) {
        try await withCommand(repository) { command throws(EngineFailure) in
            let name = try await archive(point.id, command)
            let request = try command.manifest(of: name, below: paths)
            let reading = BorgManifest(each: each)
            let result = try await calls.lines(of: request, within: calls.limits.manifest) { try reading.read($0) }
            try outcome(of: result, after: .manifest).required()
        }
    }

    package func changes(
        from earlier: RestorePoint, to later: RestorePoint, in repository: RepositoryEntry,
        each: @escaping @Sendable (PathChange) -> Void
    ) async throws(EngineFailure) {
        try await withCommand(repository) { command throws(EngineFailure) in
            let names = try await archives(command)
            let request = command.difference(
                from: try Self.name(of: earlier.id, in: names), to: try Self.name(of: later.id, in: names))
            let reading = BorgDifference(each: each)
            let result = try await calls.lines(of: request, within: calls.limits.manifest) { try reading.read($0) }
            try outcome(of: result, after: .changes).required()
        }
    }

    package func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        BorgVerdict.outcome(of: result, after: operation)
    }

    package func progress(in line: String) -> EngineProgress? { BorgMessages.progress(in: line) }
}

extension BorgEngine {
    /// Archives that are asked for one by one when the list of all fails.
    private static let single = 200

    /// A single archive that cannot be read fails the list of all; the others are still good.
    private func oneByOne(_ command: BorgCommand, because failure: EngineFailure) async throws(EngineFailure)
        -> RestorePointList
    {
        var points: [RestorePoint] = []
        var warnings = ["not all archives can be read: \(failure.words)"]
        let names = try await archives(command)
        for archive in names.suffix(Self.single) {
            do {
                let answer = try await answer(to: command.archive(archive.name), after: .list)
                points += try BorgArchives.points(answer).filter { $0.id == archive.id }
            } catch {
                warnings.append("archive \(archive.name.prefix(80)) cannot be read: \(error.words)")
            }
        }
        if names.count > Self.single {
            warnings.append("\(names.count - Self.single) older archives were not looked at")
        }
        return RestorePointList(points, warnings: Array(warnings.prefix(20)), isComplete: false)
    }

    /// Names and ids alone, which need no more than the manifest of the repository.
    func archives(_ command: BorgCommand) async throws(EngineFailure) -> [BorgArchives.Name] {
        try BorgArchives.names(try await answer(to: command.names(), after: .list))
    }

    /// The name that stands for an id now; names can be given again, ids cannot.
    func archive(_ id: String, _ command: BorgCommand) async throws(EngineFailure) -> String {
        try Self.name(of: id, in: try await archives(command))
    }

    static func name(of id: String, in names: [BorgArchives.Name]) throws(EngineFailure) -> String {
        guard let archive = names.first(where: { $0.id == id }) else {
            throw EngineFailure(.noSuchPoint, "no archive has the id \(id.prefix(16))")
        }
        return archive.name
    }

    func answer(to request: ProcessRequest, after operation: EngineOperation) async throws(EngineFailure) -> [UInt8] {
        let result = try await calls.run(request, within: calls.limits.listing)
        try outcome(of: result, after: operation).required()
        return result.output
    }

    /// Asks with a command that takes Borg's lock; a repository that cannot be written to is read without one.
    func withCommand<Answer: Sendable>(
        _ repository: RepositoryEntry, _ ask: (BorgCommand) async throws(EngineFailure) -> Answer
    ) async throws(EngineFailure) -> Answer {
        let folder = try ScratchFolder(of: name)
        defer { folder.remove() }
        var command = try BorgCommand(
            repository, program: program, folder: folder.path, sshConfiguration: sshConfiguration,
            password: try await password(repository))
        do throws(EngineFailure) {
            return try await ask(command)
        } catch  where error.kind == .permission {
            command.bypassesLock = true
            return try await ask(command)
        }
    }

    private func password(_ repository: RepositoryEntry) async throws(EngineFailure) -> String? {
        guard let reference = repository.password else { return nil }
        do {
            let secret = try await secrets.resolve(SecretReference(name: "BORG_PASSPHRASE", reference: reference))
            return String(decoding: secret.value, as: UTF8.self)
        } catch {
            throw EngineFailure(.noPassword, "its password cannot be had from where the configuration says")
        }
    }
}
