package import Contracts
internal import Estate
internal import RecoveryPlan

extension ResticEngine {
    package func scope(of repository: RepositoryEntry) -> ProtectionScope { .files }

    /// Runs on the host whose data it is: the host needs restic, and reaches the repository by its own address.
    package func protection(
        of request: ProtectionRequest, in repository: RepositoryEntry
    ) throws(EngineFailure) -> Protection {
        guard let password = repository.password else { throw EngineFailure(.noPassword, "no password is configured") }
        guard !repository.url.hasPrefix("-"), !repository.url.isEmpty else {
            throw EngineFailure(.noRepository, "'\(repository.url)' is no repository")
        }
        let parameters = try ProtectionFrame.parameters(request)
        return Protection(
            name: "restic/back-up-paths",
            body: StepBody(
                place: .target, timeout: 12 * 3_600, estimate: 30,
                script: ProtectionFrame.script(PackageResources.back_up_paths_sh)),
            parameters: parameters + [Parameter(name: "GU_REPOSITORY", value: repository.url)],
            secrets: [SecretReference(name: "GU_REPOSITORY_PASSWORD", reference: password)])
    }
}
