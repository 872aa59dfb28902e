/// The bytes of one file, seen through a window of fixed size: memory stays flat however large the file is.
///
/// A file that fits into the window is read once. Every access is checked against the size, so a validator that follows
/// an offset out of a hostile file gets `nil`, never a crash. A failure to read is remembered and ends in *not judged*.
package final class Content {
    /// How much of a file is held at most.
    package static let windowSize = 4 << 20
    /// How much is read at once from a file that is larger, while it is read in order.
    private static let readAhead = 256 << 10
    /// The same after a jump: a hostile file must not make each of many offsets cost megabytes.
    private static let readAfterJump = 4 << 10

    package let size: Int
    /// The first failure to read, if there was one.
    package private(set) var failure: ReadFailure?
    /// How many bytes may still be inflated or summed for this file, so that a zip bomb, or parts that overlap, cost no more
    /// than its size allows.
    var inflationBudget: Int
    private let source: any ByteSource
    private let windows: SpareMemory
    private let window: UnsafeMutableRawBufferPointer
    private var start = 0
    private var filled = 0
    private(set) lazy var inflator = Inflator()

    package init(_ source: any ByteSource, windows: SpareMemory = SpareMemory(size: windowSize)) {
        self.source = source
        self.windows = windows
        size = max(0, source.size)
        // 64 times is beyond what documents, programs and logs compress to; the constant lets small files be anything.
        let (generous, isTooLarge) = size.multipliedReportingOverflow(by: 64)
        inflationBudget = (64 << 20) + (isTooLarge ? Int.max / 2 : min(generous, Int.max / 2))
        window = UnsafeMutableRawBufferPointer(start: windows.take(), count: max(1, min(size, Self.windowSize)))
    }

    deinit { window.baseAddress.map(windows.giveBack) }

    /// `count` bytes at `offset`; valid until the next read of this content.
    ///
    /// `nil` outside the file, for more than the window holds, and when reading fails.
    func bytes(at offset: Int, count: Int) -> UnsafeRawBufferPointer? {
        guard offset >= 0, count >= 0, count <= window.count, offset <= size - count else { return nil }
        if offset < start || offset + count > start + filled {
            guard fill(from: offset, atLeast: count) else { return nil }
        }
        return UnsafeRawBufferPointer(rebasing: window[(offset - start)..<(offset - start + count)])
    }

    /// As many bytes from `offset` on as there are, up to `limit` and what is read at once.
    func piece(at offset: Int, limit: Int = .max) -> UnsafeRawBufferPointer? {
        guard offset >= 0, offset < size, limit > 0 else { return nil }
        if offset < start || offset >= start + filled {
            guard fill(from: offset, atLeast: 1) else { return nil }
        }
        let end = min(start + filled, limit < size - offset ? offset + limit : size)
        return UnsafeRawBufferPointer(rebasing: window[(offset - start)..<(end - start)])
    }

    /// Hands out all bytes from `offset` on, in order; ends early when `body` returns `false` or reading fails.
    package func forEachPiece(
        from offset: Int = 0, count: Int = .max, limit: Int = .max, _ body: (Int, UnsafeRawBufferPointer) -> Bool
    ) {
        let end = count < size - offset ? offset + count : size
        var place = offset
        while place < end, let piece = piece(at: place, limit: min(limit, end - place)) {
            guard body(place, piece) else { return }
            place += piece.count
        }
    }

    private func fill(from offset: Int, atLeast count: Int) -> Bool {
        guard failure == nil else { return false }
        let fits = size <= window.count
        let ahead = fits || offset == start + filled ? Self.readAhead : Self.readAfterJump
        // What fits is read on from where it ended, in steps that are counted while they are in the processor's cache.
        let from = fits ? 0 : offset
        let wanted =
            fits
            ? min(size, max(offset + count, filled + ahead)) : min(window.count, max(count, ahead), size - offset)
        if !fits { filled = 0 }
        start = from
        do throws(ReadFailure) {
            while filled < wanted {
                let rest = UnsafeMutableRawBufferPointer(rebasing: window[filled..<wanted])
                let read = try source.read(at: from + filled, into: rest)
                guard read > 0 else { throw ReadFailure("The file became shorter while it was read.") }
                filled += min(read, rest.count)
            }
            return true
        } catch {
            failure = error
            filled = 0
            return false
        }
    }
}
