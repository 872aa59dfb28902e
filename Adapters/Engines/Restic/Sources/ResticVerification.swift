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
            let listed = try await listed(request, repository)
            guard case .ok = listed.outcome else { return listed }
            switch request.depth {
            case .listed: return listed
            case .structure, .bytes: return try await checked(request, repository)
            // What comes after decoding needs a place to restore to, which is for whoever has one.
            case .decoded, .restored, .working: return try await decoded(request, repository)
            }
        } catch {
            return PointVerification(outcome: .failed(EngineFailure(error)))
        }
    }

    private func listed(_ request: VerifyRequest, _ repository: RepositoryEntry) async throws -> PointVerification {
        let list = try await restorePoints(in: repository)
        if let point = request.point {
            guard list.points.contains(where: { $0.id == point.id }) else {
                throw EngineFailure(.noSuchPoint, "snapshot \(point.id.prefix(8)) is not listed")
            }
            return PointVerification(reached: .listed, outcome: .ok(proof: "snapshot \(point.id.prefix(8)) is listed"))
        }
        guard list.isComplete else {
            throw EngineFailure(.corrupt, list.warnings.joined(separator: "; "))
        }
        guard !list.points.isEmpty else { return PointVerification(outcome: .unknown("it holds no restore point")) }
        return PointVerification(
            reached: .listed, outcome: .ok(proof: "\(list.points.count) snapshots, as many as files"))
    }

    private func checked(_ request: VerifyRequest, _ repository: RepositoryEntry) async throws -> PointVerification {
        let percent = request.depth == .bytes ? request.percent : nil
        let check = try await command(repository).check(percent: percent)
        let result = try await calls.run(check, within: request.timeout)
        let outcome = ResticVerdict.outcome(of: result, after: .verify(request.depth))
        // A check of all things says what it found; one that failed otherwise went through nothing.
        return PointVerification(outcome, at: request.depth, percent: percent)
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
