internal import Glibc
internal import Synchronization

/// A controller's connection to the supervisor of a run: many questions at once, each answered when its body has ended.
final class SupervisorConnection: Sendable {
    /// The supervisor has gone; the same may be asked of the next one.
    struct Closed: Error {}

    private struct State {
        var open: [Int: CheckedContinuation<StepFrame, any Error>] = [:]
        var lastTicket = 0
        var isClosed = false
    }

    private let descriptor: Int32
    private let state = Mutex(State())
    /// One message is written at a time.
    private let writing = Mutex(())

    /// `nil` when nobody listens there.
    init?(path: String) {
        guard let descriptor = UnixSocket.make(path, connect) else { return nil }
        self.descriptor = descriptor
        guard UnixSocket.isOwn(descriptor) else {
            Glibc.close(descriptor)
            return nil
        }
        readOnThread()
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Cancelling stops the waiting, not the body.
    func ask(_ order: BodyOrder) async throws -> StepFrame {
        let ticket = state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
        var order = order
        order.ticket = ticket
        let message = SupervisorMessage.encoded(order.fields)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                guard keep(continuation, ticket) else { return }
                if !send(message) { close() }
            }
        } onCancel: {
            take(ticket)?.resume(throwing: CancellationError())
        }
    }

    /// Whoever still waits is told that the supervisor has gone.
    func close() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    private func keep(_ continuation: CheckedContinuation<StepFrame, any Error>, _ ticket: Int) -> Bool {
        let refusal: (any Error)? = state.withLock { state in
            if state.isClosed { return Closed() }
            if Task.isCancelled { return CancellationError() }
            state.open[ticket] = continuation
            return nil
        }
        if let refusal { continuation.resume(throwing: refusal) }
        return refusal == nil
    }

    private func take(_ ticket: Int) -> CheckedContinuation<StepFrame, any Error>? {
        state.withLock { $0.open.removeValue(forKey: ticket) }
    }

    private func send(_ message: [UInt8]) -> Bool {
        writing.withLock { _ in
            var sent = 0
            while sent < message.count {
                let count = message[sent...].withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                sent += count
            }
            return true
        }
    }

    // MARK: - Reading

    /// A thread of its own, since it waits.
    private func readOnThread() {
        var thread = pthread_t()
        let own = Unmanaged.passRetained(self).toOpaque()
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<SupervisorConnection>.fromOpaque(argument).takeRetainedValue().readAll()
                return nil
            }, own)
        if code == 0 {
            pthread_detach(thread)
        } else {
            Unmanaged<SupervisorConnection>.fromOpaque(own).release()
            end()
        }
    }

    private func readAll() {
        var buffer: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(descriptor, &part, part.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            buffer += part.prefix(count)
            var position = 0
            while let fields = SupervisorMessage.next(in: buffer, at: &position) {
                guard let frame = StepFrame(fields: fields), let ticket = Int(frame.unit) else { continue }
                take(ticket)?.resume(returning: frame)
            }
            buffer.removeFirst(position)
        }
        end()
    }

    private func end() {
        let left = state.withLock { state in
            state.isClosed = true
            defer { state.open = [:] }
            return state.open
        }
        for continuation in left.values { continuation.resume(throwing: Closed()) }
        writing.withLock { _ in _ = Glibc.close(descriptor) }
    }
}
