package import Contracts
internal import EngineParts
internal import Estate
internal import RecoveryPlan

/// Archives of `samba-tool domain backup offline` in a folder; nothing is ever written there.
package struct SambaBackupEngine: Engine {
    package let name = "samba-backup"
    package let packages = ["bzip2", "openssh-client", "samba", "samba-dsdb-modules"]
    package let tools = ["bzip2", "find", "samba-tool", "ssh", "tar"]
    let calls: EngineCalls
    let sshConfiguration: String?

    /// - Parameter sshConfiguration: an ssh configuration to reach hosts with, instead of the user's own.
    package init(
        runner: any ProcessRunner, sshConfiguration: String? = nil, limits: EngineLimits = EngineLimits()
    ) {
        calls = EngineCalls(runner: runner, limits: limits)
        self.sshConfiguration = sshConfiguration
    }

    package func restorePoints(in repository: RepositoryEntry) async throws(EngineFailure) -> RestorePointList {
        let settings = try SambaSettings(repository)
        let list = try await list(repository, settings)
        return RestorePointList(
            list.points(settings), warnings: Array(list.warnings.prefix(20)), isComplete: list.warnings.isEmpty)
    }

    /// The archive itself, where the recipe of a domain controller looks for it; without paths, whatever is in the point.
    package func manifest(
        of point: RestorePoint, below paths: [String], in repository: RepositoryEntry,
        each: @escaping @Sendable (ManifestEntry) -> Void
    ) async throws(EngineFailure) {
        let settings = try SambaSettings(repository)
        guard let archive = try await list(repository, settings).archives.first(where: { $0.name == point.id }) else {
            throw EngineFailure(.noSuchPoint, "there is no archive '\(point.id.prefix(80))'")
        }
        let entry = settings.entry(
            of: archive.name, bytes: archive.size, modifiedAt: archive.made.map { Instant(seconds: $0) })
        if paths.isEmpty || entry.lies(below: paths) { each(entry) }
    }

    package func probe(_ repository: RepositoryEntry) async throws(EngineFailure) -> RepositoryProbe {
        _ = try await list(repository, try SambaSettings(repository))
        let result = try await run(text(PackageResources.probe_sh), [:], repository)
        try result.scriptOutcome("the look for samba-tool").required()
        return try SambaVerdict.probe(result.output)
    }

    package func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        SambaVerdict.outcome(of: result, after: operation)
    }

    /// Puts the archive into the folder from which the recipe of the domain controller restores.
    package func restoration(
        of point: RestorePoint, at moment: RecoveryMoment?, in repository: RepositoryEntry
    ) throws(EngineFailure) -> Restoration {
        guard moment == nil else {
            throw EngineFailure(.unsupported, "samba-tool restores to its backups only, not to a moment between them")
        }
        let settings = try SambaSettings(repository)
        _ = try EngineShell(repository, sshConfiguration: nil)
        var parameters = [
            "GU_COMMAND": "cat\n--\n\(settings.folder)/\(point.id)", "GU_FILE": settings.entry(of: point.id).path,
        ]
        parameters["GU_VIA"] = repository.via
        return Restoration(
            name: "samba-backup/restore-file",
            body: StepBody(
                place: .controller, timeout: 4 * 3_600, attempts: 3, estimate: 4, script: RestoreParts.restoreFile),
            parameters: parameters.map { Parameter(name: $0.key, value: $0.value) }, secrets: [])
    }
}

extension SambaBackupEngine {
    package func verify(_ request: VerifyRequest, in repository: RepositoryEntry) async -> PointVerification {
        await verification(
            request, in: repository, downTo: .decoded, because: "a domain cannot work without a place to restore to"
        ) { point throws(EngineFailure) in
            try await verify(point, request, repository)
        }
    }

    /// What an archive holds shows only by reading all of it: there is no cheaper look.
    private func verify(_ point: RestorePoint, _ request: VerifyRequest, _ repository: RepositoryEntry)
        async throws(EngineFailure) -> PointVerification
    {
        let settings = try SambaSettings(repository)
        var variables = ["GU_FOLDER": settings.folder, "GU_NAME": point.id]
        variables["GU_SCRATCH"] = settings.scratch
        let read = try await run(text(PackageResources.entries_sh), variables, repository, within: request.timeout)
        try read.scriptOutcome("the look into \(point.id)").required()
        let entries = SambaVerdict.entries(read.output)
        guard case .ok(let proof) = entries, request.depth == .decoded else {
            return PointVerification(
                reached: entries.judgesData ? .bytes : .listed, percent: entries.judgesData ? 100 : nil,
                outcome: entries)
        }
        let result = try await run(text(PackageResources.decode_sh), variables, repository, within: request.timeout)
        let outcome = SambaVerdict.outcome(of: result, after: .verify(.decoded))
        return PointVerification(
            reached: outcome.judgesData ? .decoded : .bytes, percent: 100, outcome: outcome.with(proof))
    }

    private func list(_ repository: RepositoryEntry, _ settings: SambaSettings) async throws(EngineFailure)
        -> SambaArchiveList
    {
        let result = try await run(text(PackageResources.list_sh), ["GU_FOLDER": settings.folder], repository)
        try result.scriptOutcome("the list of \(settings.folder)").required()
        return SambaArchiveList(result.output)
    }

    private func text(_ script: [UInt8]) -> String { String(decoding: script, as: UTF8.self) }

    /// A check of a whole domain says nothing until its end.
    private func run(
        _ script: String, _ variables: [String: String], _ repository: RepositoryEntry, within seconds: Int? = nil
    ) async throws(EngineFailure) -> ProcessResult {
        let shell = try EngineShell(repository, sshConfiguration: sshConfiguration)
        return try await calls.run(
            shell.request(script, variables), within: seconds ?? calls.limits.listing, isWatched: seconds == nil)
    }
}
