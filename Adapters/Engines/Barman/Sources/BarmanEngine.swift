package import Contracts
internal import EngineParts
internal import Estate
internal import RecoveryPlan

/// Servers of Barman 3, read through its own commands; nothing is ever written to a repository.
///
/// `check-backup` is not called: it ends with 0 over a gap in the log, and writes its finding into the catalogue. The log
/// is compared here instead, from the files that are there.
package struct BarmanEngine: Engine {
    package let name = "barman"
    package let packages = ["barman", "openssh-client"]
    package let tools = ["barman", "find", "ssh"]
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
        let command = try BarmanCommand(repository, sshConfiguration: sshConfiguration)
        let listed: [BarmanAnswers.Listed] = try await answer(to: command.backups(), command)
        let details = try await details(of: listed, command)
        let server: BarmanAnswers.Server = try await answer(to: command.server(), command)
        let needed = details.compactMap { $0.base_backup_information?.begin_wal }.min() ?? ""
        let variables = ["GU_WALS": server.wals_directory, "GU_BASE": server.basebackups_directory, "GU_FROM": needed]
        let result = try await calls.run(
            command.script(PackageResources.log_sh, variables), within: calls.limits.manifest)
        try result.scriptOutcome("the list of the log").required()
        return BarmanPoints(settings: command.settings, details: details, log: try BarmanLog(result.output)).list()
    }

    package func manifest(
        of point: RestorePoint, below paths: [String], in repository: RepositoryEntry,
        each: @escaping @Sendable (ManifestEntry) -> Void
    ) async throws(EngineFailure) {
        let command = try BarmanCommand(repository, sshConfiguration: sshConfiguration)
        let backup = try await held(point.id, command)
        for part in backup.parts { try await list(part, BarmanFiles(part, below: paths, each: each), command) }
    }

    package func estimate(
        _ point: RestorePoint, below paths: [String], in repository: RepositoryEntry
    ) async throws(EngineFailure) -> RestoreEstimate {
        guard let bytes = point.sizes.restored else {
            throw EngineFailure(.unsupported, "barman does not tell the size of this backup")
        }
        return RestoreEstimate(bytes: bytes, items: nil, basis: .tool)
    }

    package func probe(_ repository: RepositoryEntry) async throws(EngineFailure) -> RepositoryProbe {
        let command = try BarmanCommand(repository, sshConfiguration: sshConfiguration)
        let version = try await calls.run(command.version(), within: calls.limits.listing)
        try version.scriptOutcome("barman").required()
        let _: BarmanAnswers.Server = try await answer(to: command.server(), command)
        return RepositoryProbe(
            toolVersion: EngineText.shortened(String(decoding: version.output, as: UTF8.self)), repositoryID: nil,
            isEncrypted: false, capabilities: [.manifest, .recoveryToMoment], depths: .listed ... .bytes)
    }

    package func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        BarmanVerdict.outcome(of: result, after: operation)
    }

    package func restoration(
        of point: RestorePoint, at moment: RecoveryMoment?, in repository: RepositoryEntry
    ) throws(EngineFailure) -> Restoration {
        let settings = try BarmanCommand(repository, sshConfiguration: nil).settings
        var parameters = [
            "GU_BACKUP": point.id, "GU_CONFIG": settings.configuration, "GU_DATA": settings.data,
            "GU_SERVER": settings.server, "GU_USER": settings.user,
        ]
        parameters["GU_VIA"] = repository.via
        if let moment { parameters["GU_MOMENT"] = try moment.text(within: point.window) }
        return Restoration(
            name: "barman/restore-server",
            body: StepBody(
                place: .controller, timeout: 12 * 3_600, attempts: 2, estimate: 60,
                script: RestoreParts.body(
                    PackageResources.restore_server_sh, onHost: PackageResources.finish_server_sh, triesCluster: true)),
            parameters: parameters.map { Parameter(name: $0.key, value: $0.value) }, secrets: [])
    }
}

extension BarmanEngine {
    /// Backups that are asked for one by one at most; the newest count.
    private static let single = 200

    /// A backup with the folders that hold it.
    func held(_ id: String, _ command: BarmanCommand) async throws(EngineFailure) -> BarmanHeld {
        let details = try await backup(id, command)
        let server: BarmanAnswers.Server = try await answer(to: command.server(), command)
        return try BarmanHeld(details, data: command.settings.data, in: server.basebackups_directory)
    }

    /// Lets `reading` read the names of all files in a folder of a backup.
    func list(_ part: BarmanPart, _ reading: BarmanFiles, _ command: BarmanCommand) async throws(EngineFailure) {
        let result = try await calls.lines(
            of: command.script(PackageResources.files_sh, ["GU_FOLDER": part.folder]), within: calls.limits.manifest
        ) { try reading.read($0) }
        if result.outcome == .exited(66) { throw EngineFailure(.corrupt, "the folder \(part.folder) is not there") }
        try result.scriptOutcome("the list of the files").required()
        try reading.finish()
    }

    private func details(of listed: [BarmanAnswers.Listed], _ command: BarmanCommand)
        async throws(EngineFailure) -> [BarmanAnswers.Details]
    {
        var details: [BarmanAnswers.Details] = []
        guard listed.count <= Self.single else {
            throw EngineFailure(
                .unsupported, "the server has \(listed.count) backups; at most \(Self.single) are compared")
        }
        for backup in listed { details.append(try await self.backup(backup.backup_id, command)) }
        return details
    }

    private func backup(_ id: String, _ command: BarmanCommand) async throws(EngineFailure) -> BarmanAnswers.Details {
        // Barman takes names such as `latest` as well, which are another backup tomorrow.
        guard BarmanPoints.isID(id) else {
            throw EngineFailure(.noSuchPoint, "'\(id.prefix(40))' is no id of a backup")
        }
        return try await answer(to: command.backup(id), command)
    }

    private func answer<Answer: Decodable & Sendable>(to request: ProcessRequest, _ command: BarmanCommand)
        async throws(EngineFailure) -> Answer
    {
        let result = try await calls.run(request, within: calls.limits.listing)
        try BarmanVerdict.outcome(of: result, after: .list).required()
        return try BarmanAnswers.answer(result.output, of: command.settings.server)
    }
}
