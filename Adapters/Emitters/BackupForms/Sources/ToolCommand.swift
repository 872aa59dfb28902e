internal import BackupPlan
internal import Contracts
internal import Estate

/// How a unit starts a backup tool.
struct ToolCommand {
    let program: String
    let arguments: [String]
    /// Assignments, ready for a unit file.
    var environment: [String] = []
    /// The account that it is run as; root when `nil`.
    var user: String?

    /// `nil` for an engine that has no command of its own for this.
    init?(_ job: PlannedBackup, _ repository: RepositoryEntry, _ plan: HostPlan) {
        switch job.engine {
        case "restic":
            program = "/usr/bin/restic"
            arguments = [
                "backup", "--host", job.host.text, "--tag", "groundup", "--files-from-verbatim", plan.paths(of: job),
                "--exclude-file", plan.excludes(of: job), "--password-file", plan.password(of: job),
            ]
            environment = [
                SystemdText.assignment("RESTIC_REPOSITORY", repository.url),
                "RESTIC_CACHE_DIR=%C/groundup-backup",
            ]
        case "borg":
            program = "/usr/bin/borg"
            let excludes = job.excludes.flatMap { ["--exclude", "pp:\($0)"] }
            arguments =
                ["create", "--lock-wait", "600"] + excludes
                + ["--", BorgText.literal("\(repository.url)::\(job.host.text)-") + "{now:%Y-%m-%dT%H:%M:%S}"]
                + job.paths
            environment = ["BORG_CACHE_DIR=%C/groundup-backup"]
            if repository.password != nil {
                environment.append(SystemdText.assignment("BORG_PASSCOMMAND", "cat \(plan.password(of: job))"))
            }
            if let path = repository.settings["remote-path"] {
                environment.append(SystemdText.assignment("BORG_REMOTE_PATH", path))
            }
        case "pgbackrest":
            guard let stanza = repository.settings["stanza"] else { return nil }
            program = "/usr/bin/pgbackrest"
            arguments = [
                "--stanza=\(stanza)",
                "--config=\(repository.settings["config"] ?? "\(HostPlan.place)/pgbackrest.conf")", "backup",
            ]
            user = "postgres"
        default: return nil
        }
    }
}
