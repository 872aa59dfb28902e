/// Cuts bytes that come in pieces into lines; keeps no more than one of them.
package struct LineSplitter: Sendable {
    /// A line is longer than it may be.
    package struct TooLong: Error, Hashable {
        package let limit: Int

        package init(limit: Int) {
            self.limit = limit
        }
    }

    private let limit: Int
    private var rest: [UInt8] = []

    /// - Parameter limit: bytes that a line may have.
    package init(limit: Int) {
        self.limit = limit
    }

    /// Gives every line that `piece` ends, without its line feed; throws when one is too long, or what `line` throws.
    package mutating func add(_ piece: [UInt8], line: ([UInt8]) throws -> Void) throws {
        var start = piece.startIndex
        while let end = piece[start...].firstIndex(of: 0x0A) {
            try keep(piece[start..<end])
            try line(rest)
            rest.removeAll(keepingCapacity: true)
            start = end + 1
        }
        try keep(piece[start...])
    }

    /// Gives the last line, which counts without a line feed, too.
    package mutating func finish(line: ([UInt8]) throws -> Void) throws {
        guard !rest.isEmpty else { return }
        try line(rest)
        rest = []
    }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) throws {
        guard bytes.count <= limit - rest.count else { throw TooLong(limit: limit) }
        rest += bytes
    }
}
