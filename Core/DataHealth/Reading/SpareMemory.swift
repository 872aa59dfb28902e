private import Synchronization

/// Memory for the bytes of files that are examined one after another: taken, given back, and taken again.
///
/// There is as much as files are examined at the same time, at most a window for each; a page that no file was large
/// enough to reach costs nothing.
package final class ContentWindows: Sendable {
    /// A whole window that nobody uses.
    private struct Spare: @unchecked Sendable {
        let memory: UnsafeMutableRawPointer
    }

    private let spare = Mutex<[Spare]>([])

    package init() {}

    deinit { spare.withLock { $0.forEach { $0.memory.deallocate() } } }

    /// `count` bytes, at most a window.
    func take(_ count: Int) -> UnsafeMutableRawBufferPointer {
        let memory =
            spare.withLock { $0.popLast() }?.memory ?? .allocate(byteCount: Content.windowSize, alignment: 64)
        return UnsafeMutableRawBufferPointer(start: memory, count: count)
    }

    func giveBack(_ window: UnsafeMutableRawBufferPointer) {
        guard let memory = window.baseAddress else { return }
        let returned = Spare(memory: memory)
        spare.withLock { $0.append(returned) }
    }
}
