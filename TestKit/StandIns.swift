package import Contracts
package import RecoveryPlan
private import Synchronization

/// Gives one answer to everything, starts nothing, and remembers what was asked.
package final class AnsweringRunner: ProcessRunner {
    private let result: ProcessResult
    private let asked = Mutex<[ProcessRequest]>([])

    package init(_ result: ProcessResult) { self.result = result }

    /// What succeeds, and prints a text.
    package convenience init(printing text: String) {
        self.init(ProcessResult(outcome: .exited(0), output: Array(text.utf8), errors: ""))
    }

    package var requests: [ProcessRequest] { asked.withLock { $0 } }

    package func run(_ request: ProcessRequest) async throws -> ProcessResult {
        asked.withLock { $0.append(request) }
        return result
    }
}

/// Remembers what was asked of another runner; programs are found in a folder of its own first.
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
