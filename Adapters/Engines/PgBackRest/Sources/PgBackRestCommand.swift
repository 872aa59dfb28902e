import Contracts

/// Builds calls of pgbackrest for one stanza, on the controller or, with `via`, on another host; no secret is ever among
/// the arguments.
struct PgBackRestCommand: Sendable {
    let settings: PgBackRestSettings
    private let common: [String]
    private let environment: [String: String]
    private let via: String?
    private let ssh: [String]

    init(_ repository: RepositoryEntry, password: String?, sshConfiguration: String?) throws(EngineFailure) {
        settings = try PgBackRestSettings(repository)
        via = repository.via
        if let via, via.hasPrefix("-") || via.isEmpty {
            throw EngineFailure(.network, "'\(via.prefix(60))' is no ssh destination")
        }
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
        ssh =
            (sshConfiguration.map { ["-F", $0] } ?? []) + ["-o", "BatchMode=yes", "-o", "ConnectTimeout=15"]
            + ["-o", "ServerAliveInterval=15", "-o", "LogLevel=ERROR"]
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
        guard let via else { return ProcessRequest("pgbackrest", common + arguments, environment: environment) }
        // The command travels on standard input: nothing of it, and no password, is seen in a list of processes there.
        let words = (settings.user.map { ["runuser", "-u", $0, "--"] } ?? []) + ["pgbackrest"] + common + arguments
        let variables = environment.sorted { $0.key < $1.key }.map { "export \($0.key)=\(shellQuoted($0.value))\n" }
        let script =
            "export TZ=UTC LC_ALL=C\ncd /\n" + variables.joined()
            + "exec \(words.map(shellQuoted).joined(separator: " "))\n"
        return ProcessRequest("ssh", ssh + ["--", via, "exec sh -s"], input: Array(script.utf8))
    }
}
