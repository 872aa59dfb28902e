import Contracts

/// The commands of an engine filled in for one repository; every word stays one argument.
struct CommandTemplate: Sendable {
    /// The host whose files these are.
    let host: String
    let folder: String
    private let url: String
    private let shell: EngineShell

    init(_ entry: CommandEngineEntry, _ repository: RepositoryEntry, sshConfiguration: String?) throws(EngineFailure) {
        let known = ["folder", "host"]
        if let unknown = repository.settings.keys.sorted().first(where: { !known.contains($0) }) {
            throw EngineFailure(
                .unsupported, "the setting '\(unknown)' is not known to \(entry.name); known are folder, host")
        }
        guard let host = repository.settings["host"], !host.isEmpty, !host.hasPrefix("-") else {
            throw EngineFailure(.unsupported, "expected 'host' in the settings: the host whose files these are")
        }
        guard let folder = repository.settings["folder"], folder.hasPrefix("/") else {
            throw EngineFailure(.unsupported, "expected 'folder' in the settings: where the host keeps these files")
        }
        guard repository.password == nil else {
            throw EngineFailure(.unsupported, "commands are given no password; leave it out")
        }
        self.host = host
        self.folder = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
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
