/// A position in a piece of bytes that only moves forward.
package struct Cursor: Sendable {
    private var rest: ArraySlice<UInt8>

    package init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    package var isAtEnd: Bool { rest.isEmpty }

    /// The byte at the position, without moving.
    package var peek: UInt8? { rest.first }

    /// What is still to be read.
    package var remaining: ArraySlice<UInt8> { rest }

    /// Takes the next byte.
    package mutating func next() -> UInt8? { rest.popFirst() }

    /// Moves past `byte` when it is next.
    package mutating func skip(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest.removeFirst()
        return true
    }

    /// Moves past `text` when it is next.
    package mutating func skip(_ text: String) -> Bool {
        guard rest.hasPrefix(text) else { return false }
        rest.removeFirst(text.utf8.count)
        return true
    }

    /// Takes bytes as long as `condition` holds.
    package mutating func take(while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let taken = rest.prefix(while: condition)
        rest.removeFirst(taken.count)
        return taken
    }

    /// Takes a number of exactly `digits` decimal digits.
    package mutating func number(_ digits: Int) -> Int? {
        guard rest.count >= digits, rest.prefix(digits).allSatisfy({ (0x30...0x39).contains($0) }),
            let value = rest.prefix(digits).decimal
        else { return nil }
        rest.removeFirst(digits)
        return value
    }

    /// Moves past decimal digits and tells how many there were.
    package mutating func skipDigits() -> Int {
        take { (0x30...0x39).contains($0) }.count
    }
}
