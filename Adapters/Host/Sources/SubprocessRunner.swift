package import Contracts
internal import Glibc
internal import Subprocess
internal import SystemPackage

/// Runs programs on the controller, each in a session of its own.
///
/// The child's environment holds `PATH`, `HOME`, `LC_ALL=C`, `TZ=UTC`, the ssh agent's socket when there is one, and what
/// the request gives; the request wins. Its own session means that Ctrl-C in the terminal reaches groundup alone, which
/// then decides. On its time or output limit, or when the calling task is cancelled, the whole process group is killed.
///
/// A process that the child leaves behind does not keep the call waiting, even when it holds the output open.
package struct SubprocessRunner: ProcessRunner {
    /// Bytes of standard error that are kept, from its end.
    package static let errorTail = 64 << 10

    /// Variables that a child inherits when they are set.
    private static let inherited = ["PATH", "HOME", "SSH_AUTH_SOCK"]

    /// Children stay in the terminal's session, so that they can ask for a passphrase.
    private let isInteractive: Bool

    package init(isInteractive: Bool = false) {
        self.isInteractive = isInteractive
        // A child that closes its input early is an outcome to report, not a reason to die; children get the default back.
        _ = signal(SIGPIPE, SIG_IGN)
    }

    package func run(_ request: ProcessRequest) async throws -> ProcessResult {
        try await run(request, OutputCollector(limit: request.outputLimit, tail: Self.errorTail))
    }

    package func run(
        _ request: ProcessRequest, output: @escaping @Sendable ([UInt8]) throws -> Void
    ) async throws -> ProcessResult {
        try await run(request, OutputCollector(limit: request.outputLimit, tail: Self.errorTail, sink: output))
    }

    private func run(_ request: ProcessRequest, _ collector: OutputCollector) async throws -> ProcessResult {
        do {
            let ended = try await Subprocess.run(
                configuration(of: request), input: .inputWriter, output: .sequence, error: .sequence
            ) { execution in
                let kill: @Sendable () -> Void = { try? execution.send(signal: .kill, toProcessGroup: !isInteractive) }
                let leader = execution.processIdentifier.value
                try await withThrowingTaskGroup(of: Void.self) { group in
                    let limit = Task {
                        try await Task.sleep(for: .seconds(request.timeout))
                        if await collector.reach(.timedOut) { kill() }
                    }
                    let watch = Task {
                        guard let stall = request.stall else { return }
                        try await ProgressWatch(session: leader).waitForStall(of: stall) { await collector.printed }
                        if await collector.reach(.stalled) { kill() }
                    }
                    defer {
                        limit.cancel()
                        watch.cancel()
                    }
                    // A child may end without reading its input; how it ended says more than the failed write.
                    group.addTask {
                        if !request.input.isEmpty { _ = try? await execution.standardInputWriter.write(request.input) }
                        try? await execution.standardInputWriter.finish()
                    }
                    group.addTask {
                        for try await buffer in execution.standardOutput {
                            let bytes = buffer.withUnsafeBytes { Array($0) }
                            if await collector.receive(bytes) { kill() }
                        }
                    }
                    group.addTask {
                        for try await buffer in execution.standardError {
                            await collector.receiveError(buffer.withUnsafeBytes { Array($0) })
                        }
                    }
                    try await group.waitForAll()
                }
            }
            return try await collector.result(ended.terminationStatus)
        } catch let error as SubprocessError where Self.couldNotStart(error) {
            throw GroundupError(
                .state, "the program \(request.program) could not be started: \(error)",
                hint: "Install it, or check that PATH names its folder.")
        }
    }

    private func configuration(of request: ProcessRequest) -> Subprocess.Configuration {
        var options = PlatformOptions()
        options.createSession = !isInteractive
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: !isInteractive, allowedDurationToNextStep: .seconds(1))
        ]
        let isPath = request.program.contains("/")
        return Subprocess.Configuration(
            executable: isPath ? .path(FilePath(request.program)) : .name(request.program),
            arguments: Arguments(request.arguments), environment: environment(of: request), platformOptions: options)
    }

    private func environment(of request: ProcessRequest) -> Environment {
        var values = ["PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/"]
        for name in Self.inherited {
            if let value = getenv(name) { values[name] = String(cString: value) }
        }
        values["LC_ALL"] = "C"
        values["TZ"] = "UTC"
        values.merge(request.environment) { $1 }
        return .custom(values.reduce(into: [Environment.Key: String]()) { $0[.init(stringLiteral: $1.key)] = $1.value })
    }

    private static func couldNotStart(_ error: SubprocessError) -> Bool {
        error.code == .spawnFailed || error.code == .executableNotFound || error.code == .failedToChangeWorkingDirectory
    }
}
