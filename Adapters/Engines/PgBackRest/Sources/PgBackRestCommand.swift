import Contracts

/// Builds calls of pgbackrest for one stanza, on the controller or, with `via`, on another host; no secret is ever among
/// the arguments.
struct PgBackRestCommand: Sendable {
    let settings: PgBackRestSettings
    private let common: [String]
    private let environment: [String: String]
    private let shell: EngineShell

    init(_ repository: RepositoryEntry, password: String?, sshConfiguration: String?) throws(EngineFailure) {
        settings = try PgBackRestSettings(repository)
        shell = try EngineShell(repository, sshConfiguration: sshConfiguration)
        var common = [
            "--stanza=\(settings.stanza)", "--log-level-console=off", "--log-level-stderr=warn", "--log-level-file=off",
        ]
        // A folder names itself; everything else about a repository stands in its own configuration.
        if let configuration = settings.configuration {
            common.append("--config=\(configuration)")
        } else {
            common += ["--no-config", "--repo1-path=\(repository.url)"]
            if password != nil { common.append("--repo1-cipher-type=aes-256-cbc") }
        }
        self.common = common
        environment = password.map { ["PGBACKREST_REPO1_CIPHER_PASS": $0] } ?? [:]
    }

    func version() -> ProcessRequest { call(["version"], common: []) }

    func information() -> ProcessRequest { request(["--output=json", "info"]) }

    /// - Parameter path: below the folder of the repository, such as `archive/main/15-1`.
    func listing(of path: String) -> ProcessRequest { request(["--output=json", "repo-ls", path]) }

    func manifest(of label: String) -> ProcessRequest {
        request(["repo-get", "backup/\(settings.stanza)/\(label)/backup.manifest"])
    }

    func verify() -> ProcessRequest { request(["--output=text", "--verbose", "verify"]) }

    private func request(_ arguments: [String]) -> ProcessRequest { call(arguments, common: common) }

    private func call(_ arguments: [String], common: [String]) -> ProcessRequest {
        shell.command(["pgbackrest"] + common + arguments, as: settings.user, environment)
    }
}
