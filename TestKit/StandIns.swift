package import Contracts
package import RecoveryPlan
private import Synchronization

/// Gives one answer to everything, and starts nothing.
package struct AnsweringRunner: ProcessRunner {
    private let result: ProcessResult

    package init(_ result: ProcessResult) { self.result = result }

    package func run(_ request: ProcessRequest) async throws -> ProcessResult { result }
}

/// Remembers what was asked; programs are found in a folder of its own first.
package final class RecordingRunner: ProcessRunner {
    private let runner: any ProcessRunner
    private let programs: String?
    private let asked = Mutex<[ProcessRequest]>([])

    /// - Parameter programs: a folder with programs that stand for others.
    package init(_ runner: any ProcessRunner, programs: String? = nil) {
        self.runner = runner
        self.programs = programs
    }

    package var requests: [ProcessRequest] { asked.withLock { $0 } }

    package func run(_ request: ProcessRequest) async throws -> ProcessResult {
        asked.withLock { $0.append(request) }
        guard let programs else { return try await runner.run(request) }
        var request = request
        request.environment["PATH"] = "\(programs):/usr/bin:/bin"
        if request.program == "ssh" { request.program = "\(programs)/ssh" }
        return try await runner.run(request)
    }
}

/// Knows none.
package struct NoSecrets: SecretResolver {
    package init() {}

    package func resolve(_ secret: SecretReference) async throws -> ResolvedSecret {
        throw GroundupError(.configuration, "\(secret.reference) is not set", hint: "")
    }
}
