internal import Contracts
internal import Subprocess

/// Gathers what one child prints, or hands it on, up to its limits, and remembers which limit ended it.
actor OutputCollector {
    private let limit: Int
    private let tail: Int
    /// Takes what would be kept otherwise.
    private let sink: (@Sendable ([UInt8]) throws -> Void)?
    private var output: [UInt8] = []
    private var received = 0
    private var receivedErrors = 0
    private var errors: [UInt8] = []
    private var reached: ProcessOutcome?
    private var refusal: (any Error)?

    init(limit: Int, tail: Int, sink: (@Sendable ([UInt8]) throws -> Void)? = nil) {
        self.limit = limit
        self.tail = tail
        self.sink = sink
    }

    /// Bytes that came on both channels.
    var printed: Int { received + receivedErrors }

    /// Whether this limit is the first that was reached, and the child has to be killed for it.
    func reach(_ outcome: ProcessOutcome) -> Bool {
        guard reached == nil, refusal == nil else { return false }
        reached = outcome
        return true
    }

    /// Whether the child has to be killed because it printed too much, or because nobody wants to read on.
    func receive(_ bytes: [UInt8]) -> Bool {
        guard refusal == nil, reached == nil else { return false }
        let room = limit - received
        received += min(bytes.count, room)
        if let sink {
            do { try sink(bytes.count > room ? Array(bytes.prefix(room)) : bytes) } catch {
                refusal = error
                return true
            }
        } else {
            output.append(contentsOf: bytes.prefix(room))
        }
        return bytes.count > room && reach(.outputTooLong)
    }

    func receiveError(_ bytes: [UInt8]) {
        receivedErrors += bytes.count
        errors.append(contentsOf: bytes)
        if errors.count > 2 * tail { errors.removeFirst(errors.count - tail) }
    }

    func result(_ status: TerminationStatus) throws -> ProcessResult {
        if let refusal { throw refusal }
        let outcome: ProcessOutcome =
            switch status {
            case .exited(let code): .exited(Int(code))
            case .signaled(let number): .signalled(Int(number))
            }
        return ProcessResult(
            outcome: reached ?? outcome, output: output, errors: String(decoding: errors.suffix(tail), as: UTF8.self))
    }
}
