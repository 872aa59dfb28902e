package import Contracts
internal import Estate
internal import Foundation
internal import RecoveryPlan

/// A backup tool that is known from its documentation only: its lists and its own verification are read, nothing else.
///
/// Each list says so, so that people see it wherever its points are shown.
package struct DocumentedEngine: Engine {
    let tool: any DocumentedTool
    private let calls: EngineCalls
    private let secrets: any SecretResolver
    private let sshConfiguration: String?

    init(
        _ tool: any DocumentedTool, runner: any ProcessRunner, secrets: any SecretResolver, sshConfiguration: String?,
        limits: EngineLimits
    ) {
        self.tool = tool
        calls = EngineCalls(runner: runner, limits: limits)
        self.secrets = secrets
        self.sshConfiguration = sshConfiguration
    }

    /// Every one of them, by name.
    ///
    /// - Parameter sshConfiguration: an ssh configuration to reach hosts with, instead of the user's own.
    package static func all(
        runner: any ProcessRunner, secrets: any SecretResolver, sshConfiguration: String? = nil,
        limits: EngineLimits = EngineLimits()
    ) -> [DocumentedEngine] {
        let tools: [any DocumentedTool] = [
            Bareos(), Kopia(), ProxmoxBackup(), Veeam(), Velero(), WalG(), ZFSSnapshots(),
        ]
        return tools.map {
            DocumentedEngine(
                $0, runner: runner, secrets: secrets, sshConfiguration: sshConfiguration, limits: limits)
        }
    }

    package var name: String { tool.name }
    package var tools: [String] { (tool.programs + ["ssh"]).sorted() }

    package func restorePoints(in repository: RepositoryEntry) async throws(EngineFailure) -> RestorePointList {
        let context = try await context(repository)
        var answers: [[UInt8]] = []
        while let call = try tool.question(after: answers, context) {
            guard answers.count < 1_000 else {
                throw EngineFailure(.unsupported, "the list has more than 1,000 pages")
            }
            answers.append(try await answer(to: call, repository))
        }
        var list = try tool.points(in: answers, context)
        list.warnings.insert("\(tool.title) is known from its documentation only: it was never run here", at: 0)
        return list
    }

    package func manifest(
        of point: RestorePoint, below paths: [String], in repository: RepositoryEntry,
        each: @escaping @Sendable (ManifestEntry) -> Void
    ) async throws(EngineFailure) {
        throw EngineFailure(
            .unsupported, "\(tool.title) is known from its documentation only: what is in a point is not read")
    }

    package func estimate(
        _ point: RestorePoint, below paths: [String], in repository: RepositoryEntry
    ) async throws(EngineFailure) -> RestoreEstimate {
        guard let bytes = point.sizes.restored else {
            throw EngineFailure(.unsupported, "\(tool.title) does not tell the size of this point")
        }
        return RestoreEstimate(bytes: bytes, items: point.sizes.items, basis: .tool)
    }

    package func restoration(
        of point: RestorePoint, at moment: RecoveryMoment?, in repository: RepositoryEntry
    ) throws(EngineFailure) -> Restoration {
        throw EngineFailure(
            .unsupported,
            "\(tool.title) is known from its documentation only, so people restore with it: \(tool.restoreHint)")
    }

    package func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        DocumentedVerdict(tool: tool).outcome(of: result, after: operation)
    }
}

extension DocumentedEngine {
    package func probe(_ repository: RepositoryEntry) async throws(EngineFailure) -> RepositoryProbe {
        let context = try await context(repository)
        _ = try await restorePoints(in: repository)
        var version = tool.title
        if let call = try tool.version(context) {
            let told = String(decoding: try await answer(to: call, repository).prefix(300), as: UTF8.self)
            version = EngineText.shortened(told.split(separator: "\n").first ?? "")
        }
        return RepositoryProbe(
            toolVersion: "\(version) (known from documentation only)", repositoryID: nil, isEncrypted: false,
            capabilities: [], depths: tool.depths)
    }

    package func verify(_ request: VerifyRequest, in repository: RepositoryEntry) async -> PointVerification {
        do {
            guard request.depth <= tool.depths.upperBound || tool.depths.upperBound == .listed else {
                throw EngineFailure(
                    .unsupported, "\(tool.title) itself verifies no deeper than \(tool.depths.upperBound)")
            }
            let list = try await restorePoints(in: repository)
            guard !list.points.isEmpty else { return PointVerification(outcome: .unknown("it holds no restore point")) }
            if let point = request.point, !list.points.contains(where: { $0.id == point.id }) {
                throw EngineFailure(.noSuchPoint, "no restore point has the id '\(point.id.prefix(80))'")
            }
            return try await verified(request, repository)
        } catch {
            return PointVerification(outcome: .failed(EngineFailure(error)))
        }
    }

    private func verified(
        _ request: VerifyRequest, _ repository: RepositoryEntry
    ) async throws(EngineFailure) -> PointVerification {
        guard request.depth > .listed, let call = try tool.verification(request, try await context(repository)) else {
            let isAsked = request.depth > .listed
            return PointVerification(
                reached: .listed,
                outcome: isAsked
                    ? .unknown("\(tool.title) has no verification that is read here") : .ok(proof: "it is in the list"))
        }
        let result = try await calls.run(
            try shell(repository).command(call.words, call.environment, input: call.input),
            within: request.timeout, isWatched: false)
        var found = DocumentedVerdict(tool: tool).verification(result, request)
        if tool.verifiesAllAtOnce, found.outcome.isFailure, let point = request.point {
            found.points = [PointFinding(point, .notKnown("\(tool.title) does not say which points that hits"))]
        }
        return found
    }

    private func answer(to call: ToolCall, _ repository: RepositoryEntry) async throws(EngineFailure) -> [UInt8] {
        let request = try shell(repository).command(call.words, call.environment, input: call.input)
        let result = try await calls.run(request, within: calls.limits.listing)
        try outcome(of: result, after: .list).required()
        return result.output
    }

    private func shell(_ repository: RepositoryEntry) throws(EngineFailure) -> EngineShell {
        try EngineShell(repository, sshConfiguration: sshConfiguration)
    }

    private func context(_ repository: RepositoryEntry) async throws(EngineFailure) -> ToolContext {
        var context = ToolContext(
            repository: repository, settings: try EngineSettings(repository, known: tool.settings))
        guard let reference = repository.password else { return context }
        do {
            let secret = try await secrets.resolve(SecretReference(name: "PASSWORD", reference: reference))
            context.password = String(decoding: secret.value, as: UTF8.self)
            return context
        } catch {
            throw EngineFailure(.noPassword, "its password cannot be had from where the configuration says")
        }
    }
}
