package import Contracts
internal import EngineParts
internal import Estate
internal import RecoveryPlan

extension PgBackRestEngine {
    /// Runs on the database host, which has to reach the repository by itself, through its own configuration or by a path.
    package func restoration(
        of point: RestorePoint, at moment: RecoveryMoment?, in repository: RepositoryEntry
    ) throws(EngineFailure) -> Restoration {
        let settings = try PgBackRestSettings(repository)
        var parameters = [
            Parameter(name: "GU_STANZA", value: settings.stanza), Parameter(name: "GU_SET", value: point.id),
            Parameter(name: "GU_DATA", value: settings.data),
        ]
        if let configuration = settings.configuration {
            parameters.append(Parameter(name: "GU_CONFIG", value: configuration))
        } else {
            parameters.append(Parameter(name: "GU_REPOSITORY", value: repository.url))
        }
        if let moment {
            parameters.append(Parameter(name: "GU_MOMENT", value: try moment.text(within: point.window)))
        }
        let script = RestoreParts.cluster(PackageResources.restore_cluster_sh)
        var restoration = Restoration(
            name: "pgbackrest/restore-cluster",
            body: StepBody(place: .target, timeout: 12 * 3_600, attempts: 2, estimate: 60, script: script),
            parameters: parameters,
            secrets: repository.password.map { [SecretReference(name: "GU_REPOSITORY_PASSWORD", reference: $0)] } ?? [])
        // A drill must not write into the archive of the estate, and nobody but people knows whether it is one.
        restoration.afterwards = [
            "The cluster in \(settings.data) archives no log: take archive_mode out of its postgresql.auto.conf, start it "
                + "anew and take a backup, when it is put to work."
        ]
        return restoration
    }
}
