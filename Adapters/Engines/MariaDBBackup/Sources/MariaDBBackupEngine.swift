package import Contracts
internal import EngineParts
internal import Estate
internal import Foundation
internal import RecoveryPlan

/// Folders that mariadb-backup 10.3 and newer made, full and incremental, unpacked; nothing is ever written to them.
package struct MariaDBBackupEngine: Engine {
    package let name = "mariadb-backup"
    package let packages = ["mariadb-backup", "mariadb-server-core", "openssh-client"]
    package let tools = ["find", "innochecksum", "mariadb-backup", "ssh"]
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
        let settings = try MariaSettings(repository)
        let list = try await list(repository, settings)
        return RestorePointList(
            MariaChains(list.backups, settings).points(), warnings: Array(list.warnings.prefix(20)),
            isComplete: list.warnings.isEmpty)
    }

    package func manifest(
        of point: RestorePoint, below paths: [String], in repository: RepositoryEntry,
        each: @escaping @Sendable (ManifestEntry) -> Void
    ) async throws(EngineFailure) {
        let settings = try MariaSettings(repository)
        let chain = try await chain(of: point.id, repository, settings)
        let files = try await files(chain, repository, settings)
        for entry in files.manifest(data: settings.data) where entry.lies(below: paths) { each(entry) }
    }

    package func probe(_ repository: RepositoryEntry) async throws(EngineFailure) -> RepositoryProbe {
        let settings = try MariaSettings(repository)
        _ = try await list(repository, settings)
        let script = "mariadb-backup --version 2>&1"
        let version = String(decoding: try await output(script, [:], repository), as: UTF8.self)
        return RepositoryProbe(
            toolVersion: EngineText.lastLine(version), repositoryID: nil, isEncrypted: false, capabilities: [.manifest],
            depths: .listed ... .decoded)
    }

    package func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        MariaVerdict.outcome(of: result, after: operation)
    }

    package func restoration(
        of point: RestorePoint, at moment: RecoveryMoment?, in repository: RepositoryEntry
    ) throws(EngineFailure) -> Restoration {
        guard moment == nil else {
            throw EngineFailure(.unsupported, "mariadb-backup restores to the end of its backups only")
        }
        let settings = try MariaSettings(repository)
        _ = try EngineShell(repository, sshConfiguration: nil)
        var parameters = [
            Parameter(name: "GU_FOLDER", value: settings.folder), Parameter(name: "GU_POINT", value: point.id),
            Parameter(name: "GU_DATA", value: settings.data),
        ]
        if let via = repository.via { parameters.append(Parameter(name: "GU_VIA", value: via)) }
        return Restoration(
            name: "mariadb-backup/restore-database",
            body: StepBody(
                place: .controller, timeout: 12 * 3_600, attempts: 2, estimate: 60,
                script: RestoreParts.body(
                    PackageResources.restore_database_sh, onHost: PackageResources.finish_database_sh)),
            parameters: parameters, secrets: [])
    }
}

extension MariaDBBackupEngine {
    package func verify(_ request: VerifyRequest, in repository: RepositoryEntry) async -> PointVerification {
        await verification(
            request, in: repository, downTo: .decoded,
            because: "mariadb-backup cannot work without a place to restore to"
        ) { point throws(EngineFailure) in
            try await verify(point, request, repository)
        }
    }

