internal import ByteParsing
package import Contracts
internal import EngineParts
internal import Estate
internal import Foundation
internal import RecoveryPlan
internal import Synchronization

/// A backup tool that the configuration describes: commands, patterns, and what proves success.
///
/// A restore point is one file of a host, such as a dump: `settings:` of the repository name the `host` and the `folder` in
/// which the host keeps it.
package struct CommandTemplateEngine: Engine {
    package let name: String
    package let tools: [String]
    let entry: CommandEngineEntry
    private let calls: EngineCalls
    private let sshConfiguration: String?

    package init(
        _ entry: CommandEngineEntry, runner: any ProcessRunner, sshConfiguration: String? = nil,
        limits: EngineLimits = EngineLimits()
    ) {
        self.entry = entry
        name = entry.name
        tools = entry.tools
        calls = EngineCalls(runner: runner, limits: limits)
        self.sshConfiguration = sshConfiguration
    }

    package func restorePoints(in repository: RepositoryEntry) async throws(EngineFailure) -> RestorePointList {
        let template = try CommandTemplate(entry, repository, sshConfiguration: sshConfiguration)
        let result = try await calls.run(template.request(entry.list), within: calls.limits.listing)
        try outcome(of: result, after: .list).required()
        let pattern = PointPattern(entry.point)
        var points: [RestorePoint] = []
        var warnings: [String] = []
        for line in Lines(result.output) where !line.bytes.isEmpty {
            guard let fields = pattern.fields(of: String(decoding: line.bytes, as: UTF8.self)) else {
                warnings.append("line \(line.number) of the list does not have the form '\(entry.point)'")
                continue
            }
            var point = RestorePoint(
                id: fields.id, host: template.host, takenAt: fields.time, paths: [template.path(of: fields.id)])
            point.sizes.restored = fields.bytes
            points.append(point)
        }
        return RestorePointList(points, warnings: Array(warnings.prefix(20)), isComplete: warnings.isEmpty)
    }

    /// One file: itself.
    package func manifest(
        of point: RestorePoint, below paths: [String], in repository: RepositoryEntry,
        each: @escaping @Sendable (ManifestEntry) -> Void
    ) async throws(EngineFailure) {
        let template = try CommandTemplate(entry, repository, sshConfiguration: sshConfiguration)
        let list = try await restorePoints(in: repository)
        guard let listed = list.points.first(where: { $0.id == point.id }) else {
            throw EngineFailure(.noSuchPoint, "no restore point has the id '\(point.id.prefix(80))'")
        }
        let path = template.path(of: listed.id)
        let entry = ManifestEntry(
            path: path, type: "file", bytes: listed.sizes.restored ?? 0, modifiedAt: listed.takenAt)
        if entry.lies(below: paths) { each(entry) }
    }

    package func probe(_ repository: RepositoryEntry) async throws(EngineFailure) -> RepositoryProbe {
        _ = try await restorePoints(in: repository)
        return RepositoryProbe(
            toolVersion: "commands of the configuration", repositoryID: nil, isEncrypted: false,
            capabilities: [.manifest], depths: .listed...(entry.verify.isEmpty ? .listed : entry.depth))
    }

    package func verify(_ request: VerifyRequest, in repository: RepositoryEntry) async -> PointVerification {
        do {
            let list = try await restorePoints(in: repository)
            guard let point = request.point ?? list.points.last else {
                return PointVerification(outcome: .unknown("it holds no restore point"))
            }
            guard list.points.contains(where: { $0.id == point.id }) else {
                throw EngineFailure(.noSuchPoint, "no restore point has the id '\(point.id.prefix(80))'")
            }
            guard !entry.verify.isEmpty else {
                return PointVerification(reached: .listed, outcome: .unknown("\(name) has no command to verify with"))
            }
            let found = try await verified(point.id, within: request.timeout, repository)
            return request.point == nil ? list.verification(found, of: point, asked: request.depth) : found
        } catch {
            return PointVerification(outcome: .failed(EngineFailure(error)))
        }
    }

    private func verified(_ id: String, within seconds: Int, _ repository: RepositoryEntry) async throws
        -> PointVerification
    {
        let template = try CommandTemplate(entry, repository, sshConfiguration: sshConfiguration)
        let watch = ProofWatch(entry)
        let result = try await calls.lines(of: template.request(entry.verify, id: id), within: seconds) {
            watch.read($0)
        }
        let outcome = watch.outcome(result)
        return PointVerification(reached: outcome.judgesData ? entry.depth : .listed, outcome: outcome)
    }

    package func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        let watch = ProofWatch(entry)
        for line in Lines(result.output) { watch.read(Array(line.bytes)) }
        guard case .verify = operation else { return watch.plain(result) }
        return watch.outcome(result)
    }

    package func restoration(
        of point: RestorePoint, at moment: RecoveryMoment?, in repository: RepositoryEntry
    ) throws(EngineFailure) -> Restoration {
        guard moment == nil, !entry.restore.isEmpty else {
            throw EngineFailure(
                .unsupported, moment == nil ? "\(name) has no command to restore with" : "\(name) restores to no moment"
            )
        }
        guard PointPattern.isID(point.id) else {
            throw EngineFailure(.noSuchPoint, "'\(point.id.prefix(80))' is no restore point")
        }
        let template = try CommandTemplate(entry, repository, sshConfiguration: sshConfiguration)
        var parameters = [
            Parameter(name: "GU_COMMAND", value: template.words(entry.restore, id: point.id).joined(separator: "\n")),
            Parameter(name: "GU_FILE", value: template.path(of: point.id)),
        ]
        if let via = repository.via { parameters.append(Parameter(name: "GU_VIA", value: via)) }
        return Restoration(
            name: "command-template/restore-file",
            body: StepBody(
                place: .controller, timeout: 4 * 3_600, attempts: 3, estimate: 4,
                script: RestoreParts.restoreFile),
            parameters: parameters, secrets: [])
    }
}
