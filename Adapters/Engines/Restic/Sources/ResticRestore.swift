package import Contracts
package import Estate
package import RecoveryPlan

extension ResticEngine {
    package func restoreBody() -> (name: String, body: StepBody) {
        let script = String(decoding: PackageResources.restore_paths_sh, as: UTF8.self)
        return (
            "restic/restore-paths",
            StepBody(place: .controller, timeout: 4 * 3_600, attempts: 3, estimate: 4, script: script)
        )
    }

    package func restoreParameters(_ repository: RepositoryEntry, point: RestorePoint) -> [Parameter] {
        var parameters = [
            Parameter(name: "GU_REPOSITORY", value: repository.url), Parameter(name: "GU_SNAPSHOT", value: point.id),
        ]
        if let via = repository.via { parameters.append(Parameter(name: "GU_VIA", value: via)) }
        return parameters.sorted()
    }

    package func restoreSecrets(_ repository: RepositoryEntry) -> [SecretReference] {
        repository.password.map { [SecretReference(name: "GU_REPOSITORY_PASSWORD", reference: $0)] } ?? []
    }
}
