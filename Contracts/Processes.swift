package import Estate

/// A program to run: argv, never a shell string.
package struct ProcessRequest: Sendable {
    package var program: String
    package var arguments: [String]
    /// The whole environment of the child; nothing is inherited but PATH, HOME and the locale.
    package var environment: [String: String]
    /// Bytes for its standard input; closed when empty.
    package var input: [UInt8]
    /// Seconds until it is killed.
    package var timeout: Int
    /// Bytes of standard output after which it is killed.
    package var outputLimit: Int
    /// Seconds without progress until it is killed; `nil` when only the time counts.
    ///
    /// Progress is anything printed, or bytes that the program or its children read or write anywhere.
    package var stall: Int?

    package init(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], input: [UInt8] = [],
        timeout: Int = 60, outputLimit: Int = 64 << 20
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.input = input
        self.timeout = timeout
        self.outputLimit = outputLimit
    }
}

/// How a program ended.
package enum ProcessOutcome: Hashable, Sendable {
    case exited(Int)
    case signalled(Int)
    case timedOut
    /// It made no progress for longer than it may, and was killed.
    case stalled
    /// It printed more than its limit and was killed.
    case outputTooLong
}

/// What a program printed and how it ended.
package struct ProcessResult: Sendable {
    package var outcome: ProcessOutcome
    package var output: [UInt8]
    /// The last 64 KiB of standard error.
    package var errors: String

    package init(outcome: ProcessOutcome, output: [UInt8], errors: String) {
        self.outcome = outcome
        self.output = output
        self.errors = errors
    }

    package var succeeded: Bool { outcome == .exited(0) }
}

/// Runs programs on the controller.
///
/// An implementation throws only when the program could not be started; how it ended is in the result.
package protocol ProcessRunner: Sendable {
    func run(_ request: ProcessRequest) async throws -> ProcessResult

    /// Gives standard output in pieces as it comes and keeps none of it; the program waits for whoever reads.
    ///
    /// What `output` throws ends the program, and is thrown.
    func run(
        _ request: ProcessRequest, output: @escaping @Sendable ([UInt8]) throws -> Void
    ) async throws -> ProcessResult
}

extension ProcessRunner {
    /// For runners that have all of an answer at once.
    package func run(
        _ request: ProcessRequest, output: @escaping @Sendable ([UInt8]) throws -> Void
    ) async throws -> ProcessResult {
        var result = try await run(request)
        if !result.output.isEmpty { try output(result.output) }
        result.output = []
        return result
    }
}

/// Tells the time; the only source of it.
package protocol Clock: Sendable {
    func now() -> Instant
}
