/// A piece of a larger buffer; sharing it does not copy.
package typealias Bytes = ArraySlice<UInt8>

/// One line of a buffer, without its line feed.
package struct Line: Sendable {
    /// Counted from 1.
    package let number: Int
    package let bytes: Bytes

    package init(number: Int, bytes: Bytes) {
        self.number = number
        self.bytes = bytes
    }
}

/// The lines of a buffer, one at a time; a last line without a line feed counts too.
///
/// A carriage return before the line feed is kept: only the caller knows whether it means anything.
package struct Lines: Sequence, IteratorProtocol {
    private var rest: Bytes
    private var number = 0

    package init(_ bytes: Bytes) {
        rest = bytes
    }

    package init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    package mutating func next() -> Line? {
        guard !rest.isEmpty else { return nil }
        number += 1
        let line: Bytes
        if let end = rest.firstIndex(of: 0x0A) {
            line = rest[..<end]
            rest = rest[(end + 1)...]
        } else {
            line = rest
            rest = rest[rest.endIndex...]
        }
        return Line(number: number, bytes: line)
    }
}
