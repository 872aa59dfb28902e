package import Contracts
internal import Estate
internal import RecoveryPlan

extension PgBackRestEngine {
    package func scope(of repository: RepositoryEntry) -> ProtectionScope {
        do throws(EngineFailure) {
            let settings = try PgBackRestSettings(repository)
            return .cluster(host: settings.host, data: settings.data)
        } catch {
            return .nothing(error.words)
        }
    }

    /// Runs on the database host, together with the running cluster.
    package func protection(
        of request: ProtectionRequest, in repository: RepositoryEntry
    ) throws(EngineFailure) -> Protection {
        let settings = try PgBackRestSettings(repository)
        guard request.paths == [settings.data] else {
            throw EngineFailure(.unsupported, "pgbackrest backs up \(settings.data) of \(settings.host), nothing else")
        }
        var parameters = try ProtectionFrame.parameters(request)
        parameters += [
            Parameter(name: "GU_DATA", value: settings.data), Parameter(name: "GU_REPOSITORY", value: repository.url),
            Parameter(name: "GU_STANZA", value: settings.stanza),
        ]
        if let configuration = settings.configuration {
            parameters.append(Parameter(name: "GU_CONFIG", value: configuration))
        }
        return Protection(
            name: "pgbackrest/back-up-cluster",
            body: StepBody(
                place: .target, timeout: 24 * 3_600, estimate: 120,
                script: ProtectionFrame.script(PackageResources.back_up_cluster_sh)),
            parameters: parameters,
            secrets: repository.password.map { [SecretReference(name: "GU_REPOSITORY_PASSWORD", reference: $0)] } ?? [])
    }
}
