extension RestorePointList {
    /// Looks at the point that is asked for or, for the whole repository, at every one that is there; for engines whose
    /// points can be looked at alone.
    ///
    /// A repository is as good as the worst of its points, and no better than its list: what could not be listed was not
    /// looked at. Damage of one point keeps none of the others from being looked at.
    package func verification(
        _ request: VerifyRequest, of one: (RestorePoint) async throws(EngineFailure) -> PointVerification
    ) async throws(EngineFailure) -> PointVerification {
        if let asked = request.point {
            guard let point = points.first(where: { $0.id == asked.id }) else {
                throw EngineFailure(.noSuchPoint, "there is no restore point '\(asked.id.prefix(80))'")
            }
            return try await one(point).told(of: point)
        }
        guard !points.isEmpty else { return PointVerification(outcome: .unknown("it holds no restore point")) }
        guard isComplete else {
            return PointVerification(
                reached: .listed,
                outcome: .failed(EngineFailure(.corrupt, warnings.first ?? "its list is not complete")))
        }
        var all = PointVerification(reached: .working, percent: 100, outcome: .ok(proof: "\(points.count) points"))
        var last = ""
        for point in points {
            let found = try await one(point).told(of: point)
            all.points += found.points
            all.reached = min(all.reached ?? .listed, found.reached ?? .listed)
            all.percent = found.percent
            switch found.outcome {
            case .ok(let proof): last = proof
            case .failed(let failure) where failure.kind == .corrupt: continue
            case .warned, .failed, .unknown:
                all.outcome = found.outcome
                return all
            }
        }
        all.outcome = Self.outcome(of: all.points, last)
        return all
    }

    /// - Parameter proof: of the last of them.
    private static func outcome(of points: [PointFinding], _ proof: String) -> EngineOutcome {
        let damaged = points.compactMap { point in point.damage.map { "\(point.point): \($0)" } }
        guard let first = damaged.first else { return .ok(proof: "\(points.count) points, of the last: \(proof)") }
        let rest = damaged.count > 1 ? "; \(damaged.count) of \(points.count) points are damaged" : ""
        return .failed(EngineFailure(.corrupt, first + rest))
    }
}
