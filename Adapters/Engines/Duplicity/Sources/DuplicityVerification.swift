package import Contracts
import EngineParts
import Foundation

extension DuplicityEngine {
    package func probe(_ repository: RepositoryEntry) async throws(EngineFailure) -> RepositoryProbe {
        try await withQuestion(repository) { question throws(EngineFailure) in
            let version = try await calls.run(question.command.version(), within: calls.limits.listing)
            let names = try question.location.files()
            return RepositoryProbe(
                toolVersion: String(decoding: version.output.prefix(100), as: UTF8.self)
                    .trimmingCharacters(in: .whitespacesAndNewlines),
                repositoryID: nil, isEncrypted: names.contains { $0.hasSuffix(".gpg") },
                // Its lock lies with whoever makes the backups.
                lock: nil, capabilities: [.manifest, .changes], depths: .listed ... .decoded)
        }
    }

    /// The stored bytes of the backups that a point needs, all of which a restore reads; files have no sizes in a manifest.
    package func estimate(
        _ point: RestorePoint, below paths: [String], in repository: RepositoryEntry
    ) async throws(EngineFailure) -> RestoreEstimate {
        try await withQuestion(repository) { question throws(EngineFailure) in
            let times = Set(try await chains(question).chain(of: point.id).map(\.end))
            guard !times.isEmpty else {
                throw EngineFailure(.noSuchPoint, "no backup was made at '\(point.id.prefix(40))'")
            }
            var bytes: Int64 = 0
            for name in try question.location.files() where name.contains(".difftar") {
                guard times.contains(where: { name.contains("\($0).vol") }) else { continue }
                let facts = try? FileManager.default.attributesOfItem(atPath: "\(question.location.path)/\(name)")
                bytes += (facts?[.size] as? NSNumber)?.int64Value ?? 0
            }
            return RestoreEstimate(bytes: bytes, items: nil, basis: .stored)
        }
    }

    package func verify(_ request: VerifyRequest, in repository: RepositoryEntry) async -> PointVerification {
        do {
            return try await withQuestion(repository) { question throws(EngineFailure) in
                let chains = try await chains(question)
                guard let point = request.point else {
                    throw EngineFailure(.unsupported, "one restore point is verified at a time; name it")
                }
                let chain = chains.chain(of: point.id)
                guard !chain.isEmpty else {
                    throw EngineFailure(.noSuchPoint, "no whole chain leads to '\(point.id.prefix(40))'")
                }
                if request.depth == .listed {
                    return PointVerification(.ok(proof: "a chain of \(chain.count) backups is listed"), at: .listed)
                }
                let volumes = try await counted(chain, question)
                if request.depth == .structure {
                    // What the signatures describe has to be readable, too.
                    try await manifest(of: point, below: ["/"], in: repository) { _ in }
                    return PointVerification(
                        .ok(proof: "\(volumes) volumes are there, as many as the manifests name"), at: .structure)
                }
                return try await verified(point, request, question)
            }
        } catch {
            return PointVerification(outcome: .failed(EngineFailure(error)))
        }
    }

    /// duplicity itself does not count them before it needs them.
    private func counted(_ chain: [DuplicitySet], _ question: DuplicityQuestion) async throws(EngineFailure) -> Int {
        var volumes = 0
        for set in chain {
            let named = try await manifest(set, question).volumes
            guard set.volumes == named else {
                throw EngineFailure(.corrupt, "backup \(set.end) has \(set.volumes) of its \(named) volumes")
            }
            volumes += named
        }
        return volumes
    }

    private func verified(
        _ point: RestorePoint, _ request: VerifyRequest, _ question: DuplicityQuestion
    ) async throws(EngineFailure) -> PointVerification {
        let empty = try ScratchFolder(of: "\(name)-nothing")
        defer { empty.remove() }
        let result = try await calls.run(
            question.command.verify(point.id, empty: empty.path), within: request.timeout)
        return PointVerification(
            outcome(of: result, after: .verify(request.depth)), at: min(request.depth, .decoded), percent: 100)
    }
}
