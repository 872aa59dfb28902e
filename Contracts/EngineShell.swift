/// Where an engine's scripts and tools run: on the controller, or on the host that `via` of the repository names.
///
/// A script is constant sh; data reaches it as environment variables, or as lines on its standard input. On another host
/// variables and words travel on standard input, so that nothing of them is seen in a list of processes there.
package struct EngineShell: Sendable {
    private let via: String?
    private let ssh: [String]

    /// - Parameter sshConfiguration: an ssh configuration to reach the host with, instead of the user's own.
    package init(_ repository: RepositoryEntry, sshConfiguration: String?) throws(EngineFailure) {
        via = repository.via
        if let via, via.hasPrefix("-") || via.isEmpty {
            throw EngineFailure(.network, "expected an ssh destination, found '\(via.prefix(60))'")
        }
        ssh = Self.options(sshConfiguration)
    }

    /// Another host does the work, in silence as seen from here: only a time limit ends it.
    package var isRemote: Bool { via != nil }

    /// How every engine calls ssh: never asking, never waiting for a dead host.
    package static func options(_ configuration: String?) -> [String] {
        (configuration.map { ["-F", $0] } ?? []) + ["-o", "BatchMode=yes", "-o", "ConnectTimeout=15"]
            + ["-o", "ServerAliveInterval=15", "-o", "LogLevel=ERROR"]
    }

    /// An ssh command as one text, for tools that split it into words themselves: so each word has to be plain.
    ///
    /// - Parameter rest: what comes after the options.
    package static func sshCommand(_ configuration: String?, _ rest: [String] = []) throws(EngineFailure) -> String {
        let words = ["ssh"] + options(configuration) + rest
        if let wrong = words.first(where: { !isPlain($0) }) {
            throw EngineFailure(.network, "'\(wrong.prefix(60))' cannot be part of an ssh command")
        }
        return words.joined(separator: " ")
    }

    /// A word that nobody takes apart, or for anything else.
    package static func isPlain(_ word: String) -> Bool {
        !word.isEmpty
            && word.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                    || "._-/@:+=%,".utf8.contains(byte)
            }
    }

    /// - Parameter script: ends with what it prints; it finds its data in `variables` and nothing on standard input.
    package func request(_ script: String, _ variables: [String: String] = [:]) -> ProcessRequest {
        guard via != nil else { return ProcessRequest("sh", ["-c", script], environment: variables) }
        // In braces all of it is read before any of it runs.
        return remote("{\n\(script)\nexit\n} </dev/null\n", variables)
    }

    /// - Parameters:
    ///   - script: reads its data from standard input, one a line.
    ///   - rest: what else it reads, after the lines, as it is.
    package func request(_ script: String, lines: [String], rest: [UInt8] = []) throws(EngineFailure) -> ProcessRequest
    {
        if let wrong = lines.first(where: { $0.utf8.contains(0x0A) || $0.utf8.contains(0) }) {
            throw EngineFailure(.unsupported, "'\(wrong.prefix(64))' cannot be asked for: it holds a line end")
        }
        let input = lines.flatMap { Array($0.utf8) + [0x0A] } + rest
        guard let via else { return ProcessRequest("sh", ["-c", script], input: input) }
        return ProcessRequest("ssh", ssh + ["--", via, script], input: input)
    }

    /// - Parameters:
    ///   - words: a program and its arguments.
    ///   - user: the account that it is run as on another host; `nil` for the one that ssh gives.
    ///   - variables: what the program needs besides `PATH` and `HOME`; passwords too.
    ///   - input: text for its standard input.
    package func command(
        _ words: [String], as user: String? = nil, _ variables: [String: String] = [:], input: String = ""
    ) -> ProcessRequest {
        guard via != nil else {
            return ProcessRequest(words[0], Array(words.dropFirst()), environment: variables, input: Array(input.utf8))
        }
        let all = (user.map { ["runuser", "-u", $0, "--"] } ?? []) + words
        let line = all.map(shellQuoted).joined(separator: " ")
        return remote(
            input.isEmpty ? "exec \(line) </dev/null\n" : "printf %s \(shellQuoted(input)) | \(line)\n", variables)
    }

    private func remote(_ text: String, _ variables: [String: String]) -> ProcessRequest {
        let exports = variables.sorted { $0.key < $1.key }.map { "export \($0.key)=\(shellQuoted($0.value))\n" }
        let script = "export TZ=UTC LC_ALL=C\ncd /\n" + exports.joined() + text
        return ProcessRequest("ssh", ssh + ["--", via ?? "", "exec sh -s"], input: Array(script.utf8))
    }
}
