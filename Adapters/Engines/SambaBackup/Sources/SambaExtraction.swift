package import Contracts
internal import EngineParts

extension SambaBackupEngine {
    /// Brings the archive, once every block of it has the checksum that it was written with.
    package func extract(
        _ paths: [String]?, of point: RestorePoint, in repository: RepositoryEntry, to folder: String
    ) async throws(EngineFailure) {
        let settings = try SambaSettings(repository)
        guard SambaArchive.isName(point.id) else {
            throw EngineFailure(.noSuchPoint, "'\(point.id.prefix(80))' is no name of an archive")
        }
        if let paths, !settings.entry(of: point.id).lies(below: paths) { return }
        let shell = try EngineShell(repository, sshConfiguration: sshConfiguration)
        let request = shell.request(
            RestoreParts.text(PackageResources.pack_sh), ["GU_FOLDER": settings.folder, "GU_NAME": point.id])
        let result = try await calls.run(
            request.unpacked(to: folder + settings.dumps), within: calls.limits.extraction,
            isWatched: !shell.isRemote)
        try SambaVerdict.extraction(result).required()
    }

    /// Each archive has a name of its own, and stands for itself: one goes, the other comes.
    package func changes(
        from earlier: RestorePoint, to later: RestorePoint, in repository: RepositoryEntry,
        each: @escaping @Sendable (PathChange) -> Void
    ) async throws(EngineFailure) {
        let settings = try SambaSettings(repository)
        guard earlier.id != later.id else { return }
        each(PathChange(.removed, settings.entry(of: earlier.id).path))
        each(PathChange(.added, settings.entry(of: later.id).path))
    }
}
