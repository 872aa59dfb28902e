package import Contracts
internal import Estate
internal import Glibc

/// Appends signed heads to a file, one line each; it may lie on another disk or machine.
package struct FileAnchor: AuditAnchor {
    package let name: String
    private let path: String
    private let line: @Sendable (AuditSeal) -> [UInt8]

    /// - Parameter line: the whole line for a seal.
    package init(path: String, line: @escaping @Sendable (AuditSeal) -> [UInt8]) {
        self.path = path
        self.line = line
        name = path
    }

    package func anchor(_ seal: AuditSeal) async throws {
        let bytes = line(seal)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        // One call, so that lines of two processes never mix.
        guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else { throw failure() }
    }

    private func failure() -> GroundupError {
        GroundupError(
            .state, "the audit record could not be anchored in \(path): \(String(cString: strerror(errno)))",
            hint: "Make the file writable; the next signed head is written there again.")
    }
}

/// Hands signed heads to a program: `curl` for a webhook, `logger` for syslog.
package struct ProgramAnchor: AuditAnchor {
    package let name: String
    private let runner: any ProcessRunner
    private let request: @Sendable (AuditSeal) -> ProcessRequest

    /// POSTs the seal as JSON; the address holds no secret, because other users see arguments.
    package static func webhook(
        _ address: String, runner: any ProcessRunner, body: @escaping @Sendable (AuditSeal) -> [UInt8]
    ) -> ProgramAnchor {
        ProgramAnchor(name: address, runner: runner) { seal in
            let arguments = [
                "--silent", "--show-error", "--fail", "--max-time", "10", "--header", "Content-Type: application/json",
                "--data-binary", "@-", "--url", address,
            ]
            return ProcessRequest("curl", arguments, input: body(seal), timeout: 15, outputLimit: 1 << 20)
        }
    }

    /// Writes number, hash and time; the signature stays in the state and in files.
    package static func syslog(runner: any ProcessRunner) -> ProgramAnchor {
        ProgramAnchor(name: "syslog", runner: runner) { seal in
            let text = "audit head number=\(seal.head.number) sha256=\(seal.head.hash) time=\(seal.time.seconds)"
            return ProcessRequest(
                "logger", ["--tag", "groundup", "--priority", "auth.notice", "--", text], timeout: 15)
        }
    }

    package func anchor(_ seal: AuditSeal) async throws {
        let request = request(seal)
        let result = try await runner.run(request)
        guard result.succeeded else {
            throw GroundupError(
                .state,
                "the audit record could not be anchored at \(name): "
                    + "\(request.program) ended \(result.outcome): \(result.errors.suffix(300))",
                hint: "Check that it can be reached; the next signed head is sent there again.")
        }
    }
}
