import Contracts

/// The commands of an engine filled in for one repository; every word stays one argument.
struct CommandTemplate: Sendable {
    /// The host whose files these are.
    let host: String
    let folder: String
    private let url: String
    private let via: String?
    private let ssh: [String]

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
        if let via = repository.via, via.hasPrefix("-") {
            throw EngineFailure(.network, "'\(via)' is no ssh destination")
        }
        self.host = host
        self.folder = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        url = repository.url
        via = repository.via
        ssh =
            (sshConfiguration.map { ["-F", $0] } ?? []) + ["-o", "BatchMode=yes", "-o", "ConnectTimeout=15"]
            + ["-o", "ServerAliveInterval=15", "-o", "LogLevel=ERROR"]
    }

    func path(of id: String) -> String { "\(folder)/\(id)" }

    func words(_ command: [String], id: String? = nil) -> [String] {
        var values = ["repository": url, "host": host]
        values["id"] = id
        return command.map { Placeholders.filled($0, with: values) }
    }

    func request(_ command: [String], id: String? = nil) -> ProcessRequest {
        let words = words(command, id: id)
        guard let via else { return ProcessRequest(words[0], Array(words.dropFirst())) }
        let script = "export TZ=UTC LC_ALL=C\ncd /\nexec \(words.map(shellQuoted).joined(separator: " "))\n"
        return ProcessRequest("ssh", ssh + ["--", via, "exec sh -s"], input: Array(script.utf8))
    }
}
