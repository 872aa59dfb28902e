package import Contracts
import EngineParts
internal import Foundation

extension BorgEngine {
    package func probe(_ repository: RepositoryEntry) async throws(EngineFailure) -> RepositoryProbe {
        try await withCommand(repository) { command throws(EngineFailure) in
            let version = try await calls.run(command.version(), within: calls.limits.listing)
            let facts = try BorgArchives.repository(try await answer(to: command.names(), after: .list))
            return RepositoryProbe(
                toolVersion: String(decoding: version.output.prefix(100), as: UTF8.self)
                    .trimmingCharacters(in: .whitespacesAndNewlines),
                // The lock was free a moment ago: the list needed it.
                repositoryID: facts.id, isEncrypted: facts.isEncrypted, lock: nil, capabilities: [.manifest, .changes],
                depths: .listed ... .decoded)
        }
    }

    package func verify(_ request: VerifyRequest, in repository: RepositoryEntry) async -> PointVerification {
        do {
            return try await withCommand(repository) { command throws(EngineFailure) in
                // Borg checks an empty repository with status 0; whatever is looked at has to be there.
                let names = try await archives(command)
                guard !names.isEmpty else { return PointVerification(outcome: .unknown("it holds no restore point")) }
                let name = try request.point.map { point throws(EngineFailure) in
                    try Self.name(of: point.id, in: names)
                }
                switch request.depth {
                case .listed:
                    return PointVerification(
                        reached: .listed, outcome: .ok(proof: "\(names.count) archives are listed"))
                case .structure, .bytes: return try await checked(request, command)
                // What comes after decoding needs a place to restore to, which is for whoever has one.
                case .decoded, .restored, .working: return try await decoded(name, request, command)
                }
            }
        } catch {
            return PointVerification(outcome: .failed(error))
        }
    }

    /// The whole repository, always: Borg's check of archives alone passes over stored bytes that are damaged.
    private func checked(_ request: VerifyRequest, _ command: BorgCommand) async throws(EngineFailure)
        -> PointVerification
    {
        let readsData = request.depth == .bytes
        let result = try await calls.run(
            command.check(readsData: readsData), within: request.timeout, isWatched: !command.isRemote)
        return judged(result, request.depth, percent: readsData ? 100 : nil)
    }

    private func decoded(
        _ name: String?, _ request: VerifyRequest, _ command: BorgCommand
    ) async throws(EngineFailure) -> PointVerification {
        guard let name else {
            throw EngineFailure(.unsupported, "one restore point is decoded at a time; name it")
        }
        let result = try await calls.discarding(command.decode(name), within: request.timeout)
        return judged(result, .decoded, percent: 100)
    }

    private func judged(_ result: ProcessResult, _ depth: VerifyDepth, percent: Int?) -> PointVerification {
        PointVerification(BorgVerdict.outcome(of: result, after: .verify(depth)), at: depth, percent: percent)
    }
}
