package import Contracts
import EngineParts
import Estate
import RecoveryPlan
import Synchronization

/// rdiff-backup 2.2, started where the repository lies: on the controller or on another host.
///
/// Nothing is ever written to a repository.
package struct RdiffBackupEngine: Engine {
    package let name = "rdiff-backup"
    package let packages = ["openssh-client", "rdiff-backup"]
    package let tools = ["rdiff-backup", "ssh", "tar", "zcat"]
    let calls: EngineCalls
    private let sshConfiguration: String?

    /// - Parameter sshConfiguration: an ssh configuration to reach other hosts with, instead of the user's own.
    package init(
        runner: any ProcessRunner, sshConfiguration: String? = nil, limits: EngineLimits = EngineLimits()
    ) {
        calls = EngineCalls(runner: runner, limits: limits)
        self.sshConfiguration = sshConfiguration
    }

    package func restorePoints(in repository: RepositoryEntry) async throws(EngineFailure) -> RestorePointList {
        RestorePointList(try await listed(repository).points(try RdiffSettings(repository)))
    }

    func listed(_ repository: RepositoryEntry) async throws(EngineFailure) -> RdiffPoints {
        let request = try ask(PackageResources.list_sh, [], repository)
        let result = try await calls.run(request, within: calls.limits.listing, isWatched: repository.via == nil)
        try outcome(of: result, after: .list).required()
        return try RdiffPoints(result.output)
    }

    package func manifest(
        of point: RestorePoint, below paths: [String], in repository: RepositoryEntry,
        each: @escaping @Sendable (ManifestEntry) -> Void
    ) async throws(EngineFailure) {
        let places = try RdiffSettings(repository).places
        let wanted = Set(try places.names(paths))
        try await records(of: point, repository) { record in
            let name = String(decoding: record.name, as: UTF8.self)
            guard HostPaths.isHeld(name, wanted) else { return }
            each(
                ManifestEntry(
                    path: places.path(name), type: record.word, bytes: record.word == "file" ? record.bytes : 0,
                    modifiedAt: Instant(seconds: record.modified)))
        }
    }

    func records(
        of point: RestorePoint, _ repository: RepositoryEntry, each: @escaping @Sendable (RdiffRecord) -> Void
    ) async throws(EngineFailure) {
        let request = try ask(
            PackageResources.metadata_sh, [try RdiffSettings.second(of: point.id)], repository)
        let reading = RdiffMetadata(each: each)
        let result = try await calls.lines(of: request, within: calls.limits.manifest) { try reading.read($0) }
        try outcome(of: result, after: .manifest).required()
        try reading.finish()
    }

    package func changes(
        from earlier: RestorePoint, to later: RestorePoint, in repository: RepositoryEntry,
        each: @escaping @Sendable (PathChange) -> Void
    ) async throws(EngineFailure) {
        let places = try RdiffSettings(repository).places
        let difference = ListingDifference<RdiffRecord>(
            differs: { $1.differs(from: $0) },
            each: { kind, name in each(PathChange(kind, places.path(String(decoding: name, as: UTF8.self)))) })
        try await records(of: earlier, repository) { if $0.word != "dir" { difference.before($0.name, $0) } }
        try difference.checkLimit()
        try await records(of: later, repository) { if $0.word != "dir" { difference.after($0.name, $0) } }
        difference.finish()
    }

    package func extract(
        _ paths: [String]?, of point: RestorePoint, in repository: RepositoryEntry, to folder: String
    ) async throws(EngineFailure) {
        let settings = try RdiffSettings(repository)
        var chosen: [UInt8] = []
        if let paths {
            let files = ChosenFiles(paths, places: settings.places)
            try await records(of: point, repository) { if $0.word == "file" { files.consider($0.name) } }
            chosen = files.list
            if chosen.isEmpty { return }
        }
        let request = try EngineShell(repository, sshConfiguration: sshConfiguration).request(
            Self.script(PackageResources.pack_sh),
            lines: [settings.path, try RdiffSettings.second(of: point.id), paths == nil ? "all" : "some"],
            rest: chosen)
        let target = folder + (settings.places.root == "/" ? "" : settings.places.root)
        let result = try await calls.run(
            request.unpacked(to: target), within: calls.limits.extraction, isWatched: repository.via == nil)
        try outcome(of: result, after: .restore).required()
    }

    package func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        RdiffVerdict.outcome(of: result, after: operation)
    }

    func ask(
        _ question: [UInt8], _ lines: [String], _ repository: RepositoryEntry
    ) throws(EngineFailure) -> ProcessRequest {
        let settings = try RdiffSettings(repository)
        return try EngineShell(repository, sshConfiguration: sshConfiguration)
            .request(Self.script(question), lines: [settings.path] + lines)
    }

    private static func script(_ question: [UInt8]) -> String {
        RestoreParts.text(PackageResources.repository_sh) + RestoreParts.text(question)
    }
}

extension RdiffBackupEngine {
    package func restoration(
        of point: RestorePoint, at moment: RecoveryMoment?, in repository: RepositoryEntry
    ) throws(EngineFailure) -> Restoration {
        guard moment == nil else {
            throw EngineFailure(.unsupported, "rdiff-backup restores to its backups only, not to a moment between them")
        }
        let settings = try RdiffSettings(repository)
        var parameters = [
            Parameter(name: "GU_REPOSITORY", value: settings.path), Parameter(name: "GU_POINT", value: point.id),
            Parameter(name: "GU_ROOT", value: settings.places.root),
        ]
        if let via = repository.via { parameters.append(Parameter(name: "GU_VIA", value: via)) }
        let parts = [
            RestoreParts.sending,
            RestoreParts.variable("assemble", Self.script(PackageResources.assemble_sh)),
            RestoreParts.text(PackageResources.restore_paths_sh),
        ]
        return RestoreParts.restoration(of: name, parts, parameters: parameters, secret: nil)
    }
}
