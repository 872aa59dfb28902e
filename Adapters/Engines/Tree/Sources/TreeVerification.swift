package import Contracts
import EngineParts
import Synchronization

extension TreeEngine {
    package func probe(_ repository: RepositoryEntry) async throws(EngineFailure) -> RepositoryProbe {
        let list = try await listed(try TreeSettings(repository), repository)
        return RepositoryProbe(
            toolVersion: list.version, repositoryID: nil, isEncrypted: false,
            lock: list.holder.map { "process \($0) is working in it" }, capabilities: [.manifest, .changes],
            depths: .listed ... .bytes)
    }

    package func verify(_ request: VerifyRequest, in repository: RepositoryEntry) async -> PointVerification {
        do {
            let settings = try TreeSettings(repository)
            let list = try await restorePoints(in: repository)
            guard let point = request.point ?? list.points.last else {
                return PointVerification(outcome: .unknown("it holds no restore point"))
            }
            guard let listed = list.points.first(where: { $0.id == point.id }) else {
                throw EngineFailure(.noSuchPoint, "no folder has the time '\(point.id.prefix(64))'")
            }
            let found: PointVerification
            switch request.depth {
            case .listed: return PointVerification(.ok(proof: "\(listed.id) is listed"), at: .listed)
            case .structure: found = try await walked(listed, settings, repository)
            // A tree is stored as it is restored, so reading it is all that there is.
            case .bytes, .decoded, .restored, .working: found = try await summed(listed, request, settings, repository)
            }
            return request.point == nil ? list.verification(found, of: listed, asked: request.depth) : found
        } catch {
            return PointVerification(outcome: .failed(EngineFailure(error)))
        }
    }

    /// Every folder can be read, and every file has a size.
    private func walked(
        _ point: RestorePoint, _ settings: TreeSettings, _ repository: RepositoryEntry
    ) async throws(EngineFailure) -> PointVerification {
        let count = Mutex(0)
        try await entries(of: point, settings, ["."], repository) { entry in
            if entry.word != "dir" { count.withLock { $0 += 1 } }
        }
        let files = count.withLock { $0 }
        guard files > 0 else { return PointVerification(outcome: .unknown("it holds no file")) }
        return PointVerification(
            .ok(proof: "\(files) files are there; nothing tells how many there should be"), at: .structure)
    }

    private func summed(
        _ point: RestorePoint, _ request: VerifyRequest, _ settings: TreeSettings, _ repository: RepositoryEntry
    ) async throws(EngineFailure) -> PointVerification {
        let lines = try settings.lines(of: point.id) + [settings.sums]
        let question = try ask(PackageResources.sums_sh, lines, settings, repository)
        let result = try await calls.run(question, within: request.timeout, isWatched: repository.via == nil)
        return PointVerification(outcome(of: result, after: .verify(.bytes)), at: .bytes, percent: 100)
    }
}
