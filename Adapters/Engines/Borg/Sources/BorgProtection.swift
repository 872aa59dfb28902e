package import Contracts
internal import Estate
internal import RecoveryPlan

extension BorgEngine {
    package func scope(of repository: RepositoryEntry) -> ProtectionScope { .files }

    /// Runs on the host whose data it is: the host needs Borg, and reaches the repository by its own address.
    package func protection(
        of request: ProtectionRequest, in repository: RepositoryEntry
    ) throws(EngineFailure) -> Protection {
        var reached = repository
        // The controller's way is not the host's.
        reached.via = nil
        let location = try BorgLocation(reached, sshConfiguration: nil)
        var parameters = try ProtectionFrame.parameters(request)
        parameters.append(Parameter(name: "GU_REPOSITORY", value: location.text))
        if let path = try BorgSettings(repository).remotePath {
            parameters.append(Parameter(name: "GU_REMOTE_PATH", value: path))
        }
        return Protection(
            name: "borg/back-up-paths",
            body: StepBody(
                place: .target, timeout: 12 * 3_600, estimate: 30,
                script: ProtectionFrame.script(PackageResources.back_up_paths_sh)),
            parameters: parameters,
            secrets: repository.password.map { [SecretReference(name: "GU_REPOSITORY_PASSWORD", reference: $0)] } ?? [])
    }
}
