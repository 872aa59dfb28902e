package import Contracts
import EngineParts
internal import Foundation

extension ResticEngine {
    package func probe(_ repository: RepositoryEntry) async throws(EngineFailure) -> RepositoryProbe {
        let command = try await command(repository)
        let version = try await calls.run(ProcessRequest("restic", ["version"]), within: calls.limits.listing)
        let configuration = try await output(of: command.configuration(), within: calls.limits.listing)
        guard let id = ResticSnapshots.repositoryID(configuration) else {
            throw EngineFailure(.corrupt, "expected the configuration of a repository, found no id in it")
        }
        let locks = ResticSnapshots.identifiers(
            try await output(of: command.list("locks"), within: calls.limits.listing))
        return RepositoryProbe(
            toolVersion: String(decoding: version.output.prefix(100), as: UTF8.self)
                .trimmingCharacters(in: .whitespacesAndNewlines),
            repositoryID: id, isEncrypted: true, lock: try await held(locks, command).first?.words,
            capabilities: [.manifest, .changes], depths: .listed ... .decoded)
    }

    package func estimate(
        _ point: RestorePoint, below paths: [String], in repository: RepositoryEntry
    ) async throws(EngineFailure) -> RestoreEstimate {
        // restic sums whole points only; for parts of one the manifest is what there is.
        guard paths == point.paths else {
            let sum = ManifestSum()
            try await manifest(of: point, below: paths, in: repository) { sum.add($0) }
            return RestoreEstimate(bytes: sum.bytes, items: sum.items, basis: .manifest)
        }
        let request = try await command(repository).size(of: point.id)
        let bytes = try await output(of: request, within: calls.limits.manifest)
        guard let size = ResticSnapshots.size(bytes) else {
            throw EngineFailure(.unknown, "expected the size of the snapshot, found another answer")
        }
        return RestoreEstimate(bytes: size.bytes, items: size.items, basis: .tool)
    }

    package func verify(_ request: VerifyRequest, in repository: RepositoryEntry) async -> PointVerification {
        do {
            // Whatever is looked at has to be listed: a check of a repository that holds nothing proves nothing.
            let list = try await restorePoints(in: repository)
            switch request.depth {
            case .listed: return try listed(request, list)
            case .structure, .bytes:
                guard let failed = try unlisted(request, list) else {
                    return try await checked(request, list, repository)
                }
                return failed
            // What comes after decoding needs a place to restore to, which is for whoever has one.
            case .decoded, .restored, .working:
                let listed = try listed(request, list)
                guard case .ok = listed.outcome else { return listed }
                return try await decoded(request, repository)
            }
        } catch {
            return PointVerification(outcome: .failed(EngineFailure(error)))
        }
    }

    private func listed(_ request: VerifyRequest, _ list: RestorePointList) throws(EngineFailure) -> PointVerification {
        if let failed = try unlisted(request, list) { return failed }
        if let point = request.point {
            return PointVerification(reached: .listed, outcome: .ok(proof: "snapshot \(point.id.prefix(8)) is listed"))
        }
        if let gap = Self.gap(in: list) { throw gap }
        return PointVerification(
            reached: .listed, outcome: .ok(proof: "\(list.points.count) snapshots, as many as files"))
    }

    /// What there is nothing to look at of; `nil` when there is.
    private func unlisted(
        _ request: VerifyRequest, _ list: RestorePointList
    ) throws(EngineFailure) -> PointVerification? {
        if let point = request.point, !list.points.contains(where: { $0.id == point.id }) {
            throw EngineFailure(.noSuchPoint, "snapshot \(point.id.prefix(8)) is not listed")
        }
        guard list.points.isEmpty else { return nil }
        if let gap = Self.gap(in: list) { throw gap }
        return PointVerification(outcome: .unknown("it holds no restore point"))
    }

    private static func gap(in list: RestorePointList) -> EngineFailure? {
        list.isComplete ? nil : EngineFailure(.corrupt, list.warnings.joined(separator: "; "))
    }

    /// The whole repository, always; what it finds is told of each snapshot, those that cannot be listed aside.
    private func checked(
        _ request: VerifyRequest, _ list: RestorePointList, _ repository: RepositoryEntry
    ) async throws(EngineFailure) -> PointVerification {
        let percent = request.depth == .bytes ? request.percent : nil
        let command = try await command(repository)
        let result = try await calls.run(command.check(percent: percent), within: request.timeout)
        let outcome = ResticVerdict.outcome(of: result, after: .verify(request.depth))
        var points: [PointFinding] = []
        if case .ok = outcome {
            let proven = percent ?? 100 < 100 ? VerifyDepth.structure : request.depth
            points = list.points.map { PointFinding($0, .whole(proven)) }
        } else if outcome.judgesData {
            let search = ResticHitSnapshots(calls: calls, command: command, seconds: request.timeout)
            points = await search.findings(after: result, request.depth, among: list.points)
        }
        // A check of all things says what it found; one that failed otherwise went through nothing.
        var found = PointVerification(outcome, at: request.depth, percent: percent, points: points)
        if let gap = Self.gap(in: list), outcome.judgesData { found.outcome = .failed(gap) }
        return request.point.map { found.limited(to: $0) } ?? found
    }

    private func decoded(_ request: VerifyRequest, _ repository: RepositoryEntry) async throws -> PointVerification {
        guard let point = request.point else {
            throw EngineFailure(.unsupported, "one restore point is decoded at a time; name it")
        }
        // restic 0.14 ends an archive early, with status 0 and no complaint, where it meets damage.
        let expected = ManifestSum()
        try await manifest(of: point, below: [], in: repository) { expected.add($0) }
        let dump = try await command(repository).dump(point.id)
        let (result, bytes) = try await calls.counting(dump, within: request.timeout)
        var outcome = ResticVerdict.outcome(of: result, after: .restore)
        if case .ok = outcome, bytes < expected.bytes {
            outcome = .failed(
                EngineFailure(.corrupt, "restic gave \(bytes) bytes of the \(expected.bytes) that its files have"))
        }
        return PointVerification(outcome, at: .decoded, percent: 100)
    }
}
