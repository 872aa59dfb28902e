package import Contracts
package import Estate

/// One configured repository with the engine that drives it.
package struct RepositoryInspection: Sendable {
    package let repository: RepositoryEntry
    private let engine: any Engine
    private let clock: any Clock
    private let verdicts: any VerdictStore

    /// - Throws: `GroundupError` when no repository has that name, or no engine the name that it gives.
    package init(_ name: String, in workplace: Workplace) throws {
        let known = workplace.configuration.repositories
        guard let repository = known.first(where: { $0.name == name }) else {
            throw GroundupError(
                .usage, "no repository is called '\(name)'",
                hint: "Repositories are \(known.map(\.name).sorted().joined(separator: ", ")).")
        }
        guard let engine = workplace.engines.first(where: { $0.name == repository.engine }) else {
            throw GroundupError(
                .configuration, "Repository \(name) is of the engine \(repository.engine), of which nothing is known.",
                hint: "Engines are \(workplace.engines.map(\.name).sorted().joined(separator: ", ")).")
        }
        self.repository = repository
        self.engine = engine
        clock = workplace.clock
        verdicts = workplace.verdicts
    }

    package func probe() async throws -> RepositoryProbe {
        do { return try await engine.probe(repository) } catch { throw problem(error) }
    }

    package func restorePoints() async throws -> RestorePointList {
        do { return try await engine.restorePoints(in: repository) } catch { throw problem(error) }
    }

    /// Looks at the whole repository, or at the one point whose id begins with `point`.
    ///
    /// What is found of points is remembered: plans pass over damaged ones.
    package func verify(
        point: String?, depth: VerifyDepth, percent: Int, timeout: Int
    ) async throws -> RepositoryVerification {
        var request = VerifyRequest(depth: depth, percent: percent, timeout: timeout)
        if let point { request.point = try await find(point) }
        let started = clock.now()
        let result = await engine.verify(request, in: repository)
        try await verdicts.keep(result.points, in: repository.name, at: result.reached ?? .listed)
        return RepositoryVerification(asked: request, result: result, started: started, ended: clock.now())
    }

    /// Restores a point to a place of its own: the one whose id begins with `point`, or the newest; V4 or V5.
    package func restoreTest(
        point: String?, depth: VerifyDepth, timeout: Int, by testing: RestoreTesting
    ) async throws -> RepositoryVerification {
        let chosen: RestorePoint
        if let point {
            chosen = try await find(point)
        } else {
            guard let newest = try await restorePoints().points.last(where: \.isRestorable) else {
                throw GroundupError(
                    .findings, "\(repository.name) holds no restore point that could be restored",
                    hint: "See 'groundup repository show \(repository.name)'.")
            }
            chosen = newest
        }
        let started = clock.now()
        let result = try await testing.verify(
            chosen, to: depth, in: repository, by: engine, within: timeout, clock: clock
        ).told(of: chosen)
        try await verdicts.keep(result.points, in: repository.name, at: result.reached ?? .listed)
        return RepositoryVerification(
            asked: VerifyRequest(point: chosen, depth: depth, timeout: timeout), result: result, started: started,
            ended: clock.now())
    }

    private func find(_ prefix: String) async throws -> RestorePoint {
        let found = try await restorePoints().points.filter { $0.id.hasPrefix(prefix) }
        guard let point = found.last, found.count == 1 || found.contains(where: { $0.id == prefix }) else {
            throw GroundupError(
                .usage,
                "\(found.count) restore points of \(repository.name) have an id that begins with '\(prefix.prefix(80))'",
                hint: "Name exactly one; 'groundup repository show \(repository.name)' lists them.")
        }
        return found.first { $0.id == prefix } ?? point
    }

    private func problem(_ failure: EngineFailure) -> GroundupError {
        GroundupError(
            .repository, "repository \(repository.name): \(failure)",
            hint: "See what \(repository.engine) itself says of \(repository.url).")
    }
}

/// A verification with when it was made and how long it took.
package struct RepositoryVerification: Sendable {
    package let asked: VerifyRequest
    package let result: PointVerification
    package let started: Instant
    package let ended: Instant
}
