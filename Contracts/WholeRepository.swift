extension Engine {
    /// Looks at points one by one, as deeply as that can be done without a place to restore to.
    ///
    /// - Parameters:
    ///   - deepest: the depth beyond which `one` cannot go.
    ///   - reason: why it cannot, for whoever asks for more.
    package func verification(
        _ request: VerifyRequest, in repository: RepositoryEntry, downTo deepest: VerifyDepth, because reason: String,
        of one: (RestorePoint) async throws(EngineFailure) -> PointVerification
    ) async -> PointVerification {
        do throws(EngineFailure) {
            guard request.depth <= deepest else { throw EngineFailure(.unsupported, reason) }
            return try await restorePoints(in: repository).verification(request, of: one)
        } catch {
            return PointVerification(outcome: .failed(error))
        }
    }
}

extension RestorePointList {
    /// Looks at the point that is asked for or, for the whole repository, at every one that is there; for engines whose
    /// points can be looked at alone.
    ///
    /// A repository is as good as the worst of its points, and no better than its list: what could not be listed was not
    /// looked at.
    package func verification(
        _ request: VerifyRequest, of one: (RestorePoint) async throws(EngineFailure) -> PointVerification
    ) async throws(EngineFailure) -> PointVerification {
        if let asked = request.point {
            guard let point = points.first(where: { $0.id == asked.id }) else {
                throw EngineFailure(.noSuchPoint, "there is no restore point '\(asked.id.prefix(80))'")
            }
            return try await one(point)
        }
        guard !points.isEmpty else { return PointVerification(outcome: .unknown("it holds no restore point")) }
        guard isComplete else {
            return PointVerification(
                reached: .listed,
                outcome: .failed(EngineFailure(.corrupt, warnings.first ?? "its list is not complete")))
        }
        var all = PointVerification(reached: .working, percent: 100, outcome: .ok(proof: "\(points.count) points"))
        for point in points {
            let found = try await one(point)
            guard case .ok(let proof) = found.outcome else { return found }
            all.reached = min(all.reached ?? .listed, found.reached ?? .listed)
            all.percent = found.percent
            all.outcome = .ok(proof: "\(points.count) points, of the last: \(proof)")
        }
        return all
    }
}
