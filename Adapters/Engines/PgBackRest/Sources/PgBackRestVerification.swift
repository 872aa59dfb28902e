package import Contracts
internal import Foundation

extension PgBackRestEngine {
    package func probe(_ repository: RepositoryEntry) async throws(EngineFailure) -> RepositoryProbe {
        let command = try await command(repository)
        let version = try await output(of: command.version(), after: .manifest)
        let stanza = try await information(command).stanza
        return RepositoryProbe(
            toolVersion: String(decoding: version.prefix(100), as: UTF8.self).trimmingCharacters(
                in: .whitespacesAndNewlines),
            // The cluster whose backups these are, wherever they lie.
            repositoryID: stanza.db.last.map { "system-id \($0.systemID)" },
            isEncrypted: stanza.cipher ?? "none" != "none",
            lock: stanza.status.lock?.backup?.held == true ? "a backup is running" : nil,
            capabilities: [.manifest, .recoveryToMoment], depths: .listed ... .bytes)
    }

    package func verify(_ request: VerifyRequest, in repository: RepositoryEntry) async -> PointVerification {
        do {
            guard request.depth <= .bytes else {
                throw EngineFailure(.unsupported, "pgbackrest decodes nothing without a place to restore to")
            }
            let list = try await restorePoints(in: repository)
            let found = try structure(list, request.point)
            guard case .ok = found.outcome else { return found }
            // A backup whose manifest makes no sense cannot be restored.
            for point in request.point.map({ [$0] }) ?? list.points {
                try await manifest(of: point, below: [], in: repository) { _ in }
            }
            guard request.depth == .bytes else { return found }
            return try await bytes(request, request.point.map { [$0] } ?? list.points, repository)
        } catch {
            return PointVerification(outcome: .failed(EngineFailure(error)))
        }
    }

    /// Chains and the log of every backup, or of one: `restorePoints` has judged them.
    private func structure(_ list: RestorePointList, _ point: RestorePoint?) throws(EngineFailure) -> PointVerification
    {
        guard !list.points.isEmpty else { return PointVerification(outcome: .unknown("it holds no restore point")) }
        guard let point else {
            let warnings = list.warnings + list.points.flatMap(\.warnings)
            return PointVerification(
                reached: .structure, outcome: Self.outcome(warnings, "\(list.points.count) backups"),
                points: list.points.map { PointFinding($0, Self.structure(of: $0)) })
        }
        guard let listed = list.points.first(where: { $0.id == point.id }) else {
            throw EngineFailure(.noSuchPoint, "there is no backup \(point.id.prefix(60))")
        }
        return PointVerification(reached: .structure, outcome: Self.outcome(listed.warnings, "backup \(listed.id)"))
    }

    private static func structure(of point: RestorePoint) -> PointFinding.Verdict {
        guard !point.warnings.isEmpty else { return .whole(.structure) }
        let words = point.warnings.joined(separator: "; ")
        return point.isRestorable ? .notKnown(words) : .damaged(.structure, words)
    }

    private static func outcome(_ warnings: [String], _ what: String) -> EngineOutcome {
        warnings.isEmpty
            ? .ok(proof: "\(what): chain and log without a gap")
            : .failed(EngineFailure(.corrupt, warnings.joined(separator: "; ")))
    }

    /// pgbackrest reads every file of every backup, always.
    private func bytes(
        _ request: VerifyRequest, _ points: [RestorePoint], _ repository: RepositoryEntry
    ) async throws(EngineFailure) -> PointVerification {
        let command = try await command(repository)
        let result = try await calls.run(
            command.verify(), within: request.timeout, isWatched: repository.via == nil)
        let outcome = PgBackRestVerdict.outcome(of: result, after: .verify(.bytes))
        guard outcome.judgesData else { return PointVerification(reached: .structure, outcome: outcome) }
        let verified = PgBackRestVerified(result.output)
        let found = PointVerification(
            reached: .bytes, percent: 100, outcome: outcome,
            points: points.map { PointFinding($0, verified.verdict(on: $0)) })
        return request.point.map { found.limited(to: $0) } ?? found
    }
}
