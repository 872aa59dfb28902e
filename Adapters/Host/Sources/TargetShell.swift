internal import Contracts
internal import Estate
internal import Glibc

/// What came back from a target, or why nothing did.
struct TargetAnswer: Sendable {
    let bytes: [UInt8]
    let problem: [String]
}

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

    /// Sends a command until its whole answer came back; a broken connection is taken up again for as long as patience
    /// lasts after the last answer of ssh.
    func converse(
        _ command: [String], input: [UInt8], on host: AssetID, control: String, timeout: Int,
        isWhole: ([UInt8]) -> Bool
    ) async throws -> TargetAnswer {
        let clock = ContinuousClock()
        var patienceEnds = clock.now + .seconds(patience)
        while true {
            let began = clock.now
            let result = try await processes.run(
                ProcessRequest("ssh", arguments(command, host, control), input: input, timeout: timeout))
            if isWhole(result.output) { return TargetAnswer(bytes: result.output, problem: []) }
            // It spoke to the target for a while before it broke: that earns new patience.
            if began.duration(to: clock.now) > .seconds(patience) { patienceEnds = clock.now + .seconds(patience) }
            guard clock.now < patienceEnds, result.outcome != .timedOut else {
                return TargetAnswer(bytes: [], problem: [Self.explain(result, host)])
            }
            try Task.checkCancellation()
            await forget(host, control)
            try await Task.sleep(for: .seconds(2))
        }
    }

    /// Sends a command once and waits for its end.
    func once(_ command: [String], on host: AssetID, control: String) async -> (succeeded: Bool, problem: String) {
        do {
            let result = try await processes.run(
                ProcessRequest("ssh", arguments(command, host, control), timeout: 60))
            return (result.succeeded, Self.explain(result, host))
        } catch {
            return (false, "\(error)")
        }
    }

    /// Drops a shared connection that may hang.
    private func forget(_ host: AssetID, _ control: String) async {
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

    private static func explain(_ result: ProcessResult, _ host: AssetID) -> String {
        let said = result.errors.split(separator: "\n").suffix(5).joined(separator: "\n")
        return "\(host) could not be reached by ssh (\(result.outcome)): \(said)"
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
