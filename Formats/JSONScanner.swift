internal import Contracts

/// Reads JSON strictly, byte by byte: RFC 8259 without fractions, exponents and repeated names.
///
/// One pass; nesting, values and text are limited before memory is spent on them.
struct JSONScanner {
    /// How deep arrays and objects may nest; our documents need 8.
    static let depthLimit = 64
    /// How many values a document may hold.
    static let valueLimit = 30_000_000

    private let bytes: [UInt8]
    private let name: String
    private var position = 0
    private var values = 0

    init(_ bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
    }

    /// The only value of the document.
    static func document(_ bytes: [UInt8], name: String) throws(GroundupError) -> JSONValue {
        var scanner = JSONScanner(bytes, name: name)
        let value = try scanner.value(depth: 0)
        scanner.skipSpace()
        guard scanner.position == bytes.count else { throw scanner.unexpected("the end of the document") }
        return value
    }

    // Nesting is limited, so recursion is.
    private mutating func value(depth: Int) throws(GroundupError) -> JSONValue {
        skipSpace()
        values += 1
        guard values <= Self.valueLimit else { throw failure("it holds more than \(Self.valueLimit) values") }
        switch peek {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try text())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .integer(try integer())
        }
    }

    private mutating func object(depth: Int) throws(GroundupError) -> JSONValue {
        try open(depth)
        var members = [String: JSONValue](minimumCapacity: 8)
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw unexpected("a name in quotes") }
            let start = position
            let key = try text()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw unexpected("':'") }
            guard members.updateValue(try value(depth: depth), forKey: key) == nil else {
                position = start
                throw failure("the name '\(key.prefix(60))' stands there twice")
            }
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw unexpected("',' or '}'") }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(GroundupError) -> JSONValue {
        try open(depth)
        var elements: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        repeat {
            elements.append(try value(depth: depth))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw unexpected("',' or ']'") }
        return .array(elements)
    }

    private mutating func open(_ depth: Int) throws(GroundupError) {
        guard depth <= Self.depthLimit else { throw failure("it nests deeper than \(Self.depthLimit)") }
        position += 1
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws(GroundupError) -> JSONValue {
        let expected = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard bytes[position...].starts(with: expected) else { throw unexpected("a value") }
        position += expected.count
        return value
    }

    private mutating func integer() throws(GroundupError) -> Int64 {
        let start = position
        let isNegative = take(UInt8(ascii: "-"))
        let digits = position
        var number: Int64 = 0
        while let digit = peek.map({ Int64($0) - 48 }), (0...9).contains(digit) {
            let (tenfold, overflow) = number.multipliedReportingOverflow(by: 10)
            // Negative numbers reach further by one, so they are built downwards.
            let (sum, carry) = tenfold.addingReportingOverflow(isNegative ? -digit : digit)
            position += 1
            guard !overflow, !carry else { throw failure("the number is too large", at: start) }
            number = sum
        }
        guard position > digits else { throw unexpected("a value") }
        guard position == digits + 1 || bytes[digits] != 48, number != 0 || !isNegative else {
            throw failure("the number is written with needless zeros", at: start)
        }
        if let next = peek, next == UInt8(ascii: ".") || next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            throw failure("only whole numbers are used", at: start)
        }
        return number
    }
}

extension JSONScanner {
    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private mutating func text() throws(GroundupError) -> String {
        let start = position + 1
        var end = start
        var hasEscapes = false
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
            guard bytes[end] >= 0x20 else { throw failure("a text holds a bare control character", at: end) }
            if bytes[end] == UInt8(ascii: "\\") {
                hasEscapes = true
                end += 1
            }
            end += 1
        }
        guard end < bytes.count else { throw failure("a text does not end", at: position) }
        let raw = bytes[start..<end]
        let content = hasEscapes ? JSONEscapes.resolved(raw) : nil
        if hasEscapes, content == nil { throw failure("a text holds an unknown escape", at: start) }
        guard
            let text = content.map({ String(validating: $0, as: UTF8.self) }) ?? String(validating: raw, as: UTF8.self)
        else { throw failure("a text is not UTF-8", at: start) }
        position = end + 1
        return text
    }

    private func unexpected(_ expected: String) -> GroundupError {
        guard let found = peek else { return failure("it ends where \(expected) should stand") }
        let isVisible = (0x21..<0x7F).contains(found)
        let sign = isVisible ? "'\(Character(Unicode.Scalar(found)))'" : "byte \(found)"
        return failure("\(expected) should stand where \(sign) does")
    }

    private func failure(_ problem: String, at place: Int? = nil) -> GroundupError {
        let before = bytes[..<min(place ?? position, bytes.count)]
        let line = before.count { $0 == 0x0A } + 1
        let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
        return GroundupError(
            .hostileInput, "\(name) is no JSON document of groundup: line \(line), byte \(column): \(problem).",
            hint: "Check that the file is whole; write it again with the command that made it.")
    }
}
