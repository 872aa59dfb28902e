private import Synchronization

/// Memory for files that are examined one after another: pieces of one size, taken, given back, and taken again.
///
/// There are as many as files are examined at the same time; a page that no file was large enough to reach costs nothing.
/// Pieces made anew for each file would cost more than time: what is remembered of a file would come to lie where the last
/// piece was, the next would not fit there any more, and memory would grow by one for each file.
package final class SpareMemory: Sendable {
    /// A piece that nobody uses.
    private struct Spare: @unchecked Sendable {
        let memory: UnsafeMutableRawPointer
    }

    private let size: Int
    private let spare = Mutex<[Spare]>([])

    /// - Parameter size: bytes of each piece.
    package init(size: Int) { self.size = size }

    deinit { spare.withLock { $0.forEach { $0.memory.deallocate() } } }

    /// A piece with anything in it, at a multiple of 64.
    func take() -> UnsafeMutableRawPointer {
        spare.withLock { $0.popLast() }?.memory ?? .allocate(byteCount: size, alignment: 64)
    }

    func giveBack(_ memory: UnsafeMutableRawPointer) {
        let returned = Spare(memory: memory)
        spare.withLock { $0.append(returned) }
    }
}
