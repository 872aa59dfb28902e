package import Contracts

extension BarmanEngine {
    package func verify(_ request: VerifyRequest, in repository: RepositoryEntry) async -> PointVerification {
        await verification(
            request, in: repository, downTo: .bytes, because: "barman decodes nothing without a place to restore to"
        ) { point throws(EngineFailure) in
            try await verify(point, request, repository)
        }
    }

    private func verify(_ point: RestorePoint, _ request: VerifyRequest, _ repository: RepositoryEntry)
        async throws(EngineFailure) -> PointVerification
    {
        guard point.warnings.isEmpty, point.isRestorable else { return Self.judgement(of: point) }
        try await manifest(of: point, below: [], in: repository) { _ in }
        guard request.depth == .bytes else {
            return PointVerification(
                reached: .structure, outcome: .ok(proof: "backup \(point.id): its log without a gap"))
        }
        return try await bytes(of: point, within: request.timeout, repository)
    }

    /// What a list found against a point; a log that could not be compared says neither good nor bad.
    private static func judgement(of point: RestorePoint) -> PointVerification {
        let words = point.warnings.joined(separator: "; ")
        let isUnknown = point.isRestorable && point.window == nil
        return PointVerification(
            reached: isUnknown ? .listed : .structure,
            outcome: isUnknown ? .unknown(words) : .failed(EngineFailure(.corrupt, words)))
    }

    /// `pg_verifybackup` reads every file and compares it with the manifest that PostgreSQL itself made.
    private func bytes(of point: RestorePoint, within seconds: Int, _ repository: RepositoryEntry)
        async throws(EngineFailure) -> PointVerification
    {
        let command = try BarmanCommand(repository, sshConfiguration: sshConfiguration)
        let result = try await calls.run(command.verify(point.id), within: seconds, isWatched: !command.isRemote)
        let outcome = BarmanVerdict.outcome(of: result, after: .verify(.bytes))
        return PointVerification(
            reached: outcome.judgesData ? .bytes : .structure, percent: outcome.judgesData ? 100 : nil, outcome: outcome
        )
    }
}
