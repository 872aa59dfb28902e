package import Contracts

/// Runs read-only scripts on hosts over one ssh connection each; the script and its data travel on standard input.
package struct SSHShell: RemoteShell {
    private let runner: any ProcessRunner
    private let sshConfiguration: String?

    package init(runner: any ProcessRunner, sshConfiguration: String?) {
        self.runner = runner
        self.sshConfiguration = sshConfiguration
    }

    package func run(
        _ script: String, environment: [String: String], on host: HostEntry, timeout: Int
    ) async throws -> ProcessResult {
        let assignments = environment.sorted { $0.key < $1.key }.map { "export \($0.key)=\(shellQuoted($0.value))\n" }
        var arguments = ["-o", "BatchMode=yes", "-o", "ConnectTimeout=10"]
        if let sshConfiguration { arguments += ["-F", sshConfiguration] }
        // The options end before the destination, so that no host name can pass for one.
        arguments += host.sshOptions + ["--", host.destination, "sh -s"]
        return try await runner.run(
            ProcessRequest(
                "ssh", arguments, input: Array((assignments.joined() + script).utf8), timeout: timeout))
    }
}
