package import Contracts
import EngineParts
import Synchronization

extension RdiffBackupEngine {
    package func probe(_ repository: RepositoryEntry) async throws(EngineFailure) -> RepositoryProbe {
        RepositoryProbe(
            // A repository that somebody works in is not listed.
            toolVersion: try await listed(repository).version, repositoryID: nil, isEncrypted: false, lock: nil,
            capabilities: [.manifest, .changes], depths: .listed ... .decoded)
    }

    package func verify(_ request: VerifyRequest, in repository: RepositoryEntry) async -> PointVerification {
        do {
            let list = try await restorePoints(in: repository)
            guard let point = request.point else {
                throw EngineFailure(.unsupported, "one restore point is verified at a time; name it")
            }
            guard list.points.contains(where: { $0.id == point.id }) else {
                throw EngineFailure(.noSuchPoint, "no backup was made at the second '\(point.id.prefix(40))'")
            }
            if request.depth == .listed {
                return PointVerification(.ok(proof: "\(point.id) is listed"), at: .listed)
            }
            // Without its list of files rdiff-backup says that all of them are right.
            let files = Mutex(0)
            try await records(of: point, repository) { if $0.word == "file" { files.withLock { $0 += 1 } } }
            let count = files.withLock { $0 }
            guard count > 0 else { return PointVerification(outcome: .unknown("its list names no file")) }
            guard request.depth > .structure else {
                return PointVerification(.ok(proof: "its list names \(count) files"), at: .structure)
            }
            return try await verified(point, request, repository)
        } catch {
            return PointVerification(outcome: .failed(EngineFailure(error)))
        }
    }

    /// rdiff-backup puts every file together as it was, and compares its sum with the one that it noted.
    private func verified(
        _ point: RestorePoint, _ request: VerifyRequest, _ repository: RepositoryEntry
    ) async throws(EngineFailure) -> PointVerification {
        let lines = [try RdiffSettings.second(of: point.id), "\(request.timeout)"]
        // Its own limit ends it where it runs, also when that is on another host; the other one is for a host that is gone.
        let result = try await calls.run(
            try ask(PackageResources.verify_sh, lines, repository), within: request.timeout + 30,
            isWatched: repository.via == nil)
        return PointVerification(
            outcome(of: result, after: .verify(request.depth)), at: min(request.depth, .decoded), percent: 100)
    }
}
