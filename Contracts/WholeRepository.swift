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
    /// looked at. A bad point does not keep the others from being looked at; what fails for another reason does.
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
        var looks = PointLooks()
        for point in points {
            if looks.obstacle != nil {
                looks.pass(point)
                continue
            }
            do throws(EngineFailure) {
                looks.take(try await one(point), of: point, request.depth)
            } catch {
                looks.take(PointVerification(outcome: .failed(error)), of: point, request.depth)
                if error.isOfEverything { looks.obstacle = error }
            }
        }
        return looks.result(isComplete ? nil : warnings.first ?? "its list is not complete")
    }

    /// What a look at one of them proves of each, for engines that look at the newest when no other is asked for.
    package func verification(_ found: PointVerification, of point: RestorePoint, asked: VerifyDepth)
        -> PointVerification
    {
        var found = found
        found.points = points.map { listed in
            guard listed.id == point.id else { return PointFinding(listed, .notKnown("only one point was looked at")) }
            return PointFinding(listed, found.verdict(on: listed, asked: asked))
        }
        return found
    }
}

/// What looking at one point after another led to.
private struct PointLooks {
    /// Why no further one is looked at.
    var obstacle: EngineFailure?
    private var findings: [PointFinding] = []
    private var worst: PointVerification?
    private var last = PointVerification(outcome: .unknown("it holds no restore point"))
    private var reached = VerifyDepth.working

    mutating func take(_ found: PointVerification, of point: RestorePoint, _ asked: VerifyDepth) {
        findings.append(PointFinding(point, found.verdict(on: point, asked: asked)))
        reached = min(reached, found.reached ?? .listed)
        last = found
        if found.outcome.severity > worst?.outcome.severity ?? 0 { worst = found }
    }

    mutating func pass(_ point: RestorePoint) {
        findings.append(PointFinding(point, .notKnown("not looked at, because of what came before it")))
    }

    /// - Parameter gap: what is missing from the list; `nil` when nothing is.
    func result(_ gap: String?) -> PointVerification {
        if let gap {
            return PointVerification(
                reached: .listed, outcome: .failed(EngineFailure(.corrupt, gap)), points: findings)
        }
        if var worst {
            worst.points = findings
            return worst
        }
        let proof = if case .ok(let proof) = last.outcome { proof } else { "" }
        return PointVerification(
            reached: reached, percent: last.percent,
            outcome: .ok(proof: "\(findings.count) points, of the last: \(proof)"), points: findings)
    }
}

extension EngineOutcome {
    /// Larger is worse; damage is worse than whatever only kept it from being seen.
    fileprivate var severity: Int {
        switch self {
        case .ok: 0
        case .warned: 1
        case .unknown: 2
        case .failed(let failure): failure.kind == .corrupt ? 4 : 3
        }
    }
}

extension EngineFailure {
    /// What kept one point from being looked at will keep the next one, too.
    fileprivate var isOfEverything: Bool {
        switch kind {
        case .corrupt, .noSuchPoint, .sourceIncomplete, .unknown, .timeout, .stalled: false
        case .noPassword, .wrongKey, .noRepository, .locked, .noSpace, .permission, .network, .cancelled, .toolMissing,
            .unsupported:
            true
        }
    }
}
