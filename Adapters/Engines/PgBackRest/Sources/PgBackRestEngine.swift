package import Contracts
internal import Estate
internal import Foundation
internal import RecoveryPlan

/// pgBackRest 2.45 and newer, read through its own commands; nothing is ever written to a repository.
///
/// Its `verify` says that all is well without the one segment of the log that a backup needs, so chains of backups and
/// the log are compared here, from its own lists.
package struct PgBackRestEngine: Engine {
    package let name = "pgbackrest"
    package let packages = ["openssh-client", "pgbackrest"]
    package let tools = ["pgbackrest", "ssh"]
    let calls: EngineCalls
    private let secrets: any SecretResolver
    private let sshConfiguration: String?

    /// - Parameter sshConfiguration: an ssh configuration to reach hosts with, instead of the user's own.
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
        let information = try await information(command)
        let stanza = information.stanza
        var judging = PgBackRestPoints(stanza: stanza, settings: command.settings)
        for id in Set(stanza.archive.map(\.id)).sorted() {
            judging.archives[id] = try await archive(id, of: stanza, command)
        }
        judging.folders = stanza.backup.isEmpty ? [] : try await folders(command)
        return judging.list()
    }

    package func manifest(
        of point: RestorePoint, below paths: [String], in repository: RepositoryEntry,
        each: @escaping @Sendable (ManifestEntry) -> Void
    ) async throws(EngineFailure) {
        let command = try await command(repository)
        let backup = try await backup(point.id, command)
        try await read(
            PgBackRestManifest(data: command.settings.data, below: paths, each: each), of: backup, command)
    }

    package func estimate(
        _ point: RestorePoint, below paths: [String], in repository: RepositoryEntry
    ) async throws(EngineFailure) -> RestoreEstimate {
        guard let bytes = point.sizes.restored else {
            throw EngineFailure(.unsupported, "pgbackrest does not tell the size of this backup")
        }
        return RestoreEstimate(bytes: bytes, items: nil, basis: .tool)
    }

    package func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        PgBackRestVerdict.outcome(of: result, after: operation)
    }
}

extension PgBackRestEngine {
    /// Folders of the log that are listed for one archive at most: 4 TiB of segments.
    private static let logFolders = 1_024

    func information(_ command: PgBackRestCommand) async throws(EngineFailure) -> PgBackRestInformation {
        let output = try await output(of: command.information(), after: .manifest)
        return try PgBackRestInformation(output, stanza: command.settings.stanza)
    }

    func backup(_ label: String, _ command: PgBackRestCommand) async throws(EngineFailure)
        -> PgBackRestInformation.Backup
    {
        guard PgBackRestPoints.isLabel(label) else {
            throw EngineFailure(.noSuchPoint, "'\(label.prefix(60))' is no label of a backup")
        }
        let stanza = try await information(command).stanza
        guard let backup = stanza.backup.first(where: { $0.label == label }) else {
            throw EngineFailure(.noSuchPoint, "there is no backup \(label)")
        }
        return backup
    }

    /// Lets `reading` read the manifest of `backup` to its end.
    func read(
        _ reading: PgBackRestManifest, of backup: PgBackRestInformation.Backup, _ command: PgBackRestCommand
    ) async throws(EngineFailure) {
        let result = try await calls.lines(of: command.manifest(of: backup.label), within: calls.limits.manifest) {
            try reading.read($0)
        }
        try outcome(of: result, after: .manifest).required()
        try reading.finish()
    }

    /// The segments from the first that any backup needs to the newest.
    private func archive(
        _ id: String, of stanza: PgBackRestInformation.Stanza, _ command: PgBackRestCommand
    ) async throws(EngineFailure) -> WALArchive {
        guard PgBackRestPoints.isArchive(id) else { throw EngineFailure(.corrupt, "'\(id.prefix(60))' is no archive") }
        let root = "archive/\(command.settings.stanza)/\(id)"
        let needed = stanza.backup.compactMap { $0.archive?.start.flatMap { WALSegment($0) }?.folder }.min() ?? ""
        let all = try PgBackRestFiles(try await output(of: command.listing(of: root), after: .manifest))
        let folders = all.folders.filter { $0.utf8.count == 16 && $0 >= needed }.sorted()
        guard folders.count <= Self.logFolders else {
            throw EngineFailure(
                .unsupported, "the log has \(folders.count) folders; at most \(Self.logFolders) are compared")
        }
        var times: [WALSegment: Int64] = [:]
        for folder in folders {
            let files = try PgBackRestFiles(
                try await output(of: command.listing(of: "\(root)/\(folder)"), after: .manifest))
            for (segment, time) in files.segments { times[segment] = time }
        }
        return WALArchive(times)
    }

    private func folders(_ command: PgBackRestCommand) async throws(EngineFailure) -> Set<String> {
        let output = try await output(of: command.listing(of: "backup/\(command.settings.stanza)"), after: .manifest)
        return Set(try PgBackRestFiles(output).folders.filter(PgBackRestPoints.isLabel))
    }

    func command(_ repository: RepositoryEntry) async throws(EngineFailure) -> PgBackRestCommand {
        var password: String?
        if let reference = repository.password {
            do {
                let secret = try await secrets.resolve(
                    SecretReference(name: "PGBACKREST_CIPHER_PASS", reference: reference))
                password = String(decoding: secret.value, as: UTF8.self)
            } catch {
                throw EngineFailure(.noPassword, "its password cannot be had from where the configuration says")
            }
        }
        return try PgBackRestCommand(repository, password: password, sshConfiguration: sshConfiguration)
    }

    func output(of request: ProcessRequest, after operation: EngineOperation) async throws(EngineFailure) -> [UInt8] {
        let result = try await calls.run(request, within: calls.limits.listing)
        try outcome(of: result, after: operation).required()
        return result.output
    }
}
