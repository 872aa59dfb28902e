package import Contracts
import EngineParts
import Estate
import RecoveryPlan
import Synchronization

/// Folders of copied files, as rsnapshot and many own scripts make them, on the controller or on another host.
///
/// Nothing but the files is there: no catalogue, and no sums unless somebody put them there. So what such a tree held when
/// it was made is not known, and it is said.
package struct TreeEngine: Engine {
    package let name = "tree"
    package let packages = ["coreutils", "findutils", "openssh-client", "tar"]
    package let tools = ["find", "sha256sum", "ssh", "tar"]
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
        let settings = try TreeSettings(repository)
        return try await listed(settings, repository).list(settings)
    }

    func listed(_ settings: TreeSettings, _ repository: RepositoryEntry) async throws(EngineFailure) -> TreePoints {
        let request = try ask(PackageResources.list_sh, [settings.lock], settings, repository)
        let result = try await calls.run(request, within: calls.limits.listing, isWatched: repository.via == nil)
        try outcome(of: result, after: .list).required()
        return try TreePoints(result.output)
    }

    package func manifest(
        of point: RestorePoint, below paths: [String], in repository: RepositoryEntry,
        each: @escaping @Sendable (ManifestEntry) -> Void
    ) async throws(EngineFailure) {
        let settings = try TreeSettings(repository)
        let places = settings.places
        try await entries(of: point, settings, try places.names(paths), repository) { entry in
            each(
                ManifestEntry(
                    path: places.path(TreeLine.text(entry.name)), type: entry.word,
                    bytes: entry.word == "file" ? entry.bytes : 0, modifiedAt: Instant(seconds: entry.seconds)))
        }
    }

    /// - Parameter names: as in the tree, `.` for all of it.
    func entries(
        of point: RestorePoint, _ settings: TreeSettings, _ names: [String], _ repository: RepositoryEntry,
        each: @escaping @Sendable (TreeLine.Entry) -> Void
    ) async throws(EngineFailure) {
        let lines = try settings.lines(of: point.id) + names.map { $0 == "." ? "." : "./\($0)" }
        let request = try ask(PackageResources.files_sh, lines, settings, repository)
        let reading = TreeManifest(each: each)
        let result = try await calls.lines(of: request, within: calls.limits.manifest) { try reading.read($0) }
        try outcome(of: result, after: .manifest).required()
        try reading.finish()
    }

    package func changes(
        from earlier: RestorePoint, to later: RestorePoint, in repository: RepositoryEntry,
        each: @escaping @Sendable (PathChange) -> Void
    ) async throws(EngineFailure) {
        let settings = try TreeSettings(repository)
        let before = try settings.lines(of: earlier.id)
        let after = try settings.lines(of: later.id)
        guard before[1] == after[1] else {
            throw EngineFailure(.unsupported, "restore points of different hosts are not compared")
        }
        let request = try ask(PackageResources.changes_sh, [before[0]] + after, settings, repository)
        let reading = TreeDifference(places: settings.places, each: each)
        let result = try await calls.lines(of: request, within: calls.limits.manifest) { try reading.read($0) }
        try outcome(of: result, after: .changes).required()
        try reading.finish()
    }

    package func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        TreeVerdict.outcome(of: result, after: operation)
    }

    func ask(
        _ question: [UInt8], _ lines: [String], _ settings: TreeSettings, _ repository: RepositoryEntry,
        rest: [UInt8] = []
    ) throws(EngineFailure) -> ProcessRequest {
        try EngineShell(repository, sshConfiguration: sshConfiguration)
            .request(Self.script(question), lines: settings.lines + lines, rest: rest)
    }

    static func script(_ question: [UInt8]) -> String {
        RestoreParts.text(PackageResources.points_sh) + RestoreParts.text(question)
    }
}

extension TreeEngine {
    package func extract(
        _ paths: [String]?, of point: RestorePoint, in repository: RepositoryEntry, to folder: String
    ) async throws(EngineFailure) {
        let settings = try TreeSettings(repository)
        var chosen: [UInt8] = []
        if let paths {
            let files = ChosenFiles(paths, places: settings.places)
            try await entries(of: point, settings, ["."], repository) { entry in
                if entry.word == "file" { files.consider(entry.name) }
            }
            chosen = files.list
            if chosen.isEmpty { return }
        }
        let request = try EngineShell(repository, sshConfiguration: sshConfiguration).request(
            Self.script(PackageResources.pack_sh),
            lines: settings.lines + (try settings.lines(of: point.id)) + [paths == nil ? "all" : "some"],
            rest: chosen)
        let target = folder + (settings.places.root == "/" ? "" : settings.places.root)
        let result = try await calls.run(request.unpacked(to: target), within: calls.limits.extraction)
        try outcome(of: result, after: .restore).required()
    }

    package func restoration(
        of point: RestorePoint, at moment: RecoveryMoment?, in repository: RepositoryEntry
    ) throws(EngineFailure) -> Restoration {
        guard moment == nil else {
            throw EngineFailure(.unsupported, "trees are restored as they were copied, not to a moment between them")
        }
        let settings = try TreeSettings(repository)
        let lines = try settings.lines(of: point.id)
        var parameters = [
            Parameter(name: "GU_REPOSITORY", value: settings.path),
            Parameter(name: "GU_LAYOUT", value: settings.layout.rawValue),
            Parameter(name: "GU_POINT", value: lines[0]), Parameter(name: "GU_BELOW", value: lines[1]),
            Parameter(name: "GU_ROOT", value: settings.places.root),
        ]
        if !settings.mark.isEmpty { parameters.append(Parameter(name: "GU_MARK", value: settings.mark)) }
        if let via = repository.via { parameters.append(Parameter(name: "GU_VIA", value: via)) }
        let parts = [
            RestoreParts.sending, RestoreParts.variable("points", RestoreParts.text(PackageResources.points_sh)),
            RestoreParts.text(PackageResources.restore_paths_sh),
        ]
        return RestoreParts.restoration(of: name, parts, parameters: parameters, secret: nil)
    }
}
