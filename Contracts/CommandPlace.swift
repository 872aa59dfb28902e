/// Where the commands of an engine are run: on the controller, or on another host over ssh.
///
/// There the command travels on standard input, so that nothing of it is seen in a list of processes.
package struct CommandPlace: Sendable {
    private let via: String?
    private let ssh: [String]

    /// - Parameter sshConfiguration: an ssh configuration to reach the host with, instead of the user's own.
    package init(_ repository: RepositoryEntry, sshConfiguration: String?) throws(EngineFailure) {
        via = repository.via
        if let via, via.isEmpty || via.hasPrefix("-") {
            throw EngineFailure(.network, "expected an ssh destination, found '\(via.prefix(60))'")
        }
        let patience = ["BatchMode=yes", "ConnectTimeout=15", "ServerAliveInterval=15", "LogLevel=ERROR"]
        ssh = (sshConfiguration.map { ["-F", $0] } ?? []) + patience.flatMap { ["-o", $0] }
    }

    /// Work on another host is done in silence: only a time limit ends it.
    package var isController: Bool { via == nil }

    /// - Parameters:
    ///   - words: a program and its arguments.
    ///   - environment: what the program needs besides `PATH` and `HOME`; passwords too.
    ///   - input: text for its standard input.
    package func request(
        _ words: [String], environment: [String: String] = [:], input: String = ""
    ) -> ProcessRequest {
        guard via != nil else {
            return ProcessRequest(
                words[0], Array(words.dropFirst()), environment: environment, input: Array(input.utf8))
        }
        let command = words.map(shellQuoted).joined(separator: " ")
        let script = input.isEmpty ? "exec \(command) </dev/null" : "printf %s \(shellQuoted(input)) | \(command)"
        return request(script: "cd /\n\(script)\n", environment: environment)
    }

    /// - Parameter script: constant text for sh; whatever it works on is in the environment.
    package func request(script: String, environment: [String: String]) -> ProcessRequest {
        guard let via else { return ProcessRequest("sh", ["-c", script], environment: environment) }
        let values = environment.merging(["TZ": "UTC", "LC_ALL": "C"]) { own, _ in own }
        let exports = values.sorted { $0.key < $1.key }.map { "export \($0.key)=\(shellQuoted($0.value))\n" }
        return ProcessRequest(
            "ssh", ssh + ["--", via, "exec sh -s"], input: Array((exports.joined() + script).utf8))
    }
}
