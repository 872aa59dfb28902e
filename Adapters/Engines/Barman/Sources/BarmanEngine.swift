internal import ByteParsing
package import Contracts
internal import EngineParts
internal import Estate
internal import RecoveryPlan
internal import Synchronization

/// Servers of Barman 3, read through its own commands; nothing is ever written to a repository.
///
/// `check-backup` is not called: it ends with 0 over a gap in the log, and writes its finding into the catalogue. The log
/// is compared here instead, from the files that are there.
package struct BarmanEngine: Engine {
    package let name = "barman"
    package let packages = ["barman", "openssh-client"]
    package let tools = ["barman", "find", "ssh"]
    private let calls: EngineCalls
    private let sshConfiguration: String?

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
        _ = try await backup(point.id, command)
        let server: BarmanAnswers.Server = try await answer(to: command.server(), command)
        let variables = ["GU_BASE": server.basebackups_directory, "GU_BACKUP": point.id]
        let reading = BarmanFiles(data: command.settings.data, below: paths, each: each)
        let result = try await calls.lines(
            of: command.script(PackageResources.files_sh, variables), within: calls.limits.manifest
        ) { try reading.read($0) }
        if result.outcome == .exited(66) {
            throw EngineFailure(.corrupt, "the data folder of backup \(point.id) is not there")
        }
        try result.scriptOutcome("the list of the files").required()
        try reading.finish()
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
    package func verify(_ request: VerifyRequest, in repository: RepositoryEntry) async -> PointVerification {
        await verification(
            request, in: repository, downTo: .bytes, because: "barman decodes nothing without a place to restore to"
        ) { point throws(EngineFailure) in
            try await verify(point, request, repository)
        }
    }

    private func verify(_ point: RestorePoint, _ request: VerifyRequest, _ repository: RepositoryEntry)
        async throws(EngineFailure) -> PointVerification
    {
        guard point.warnings.isEmpty, point.isRestorable else { return Self.judgement(of: point) }
        try await manifest(of: point, below: [], in: repository) { _ in }
        guard request.depth == .bytes else {
            return PointVerification(
                reached: .structure, outcome: .ok(proof: "backup \(point.id): its log without a gap"))
        }
        return try await bytes(of: point, within: request.timeout, repository)
    }

    /// What a list found against a point; a log that could not be compared says neither good nor bad.
    private static func judgement(of point: RestorePoint) -> PointVerification {
        let words = point.warnings.joined(separator: "; ")
        let isUnknown = point.isRestorable && point.window == nil
        return PointVerification(
            reached: isUnknown ? .listed : .structure,
            outcome: isUnknown ? .unknown(words) : .failed(EngineFailure(.corrupt, words)))
    }

    /// `pg_verifybackup` reads every file and compares it with the manifest that PostgreSQL itself made.
    private func bytes(of point: RestorePoint, within seconds: Int, _ repository: RepositoryEntry)
        async throws(EngineFailure) -> PointVerification
    {
        let command = try BarmanCommand(repository, sshConfiguration: sshConfiguration)
        let result = try await calls.run(command.verify(point.id), within: seconds, isWatched: !command.isRemote)
        let outcome = BarmanVerdict.outcome(of: result, after: .verify(.bytes))
        return PointVerification(
            reached: outcome.judgesData ? .bytes : .structure, percent: outcome.judgesData ? 100 : nil, outcome: outcome
        )
    }

    /// Backups that are asked for one by one at most; the newest count.
    private static let single = 200

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
