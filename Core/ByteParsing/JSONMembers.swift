/// The members of one JSON object in a line, found without building anything: for answers of millions of lines.
///
/// Only the outermost object is taken apart. A value that is itself an object or a list is passed over by its brackets; what
/// stands in it is not checked.
package struct JSONMembers {
    private let bytes: [UInt8]
    private var place = 0

    /// A member's name as it is written, escapes included, and where its value stands, quotes included.
    package struct Member {
        package let name: Range<Int>
        package let value: Range<Int>
    }

    /// - Returns: `nil` when the line does not begin with an object.
    package init?(_ line: [UInt8]) {
        bytes = line
        skipBlanks()
        guard place < bytes.count, bytes[place] == UInt8(ascii: "{") else { return nil }
        place += 1
    }

    /// Gives every member in order.
    ///
    /// - Returns: whether the object was whole, and nothing came after it.
    package mutating func forEach(_ body: (Member) -> Void) -> Bool {
        skipBlanks()
        if take(UInt8(ascii: "}")) { return isAtEnd }
        repeat {
            skipBlanks()
            guard let name = string() else { return false }
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { return false }
            skipBlanks()
            guard let value = value() else { return false }
            body(Member(name: (name.lowerBound + 1)..<(name.upperBound - 1), value: value))
            skipBlanks()
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "}")) && isAtEnd
    }

    private var isAtEnd: Bool {
        mutating get {
            skipBlanks()
            return place == bytes.count
        }
    }

    private mutating func skipBlanks() {
        while place < bytes.count, bytes[place] == 0x20 || bytes[place] == 0x0D || bytes[place] == 0x09 { place += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard place < bytes.count, bytes[place] == byte else { return false }
        place += 1
        return true
    }

    /// With its quotes.
    private mutating func string() -> Range<Int>? {
        let start = place
        guard take(UInt8(ascii: "\"")) else { return nil }
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""):
                place += 1
                return start..<place
            case UInt8(ascii: "\\"): place += 2
            default: place += 1
            }
        }
        return nil
    }

    private mutating func value() -> Range<Int>? {
        let start = place
        guard place < bytes.count else { return nil }
        switch bytes[place] {
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "{"), UInt8(ascii: "["): return nested()
        default:
            while place < bytes.count, !Self.endsWord(bytes[place]) { place += 1 }
            return place > start ? start..<place : nil
        }
    }

    private mutating func nested() -> Range<Int>? {
        let start = place
        var depth = 0
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""):
                guard string() != nil else { return nil }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            place += 1
            if depth == 0 { return start..<place }
        }
        return nil
    }

    private static func endsWord(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") || byte == 0x20
    }
}

extension [UInt8] {
    /// Whether the bytes at `range` are those of `text`.
    package func matches(_ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        for place in 0..<range.count where self[range.lowerBound + place] != text.utf8Start[place] { return false }
        return true
    }

    /// The text of a JSON string that stands at `range` with its quotes; `nil` for anything else, and for what is no UTF-8.
    package func jsonText(_ range: Range<Int>) -> String? {
        guard range.count >= 2, self[range.lowerBound] == UInt8(ascii: "\"") else { return nil }
        let inner = self[(range.lowerBound + 1)..<(range.upperBound - 1)]
        guard inner.contains(UInt8(ascii: "\\")) else { return String(validating: inner, as: UTF8.self) }
        return JSONEscape.decoded(inner)
    }
}

/// The escapes of a JSON string.
enum JSONEscape {
    static func decoded(_ text: ArraySlice<UInt8>) -> String? {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var rest = text
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                result.append(byte)
                continue
            }
            guard let escape = rest.popFirst() else { return nil }
            if escape == UInt8(ascii: "u") {
                guard let scalar = scalar(&rest) else { return nil }
                result += Array(String(scalar).utf8)
            } else {
                guard let plain = plain(escape) else { return nil }
                result.append(plain)
            }
        }
        return String(validating: result, as: UTF8.self)
    }

    private static func plain(_ escape: UInt8) -> UInt8? {
        switch escape {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): escape
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    /// Four digits, or two times four for a pair of surrogates.
    private static func scalar(_ rest: inout ArraySlice<UInt8>) -> Unicode.Scalar? {
        guard let first = unit(&rest) else { return nil }
        guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) }
        guard rest.popFirst() == UInt8(ascii: "\\"), rest.popFirst() == UInt8(ascii: "u"), let second = unit(&rest),
            (0xDC00..<0xE000).contains(second)
        else { return nil }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private static func unit(_ rest: inout ArraySlice<UInt8>) -> UInt32? {
        guard rest.count >= 4 else { return nil }
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = rest.popFirst().flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
                return nil
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