    /// Structure first: what lacks is told by name, and costs nothing to see.
    private func verify(_ point: RestorePoint, _ request: VerifyRequest, _ repository: RepositoryEntry)
        async throws(EngineFailure) -> PointVerification
    {
        let settings = try MariaSettings(repository)
        guard point.isRestorable else {
            return PointVerification(
                reached: .structure, outcome: .failed(EngineFailure(.corrupt, point.warnings.joined(separator: "; "))))
        }
        let chain = try await chain(of: point.id, repository, settings)
        let missing = try await files(chain, repository, settings).missing()
        guard missing.isEmpty else {
            return PointVerification(reached: .structure, outcome: MariaVerdict.lacking(missing))
        }
        guard request.depth > .structure else {
            return PointVerification(
                reached: .structure,
                outcome: .ok(proof: "\(chain.count) part(s) without a gap; no file lacks that another names"))
        }
        let full = try await pages(of: chain[0], within: request.timeout, repository, settings)
        // Pages of an increment are told good or bad only once they are where they belong.
        guard case .ok = full, request.depth == .decoded || chain.count > 1 else {
            return PointVerification(
                reached: full.judgesData ? .bytes : .structure, percent: full.judgesData ? 100 : nil, outcome: full)
        }
        let outcome = try await decode(chain, within: request.timeout, repository, settings)
        return PointVerification(reached: outcome.judgesData ? .decoded : .bytes, percent: 100, outcome: outcome)
    }

    private func pages(
        of backup: MariaBackup, within seconds: Int, _ repository: RepositoryEntry, _ settings: MariaSettings
    ) async throws(EngineFailure) -> EngineOutcome {
        let script = text(PackageResources.pages_sh) + "\ncd -- \"$GU_FOLDER/$GU_CHAIN\" && pages\n"
        return MariaVerdict.pages(
            try await output(script, variables([backup], settings), repository, within: seconds))
    }

    private func decode(
        _ chain: [MariaBackup], within seconds: Int, _ repository: RepositoryEntry, _ settings: MariaSettings
    ) async throws(EngineFailure) -> EngineOutcome {
        let script = [PackageResources.pages_sh, PackageResources.prepare_sh, PackageResources.decode_sh].map(text)
            .joined(separator: "\n")
        var variables = variables(chain, settings)
        variables["GU_SCRATCH"] = settings.scratch
        return MariaVerdict.decoded(
            try await output(script, variables, repository, within: seconds), parts: chain.count)
    }
}

extension MariaDBBackupEngine {
    private func list(_ repository: RepositoryEntry, _ settings: MariaSettings) async throws(EngineFailure)
        -> MariaBackupList
    {
        let list = MariaBackupList(
            try await output(text(PackageResources.list_sh), ["GU_FOLDER": settings.folder], repository))
        guard list.backups.isEmpty, let warning = list.warnings.first else { return list }
        throw EngineFailure(.corrupt, warning)
    }

    private func chain(of id: String, _ repository: RepositoryEntry, _ settings: MariaSettings)
        async throws(EngineFailure) -> [MariaBackup]
    {
        let chains = MariaChains(try await list(repository, settings).backups, settings)
        guard chains.backup(id) != nil else {
            throw EngineFailure(.noSuchPoint, "there is no backup '\(id.prefix(60))'")
        }
        guard let chain = chains.chain(of: id) else {
            throw EngineFailure(.corrupt, "a backup on which \(id.prefix(60)) rests is not there")
        }
        return chain
    }

    private func files(_ chain: [MariaBackup], _ repository: RepositoryEntry, _ settings: MariaSettings)
        async throws(EngineFailure) -> MariaFiles
    {
        try MariaFiles(try await output(text(PackageResources.files_sh), variables(chain, settings), repository))
    }

    private func variables(_ chain: [MariaBackup], _ settings: MariaSettings) -> [String: String] {
        ["GU_FOLDER": settings.folder, "GU_CHAIN": chain.map(\.folder).joined(separator: "\n")]
    }

    private func text(_ script: [UInt8]) -> String { String(decoding: script, as: UTF8.self) }

    private func output(
        _ script: String, _ variables: [String: String], _ repository: RepositoryEntry, within seconds: Int? = nil
    ) async throws(EngineFailure) -> [UInt8] {
        let shell = try EngineShell(repository, sshConfiguration: sshConfiguration)
        let result = try await calls.run(
            shell.request(script, variables), within: seconds ?? calls.limits.listing,
            isWatched: !(shell.isRemote && seconds != nil))
        try result.scriptOutcome("mariadb-backup").required()
        return result.output
    }
}
