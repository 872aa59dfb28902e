internal import CZlib

/// How a compressed stream is wrapped.
enum Wrapping: Int32 {
    /// Bare deflate, as in zip members.
    case bare = -15
    /// RFC 1950, as in PDF.
    case zlib = 15
    /// RFC 1952.
    case gzip = 31
}

/// How inflating a stream ended.
enum Inflation: Equatable {
    /// The stream is complete: how many bytes it took, and gave.
    case complete(consumed: Int, produced: Int)
    /// No inflater could go on at this place of the input.
    case damaged(at: Int)
    /// The input ended before the stream.
    case truncated
    /// The budget for this file is spent; what was inflated so far is sound.
    case outOfBudget
    /// The input could not be read.
    case unreadable
}

/// zlib's inflate on the bytes of a content; output is handed out in pieces and never kept.
final class Inflator {
    private static let outputSize = 64 << 10
    // zlib keeps a pointer to the stream, so it must not move.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let output = UnsafeMutablePointer<UInt8>.allocate(capacity: Inflator.outputSize)
    private var isReady = false

    init() { stream.initialize(to: z_stream()) }

    deinit {
        if isReady { inflateEnd(stream) }
        stream.deallocate()
        output.deallocate()
    }

    /// Inflates the stream at `offset`, which takes at most `available` bytes.
    ///
    /// - Parameter limit: ends with `outOfBudget` after so much output, whatever is left of the file's budget.
    func inflate(
        _ content: Content, at offset: Int, available: Int, as wrapping: Wrapping, limit: Int = .max,
        _ body: (UnsafeRawBufferPointer) -> Void = { _ in }
    ) -> Inflation {
        guard prepare(wrapping) else { return .outOfBudget }
        let end = available < content.size - offset ? offset + available : content.size
        var place = offset
        var produced = 0
        while place < end {
            guard let piece = content.piece(at: place, limit: end - place) else { return .unreadable }
            stream.pointee.next_in = UnsafeMutablePointer(
                mutating: piece.baseAddress?.assumingMemoryBound(to: UInt8.self))
            stream.pointee.avail_in = UInt32(piece.count)
            while true {
                let allowed = min(Self.outputSize, content.inflationBudget, limit - produced)
                guard allowed > 0 else { return .outOfBudget }
                stream.pointee.next_out = output
                stream.pointee.avail_out = UInt32(allowed)
                let before = stream.pointee.avail_in
                let state = CZlib.inflate(stream, Z_NO_FLUSH)
                let made = allowed - Int(stream.pointee.avail_out)
                produced += made
                // Input counts, too: empty blocks give no output, and streams may overlap.
                content.inflationBudget -= made + Int(before - stream.pointee.avail_in)
                body(UnsafeRawBufferPointer(start: output, count: made))
                let reached = place + piece.count - Int(stream.pointee.avail_in)
                if state == Z_STREAM_END { return .complete(consumed: reached - offset, produced: produced) }
                guard state == Z_OK || state == Z_BUF_ERROR else { return .damaged(at: reached) }
                // Room left in the output means that the input is used up.
                if stream.pointee.avail_out > 0 { break }
            }
            place += piece.count
        }
        return .truncated
    }

    private func prepare(_ wrapping: Wrapping) -> Bool {
        if isReady { return inflateReset2(stream, wrapping.rawValue) == Z_OK }
        isReady =
            inflateInit2_(stream, wrapping.rawValue, zlibVersion(), Int32(MemoryLayout<z_stream>.size)) == Z_OK
        return isReady
    }
}

/// CRC-32 of zip, gzip and PNG, piece by piece.
struct RunningCRC32 {
    private(set) var value: UInt = 0

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        // zlib takes no bytes at no address as the wish to begin anew.
        guard bytes.count > 0 else { return }
        value = crc32_z(value, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
    }
}
