/// Where an engine's scripts run: on the controller, or on the host that `via` of the repository names.
///
/// A script is constant sh; data reaches it as environment variables. On another host both travel on standard input, so that
/// nothing of them is seen in a list of processes there.
package struct EngineShell: Sendable {
    private let via: String?
    private let ssh: [String]

    package init(_ repository: RepositoryEntry, sshConfiguration: String?) throws(EngineFailure) {
        via = repository.via
        if let via, via.hasPrefix("-") || via.isEmpty {
            throw EngineFailure(.network, "'\(via.prefix(60))' is no ssh destination")
        }
        ssh = Self.options(sshConfiguration)
    }

    /// Another host does the work, in silence as seen from here.
    package var isRemote: Bool { via != nil }

    /// How every engine calls ssh: never asking, never waiting for a dead host.
    package static func options(_ configuration: String?) -> [String] {
        (configuration.map { ["-F", $0] } ?? []) + ["-o", "BatchMode=yes", "-o", "ConnectTimeout=15"]
            + ["-o", "ServerAliveInterval=15", "-o", "LogLevel=ERROR"]
    }

    /// - Parameter script: ends with what it prints; it finds its data in `variables` and nothing on standard input.
    package func request(_ script: String, _ variables: [String: String] = [:]) -> ProcessRequest {
        guard via != nil else { return ProcessRequest("sh", ["-c", script], environment: variables) }
        // In braces all of it is read before any of it runs.
        return remote("{\n\(script)\nexit\n} </dev/null\n", variables)
    }

    /// - Parameters:
    ///   - words: a program and its arguments.
    ///   - user: the account that it is run as on another host; `nil` for the one that ssh gives.
    package func command(_ words: [String], as user: String? = nil, _ variables: [String: String] = [:])
        -> ProcessRequest
    {
        guard via != nil else { return ProcessRequest(words[0], Array(words.dropFirst()), environment: variables) }
        let all = (user.map { ["runuser", "-u", $0, "--"] } ?? []) + words
        return remote("exec \(all.map(shellQuoted).joined(separator: " "))\n", variables)
    }

    private func remote(_ text: String, _ variables: [String: String]) -> ProcessRequest {
        let exports = variables.sorted { $0.key < $1.key }.map { "export \($0.key)=\(shellQuoted($0.value))\n" }
        let script = "export TZ=UTC LC_ALL=C\ncd /\n" + exports.joined() + text
        return ProcessRequest("ssh", ssh + ["--", via ?? "", "exec sh -s"], input: Array(script.utf8))
    }
}
