internal import Contracts
internal import Estate
internal import Glibc

/// Reaches targets by ssh, many calls over one connection.
struct TargetShell: Sendable {
    let processes: any ProcessRunner
    var hosts: [HostEntry]
    /// An ssh configuration to use instead of the user's own.
    let configuration: String?
    /// Seconds for which a target that does not answer is tried again.
    let patience: Int

    /// Hosts whose names are safe file names and whose destinations are one line.
    var destinations: [(name: String, destination: String)] {
        hosts.filter { Self.isPlain($0.name) && !$0.destination.contains("\n") }.map { ($0.name, $0.destination) }
    }

    /// The same, but hosts that came back elsewhere are looked for there.
    func moved(_ addresses: [AssetID: String]) -> TargetShell {
        guard !addresses.isEmpty else { return self }
        var shell = self
        for (host, address) in addresses {
            var entry = hosts.first { $0.name == host.text } ?? HostEntry(name: host.text)
            entry.movedTo = address
            shell.hosts.removeAll { $0.name == host.text }
            shell.hosts.append(entry)
        }
        return shell
    }

    /// Sends a command once and waits for its end.
    func session(
        _ command: [String], input: [UInt8], on host: AssetID, control: String, timeout: Int
    ) async throws -> ProcessResult {
        try await processes.run(
            ProcessRequest("ssh", arguments(command, host, control), input: input, timeout: timeout))
    }

    /// Drops a shared connection that may hang.
    func forget(_ host: AssetID, _ control: String) async {
        var exit = arguments([], host, control)
        exit.insert(contentsOf: ["-O", "exit"], at: 0)
        _ = try? await processes.run(ProcessRequest("ssh", exit, timeout: 10))
    }

    private func arguments(_ command: [String], _ host: AssetID, _ control: String) -> [String] {
        let entry = hosts.first { $0.name == host.text } ?? HostEntry(name: host.text)
        let options = [
            "BatchMode=yes", "ConnectTimeout=10", "ServerAliveInterval=10", "ServerAliveCountMax=3",
            "ControlMaster=auto", "ControlPersist=60", "ControlPath=\(control)/%C", "LogLevel=ERROR",
        ]
        // The options end before the destination, so that no host name can pass for one.
        return (configuration.map { ["-F", $0] } ?? []) + options.flatMap { ["-o", $0] } + entry.sshOptions
            + ["--", entry.destination]
            + (command.isEmpty ? [] : [command.map(shellQuoted).joined(separator: " ")])
    }

    /// Why nothing useful came back, in words that tell what to do.
    static func explain(_ result: ProcessResult, _ host: AssetID) -> String {
        if isKeyRefused(result) {
            return """
                \(host) showed an ssh key that is not the known one (host key verification failed). If the host was made
                anew, take the old key out of the file of known hosts ('ssh-keygen -R NAME -f FILE') and the new one in; if
                it was not, somebody else may be answering in its place.
                """
        }
        let said = result.errors.split(separator: "\n").suffix(5).joined(separator: "\n")
        return "\(host) could not be reached by ssh (\(result.outcome)): \(said)"
    }

    /// Whether ssh refused the host's key; it says so in words only.
    static func isKeyRefused(_ result: ProcessResult) -> Bool {
        result.outcome == .exited(255) && result.errors.contains("Host key verification failed")
    }

    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name.first != "." && name.first != "-"
            && name.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                        || "._-".unicodeScalars.contains(scalar))
            }
    }
}

/// `path`, seen from the present folder when it does not begin at the root.
func absolutePath(_ path: String) -> String {
    guard !path.hasPrefix("/"), let present = getcwd(nil, 0) else { return path }
    defer { free(present) }
    return String(cString: present) + "/" + path
}
