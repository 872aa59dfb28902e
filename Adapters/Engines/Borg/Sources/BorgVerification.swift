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
                case .structure, .bytes: return try await checked(request, names, repository, command)
                // What comes after decoding needs a place to restore to, which is for whoever has one.
                case .decoded, .restored, .working: return try await decoded(name, request, command)
                }
            }
        } catch {
            return PointVerification(outcome: .failed(error))
        }
    }

    /// The whole repository, always: Borg's check of archives alone passes over stored bytes that are damaged.
    private func checked(
        _ request: VerifyRequest, _ names: [BorgArchives.Name], _ repository: RepositoryEntry, _ command: BorgCommand
    ) async throws(EngineFailure) -> PointVerification {
        let readsData = request.depth == .bytes
        let result = try await calls.run(
            command.check(readsData: readsData), within: request.timeout, isWatched: !command.isRemote)
        var found = judged(result, request.depth, percent: readsData ? 100 : nil)
        guard found.outcome.judgesData else { return found }
        let points: [RestorePoint]
        do throws(EngineFailure) { points = try await listed(names, repository, request.point) } catch {
            // What makes the list fail is what the check found.
            guard found.outcome.isFailure else { throw error }
            return found
        }
        if case .ok = found.outcome {
            found.points = points.map { PointFinding($0, .whole(request.depth)) }
        } else if readsData {
            found.points = await decodedAlone(points, names, within: request.timeout, command)
        } else {
            found.points = points.map { PointFinding($0, .notKnown("Borg names what is damaged, not whose it is")) }
        }
        return request.point.map { found.limited(to: $0) } ?? found
    }

    /// Those of the archives that were there before the check, and can be read.
    private func listed(
        _ names: [BorgArchives.Name], _ repository: RepositoryEntry, _ asked: RestorePoint?
    ) async throws(EngineFailure) -> [RestorePoint] {
        if let asked { return [asked] }
        let checked = Set(names.map(\.id))
        return try await restorePoints(in: repository).points.filter { checked.contains($0.id) }
    }

    /// A check of Borg ends at the first segment that is damaged and names no archive, so each one is decoded to nowhere, the
    /// newest first, until the time is over.
    private func decodedAlone(
        _ points: [RestorePoint], _ names: [BorgArchives.Name], within seconds: Int, _ command: BorgCommand
    ) async -> [PointFinding] {
        var findings: [PointFinding] = []
        var isLate = false
        for point in points.reversed() {
            if isLate {
                findings.append(PointFinding(point, .notKnown("not looked at: an archive before it took too long")))
                continue
            }
            let found: PointVerification
            do throws(EngineFailure) {
                let decode = command.decode(try Self.name(of: point.id, in: names))
                let share = max(seconds / points.count, Self.leastSeconds)
                found = judged(try await calls.discarding(decode, within: share), .decoded, percent: 100)
            } catch {
                found = PointVerification(outcome: .failed(error))
            }
            if case .failed(let failure) = found.outcome, failure.kind == .timeout { isLate = true }
            findings.append(PointFinding(point, found.verdict(on: point, asked: .decoded).ledTo(by: .bytes)))
        }
        return findings.reversed()
    }

    /// For one archive, however many there are.
    private static let leastSeconds = 60

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
