package import Contracts
import EngineParts
internal import Estate
internal import RecoveryPlan

extension BorgEngine {
    package func restoration(
        of point: RestorePoint, at moment: RecoveryMoment?, in repository: RepositoryEntry
    ) throws(EngineFailure) -> Restoration {
        guard moment == nil else {
            throw EngineFailure(.unsupported, "borg restores to its archives only, not to a moment between them")
        }
        let location = try BorgLocation(repository, sshConfiguration: nil)
        var parameters = [
            Parameter(name: "GU_REPOSITORY", value: location.text), Parameter(name: "GU_ARCHIVE", value: point.id),
        ]
        if let path = try BorgSettings(repository).remotePath {
            parameters.append(Parameter(name: "GU_REMOTE_PATH", value: path))
        }
        return RestoreParts.restoration(
            of: name, [RestoreParts.text(PackageResources.restore_paths_sh)], parameters: parameters,
            secret: repository.password.map { SecretReference(name: "GU_REPOSITORY_PASSWORD", reference: $0) })
    }
}
