package import Contracts
internal import EngineParts

extension PgBackRestEngine {
    /// pgBackRest restores by itself where the repository can be reached, to the consistent end of the backup; the segments that
    /// PostgreSQL needs for that come along in `pg_wal`.
    package func extract(
        _ paths: [String]?, of point: RestorePoint, in repository: RepositoryEntry, to folder: String
    ) async throws(EngineFailure) {
        let command = try await command(repository)
        let backup = try await backup(point.id, command)
        let files = ChosenFiles(paths ?? [], places: HostPaths(root: "/"))
        let reading = PgBackRestManifest(data: command.settings.data, below: []) { entry in
            if entry.type == "file" { files.consider(Array(entry.path.utf8.dropFirst())) }
        }
        try await read(reading, of: backup, command)
        if paths != nil, files.list.isEmpty { return }
        let isWhole = paths == nil
        let segments = isWhole ? try WALSegment.needed(from: backup.archive?.start, through: backup.archive?.stop) : []
        // A part of it is picked out of the whole, and what another host restored has to come here.
        let isDirect = isWhole && !command.isRemote
        let request = try command.extraction(
            of: backup.label, tablespaces: reading.tablespaces, segments: segments, to: isDirect ? folder : nil,
            files: isWhole ? nil : files.list)
        let result = try await calls.run(
            isDirect ? request : request.unpacked(to: folder), within: calls.limits.extraction,
            isWatched: !command.isRemote)
        try PgBackRestVerdict.extraction(result).required()
    }
}
