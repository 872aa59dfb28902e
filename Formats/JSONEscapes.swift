/// Resolves the escapes of JSON texts.
enum JSONEscapes {
    /// The bytes that `raw` means; `nil` when an escape is unknown, cut off or half a surrogate pair.
    static func resolved(_ raw: ArraySlice<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(raw.count)
        var position = raw.startIndex
        while position < raw.endIndex {
            let byte = raw[position]
            position += 1
            guard byte == UInt8(ascii: "\\") else {
                result.append(byte)
                continue
            }
            guard position < raw.endIndex else { return nil }
            let kind = raw[position]
            position += 1
            if kind == UInt8(ascii: "u") {
                guard let scalar = scalar(raw, at: &position) else { return nil }
                result += Array(String(Character(scalar)).utf8)
            } else {
                guard let plain = plain(kind) else { return nil }
                result.append(plain)
            }
        }
        return result
    }

    private static func plain(_ kind: UInt8) -> UInt8? {
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): kind
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    /// Four hexadecimal digits, or two such escapes for one scalar beyond U+FFFF.
    private static func scalar(_ raw: ArraySlice<UInt8>, at position: inout Int) -> Unicode.Scalar? {
        guard let high = unit(raw, at: &position) else { return nil }
        guard (0xD800..<0xDC00).contains(high) else { return Unicode.Scalar(high) }
        guard raw[position...].starts(with: #"\u"#.utf8) else { return nil }
        position += 2
        guard let low = unit(raw, at: &position), (0xDC00..<0xE000).contains(low) else { return nil }
        return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    }

    private static func unit(_ raw: ArraySlice<UInt8>, at position: inout Int) -> UInt32? {
        guard raw.endIndex - position >= 4 else { return nil }
        var value: UInt32 = 0
        for byte in raw[position..<position + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        position += 4
        return value
    }
}
