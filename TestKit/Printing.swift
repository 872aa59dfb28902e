package import Contracts
internal import Synchronization

/// Answers whatever is asked with the same text and status 0, and remembers what was asked.
package final class Printing: ProcessRunner {
    private let text: String
    private let asked = Mutex<[ProcessRequest]>([])

    package init(_ text: String) { self.text = text }

    package var requests: [ProcessRequest] { asked.withLock { $0 } }

    package func run(_ request: ProcessRequest) async throws -> ProcessResult {
        asked.withLock { $0.append(request) }
        return ProcessResult(outcome: .exited(0), output: Array(text.utf8), errors: "")
    }
}
