package import Contracts
import EngineParts
import Estate
import Foundation
import RecoveryPlan

extension ResticEngine {
    package func restoration(
        of point: RestorePoint, at moment: RecoveryMoment?, in repository: RepositoryEntry
    ) throws(EngineFailure) -> Restoration {
        guard moment == nil else {
            throw EngineFailure(.unsupported, "restic restores to its snapshots only, not to a moment between them")
        }
        var parameters = [
            Parameter(name: "GU_REPOSITORY", value: repository.url), Parameter(name: "GU_SNAPSHOT", value: point.id),
        ]
        if let via = repository.via { parameters.append(Parameter(name: "GU_VIA", value: via)) }
        return RestoreParts.restoration(
            of: name, [RestoreParts.text(PackageResources.restore_paths_sh)], parameters: parameters,
            secret: repository.password.map { SecretReference(name: "GU_REPOSITORY_PASSWORD", reference: $0) })
    }

    /// From 0.17 on `restore --json` tells on standard output; earlier versions tell nothing.
    package func progress(in line: String) -> EngineProgress? {
        struct Status: Decodable {
            let message_type: String
            let total_bytes: Int64?
            let bytes_restored: Int64?
        }
        guard line.hasPrefix("{"), line.utf8.count < 64 << 10,
            let status = try? JSONDecoder().decode(Status.self, from: Data(line.utf8)),
            status.message_type == "status", let total = status.total_bytes, let done = status.bytes_restored
        else { return nil }
        return EngineProgress(done: done, total: total)
    }

    package func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        ResticVerdict.outcome(of: result, after: operation)
    }
}
