@preconcurrency internal import Dispatch
internal import Glibc
internal import Synchronization

/// A way out that holds up nobody: a thread of its own writes, and what nobody takes is dropped.
///
/// So a run goes on when its terminal was closed, when the program that read from it has ended, and when neither takes
/// anything any more, as over a connection that hangs.
final class Outlet: Sendable {
    /// For people: after a gap it goes on.
    static let errors = Outlet(STDERR_FILENO, isStream: false)
    /// For programs: after a gap nothing follows, so that a stream may be cut but is never torn.
    static let output = Outlet(STDOUT_FILENO, isStream: true)

    private struct State {
        /// Bytes that have still to be written.
        var waiting = 0
        var isClosed = false
    }

    private let descriptor: Int32
    private let isStream: Bool
    private let limit: Int
    private let queue: DispatchQueue
    private let state = Mutex(State())

    /// - Parameter limit: bytes that may wait for whoever is to take them.
    init(_ descriptor: Int32, isStream: Bool, limit: Int = 4 << 20) {
        self.descriptor = descriptor
        self.isStream = isStream
        self.limit = limit
        queue = DispatchQueue(label: "groundup.outlet.\(descriptor)")
    }

    /// - Returns: whether they were taken to be written; they are all dropped or none.
    @discardableResult
    func put(_ bytes: [UInt8]) -> Bool {
        let isTaken = state.withLock { state in
            let isFit = state.waiting + bytes.count <= limit
            if !isFit, isStream { state.isClosed = true }
            guard isFit, !state.isClosed else { return false }
            state.waiting += bytes.count
            return true
        }
        if isTaken { queue.async { self.write(bytes) } }
        return isTaken
    }

    /// Waits until everything has been written, but no longer than so many seconds.
    func drain(seconds: Int) {
        let isDone = DispatchSemaphore(value: 0)
        queue.async { isDone.signal() }
        _ = isDone.wait(timeout: .now() + .seconds(seconds))
    }

    private func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var event = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&event, 1, -1)
            } else if errno != EINTR {
                state.withLock { $0.isClosed = true }
                break
            }
        }
        state.withLock { $0.waiting -= bytes.count }
    }
}

/// The three descriptors that every program begins with.
enum StandardDescriptors {
    /// Opens those that were closed, so that no file of ours gets their numbers and is written into as if it were they.
    static func fill() {
        while true {
            let descriptor = open("/dev/null", O_RDWR)
            guard (0...2).contains(descriptor) else {
                close(descriptor)
                return
            }
        }
    }
}
