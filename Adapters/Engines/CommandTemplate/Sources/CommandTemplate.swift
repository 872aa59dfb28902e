import Contracts

/// The commands of an engine filled in for one repository; every word stays one argument.
struct CommandTemplate: Sendable {
    /// The host whose files these are.
    let host: String
    let folder: String
    private let url: String
    private let shell: EngineShell

    init(_ entry: CommandEngineEntry, _ repository: RepositoryEntry, sshConfiguration: String?) throws(EngineFailure) {
        let settings = try EngineSettings(repository, known: ["folder", "host"])
        host = try settings.requiredName("host", "the host whose files these are")
        folder = try settings.requiredPath("folder", "where the host keeps these files")
        guard repository.password == nil else {
            throw EngineFailure(.unsupported, "commands are given no password; leave it out")
        }
        url = repository.url
        shell = try EngineShell(repository, sshConfiguration: sshConfiguration)
    }

    func path(of id: String) -> String { "\(folder)/\(id)" }

    func words(_ command: [String], id: String? = nil) -> [String] {
        var values = ["repository": url, "host": host]
        values["id"] = id
        return command.map { Placeholders.filled($0, with: values) }
    }

    func request(_ command: [String], id: String? = nil) -> ProcessRequest {
        shell.command(words(command, id: id))
    }
}
