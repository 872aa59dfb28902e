package import Contracts
internal import Estate
internal import Foundation
internal import RecoveryPlan
internal import Synchronization

/// Read-only snapshots of a btrfs subvolume, read where they are mounted.
///
/// The UUID of a snapshot is its id: names are given again. Nothing is written; a scrub repairs nothing either.
package struct BtrfsEngine: Engine {
    package let name = "btrfs"
    package let packages = ["btrfs-progs", "openssh-client"]
    package let tools = ["btrfs", "find", "ssh", "tar"]
    let calls: EngineCalls
    private let sshConfiguration: String?

    /// - Parameter sshConfiguration: an ssh configuration to reach hosts with, instead of the user's own.
    package init(runner: any ProcessRunner, sshConfiguration: String? = nil, limits: EngineLimits = EngineLimits()) {
        calls = EngineCalls(runner: runner, limits: limits)
        self.sshConfiguration = sshConfiguration
    }

    package func restorePoints(in repository: RepositoryEntry) async throws(EngineFailure) -> RestorePointList {
        let command = try command(repository)
        let snapshots = try await snapshots(command)
        let points = snapshots.all.map { Self.point($0, command.settings) }
        return RestorePointList(
            points, warnings: Array(snapshots.warnings.prefix(20)), isComplete: snapshots.isComplete)
    }

    package func manifest(
        of point: RestorePoint, below paths: [String], in repository: RepositoryEntry,
        each: @escaping @Sendable (ManifestEntry) -> Void
    ) async throws(EngineFailure) {
        let command = try command(repository)
        let path = try await path(of: point.id, command)
        try await read(path, command, BtrfsManifest(source: command.settings.source, below: paths, each: each))
    }

    package func changes(
        from earlier: RestorePoint, to later: RestorePoint, in repository: RepositoryEntry,
        each: @escaping @Sendable (PathChange) -> Void
    ) async throws(EngineFailure) {
        let command = try command(repository)
        let snapshots = try await snapshots(command)
        let request = command.difference(
            from: try Self.path(of: earlier.id, in: snapshots), to: try Self.path(of: later.id, in: snapshots))
        let tree = Mutex(ChangedTree())
        let stream = SendStream { change in try tree.withLock { try $0.apply(change) } }
        let result = try await calls.pieces(of: request, within: calls.limits.manifest) { try stream.receive($0) }
        try outcome(of: result, after: .changes).required()
        do { try stream.finish() } catch { throw EngineFailure(error) }
        let source = command.settings.source == "/" ? "" : command.settings.source
        for change in tree.withLock({ $0.changes() }) { each(PathChange(change.kind, source + change.path)) }
    }

    package func extract(
        _ paths: [String]?, of point: RestorePoint, in repository: RepositoryEntry, to folder: String
    ) async throws(EngineFailure) {
        let command = try command(repository)
        guard !command.isRemote else {
            throw EngineFailure(.unsupported, "snapshots of another host are not brought to the controller")
        }
        let path = try await path(of: point.id, command)
        let source = command.settings.source == "/" ? "" : command.settings.source
        let files = Mutex<[String]>([])
        let manifest = BtrfsManifest(source: command.settings.source, below: paths) { entry in
            guard entry.type == "file" else { return }
            files.withLock { $0.append("." + entry.path.dropFirst(source.count)) }
        }
        try await read(path, command, manifest)
        let names = files.withLock { $0 }
        guard !names.isEmpty else { return }
        let result = try await calls.silent(
            command.extract(names, of: path, to: folder), within: calls.limits.extraction)
        try outcome(of: result, after: .manifest).required()
    }

    package func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        BtrfsVerdict.outcome(of: result, after: operation)
    }
}

extension BtrfsEngine {
    static func point(_ snapshot: BtrfsSnapshot, _ settings: BtrfsSettings) -> RestorePoint {
        var point = RestorePoint(
            id: snapshot.uuid, host: settings.host, takenAt: snapshot.created, paths: [settings.source])
        if snapshot.isReceived {
            point.warnings.append("it came from another file system: its time is that of its arrival")
        }
        return point
    }

    func command(_ repository: RepositoryEntry) throws(EngineFailure) -> BtrfsCommand {
        try BtrfsCommand(repository, sshConfiguration: sshConfiguration)
    }

    func snapshots(_ command: BtrfsCommand) async throws(EngineFailure) -> BtrfsSnapshots {
        let answer = try await answer(to: command.snapshots(), after: .list)
        return try BtrfsSnapshots(answer, settings: command.settings)
    }

    private func path(of id: String, _ command: BtrfsCommand) async throws(EngineFailure) -> String {
        try Self.path(of: id, in: try await snapshots(command))
    }

    static func path(of id: String, in snapshots: BtrfsSnapshots) throws(EngineFailure) -> String {
        guard let snapshot = snapshots.all.first(where: { $0.uuid == id }) else {
            throw EngineFailure(.noSuchPoint, "no snapshot has the UUID '\(id.prefix(36))'")
        }
        return snapshot.path
    }

    func read(_ path: String, _ command: BtrfsCommand, _ manifest: BtrfsManifest) async throws(EngineFailure) {
        let result = try await calls.lines(
            of: command.manifest(of: path), within: calls.limits.manifest, endedBy: 0
        ) { try manifest.read($0) }
        try outcome(of: result, after: .manifest).required()
    }

    func answer(to request: ProcessRequest, after operation: EngineOperation) async throws(EngineFailure) -> [UInt8] {
        let result = try await calls.run(request, within: calls.limits.listing)
        try outcome(of: result, after: operation).required()
        return result.output
    }
}
