import Contracts

/// What `settings:` of a Barman repository says.
struct BarmanSettings: Hashable, Sendable {
    /// As Barman calls the server.
    let server: String
    /// The database host as the estate knows it, and the data folder of the cluster on it.
    let host: String
    let data: String
    /// Barman's configuration, on the machine where it runs.
    let configuration: String
    /// The account that it is run as.
    let user: String

    init(_ repository: RepositoryEntry) throws(EngineFailure) {
        let settings = try EngineSettings(
            repository, known: ["config", "data", "host", "server", "user"])
        server = try settings.requiredName("server", "the name that Barman knows the server by")
        host = try settings.requiredName("host", "the host of the server")
        data = try settings.requiredPath("data", "the data folder of the server on that host")
        configuration = try settings.path("config") ?? "/etc/barman.conf"
        user = try settings.name("user") ?? "barman"
        guard server != "all" else {
            throw EngineFailure(.unsupported, "expected the name of one server as setting 'server', found 'all'")
        }
        guard repository.password == nil else {
            throw EngineFailure(.unsupported, "a repository of Barman has no password; leave it out")
        }
    }
}

/// Builds calls of barman for one server, on the controller or, with `via`, on another machine.
struct BarmanCommand: Sendable {
    let settings: BarmanSettings
    private let shell: EngineShell

    init(_ repository: RepositoryEntry, sshConfiguration: String?) throws(EngineFailure) {
        settings = try BarmanSettings(repository)
        shell = try EngineShell(repository, sshConfiguration: sshConfiguration)
    }

    /// Another machine does the work.
    var isRemote: Bool { shell.isRemote }

    func version() -> ProcessRequest { call(["--version"]) }

    func backups() -> ProcessRequest { json(["list-backups", settings.server]) }

    func backup(_ id: String) -> ProcessRequest { json(["show-backup", settings.server, id]) }

    /// Where its files lie; Barman asks the database for more, and goes on without an answer.
    func server() -> ProcessRequest { json(["show-servers", settings.server]) }

    func verify(_ id: String) -> ProcessRequest { call(configured + ["verify-backup", settings.server, id]) }

    func script(_ text: [UInt8], _ variables: [String: String]) -> ProcessRequest {
        shell.request(String(decoding: text, as: UTF8.self), variables)
    }

    /// Prints a part of a backup as an archive, the data folder together with segments of the log.
    ///
    /// - Parameter files: names below its folder, with NUL after each; `nil` for all.
    func archive(
        of part: BarmanPart, with segments: [String], files: [UInt8]?
    ) throws(EngineFailure) -> ProcessRequest {
        let lines = [
            part.folder, settings.configuration, settings.server, isRemote ? settings.user : "",
            files == nil ? "all" : "some", "\(segments.count)",
        ]
        return try shell.request(
            String(decoding: PackageResources.extract_server_sh, as: UTF8.self), lines: lines + segments,
            rest: files ?? [])
    }

    private var configured: [String] { ["--config", settings.configuration] }

    private func json(_ words: [String]) -> ProcessRequest { call(configured + ["--format", "json"] + words) }

    private func call(_ words: [String]) -> ProcessRequest { shell.command(["barman"] + words, as: settings.user) }
}
