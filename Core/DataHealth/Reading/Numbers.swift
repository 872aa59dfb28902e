/// Numbers as file formats write them; `nil` outside the file.
extension Content {
    func byte(at offset: Int) -> UInt8? { bytes(at: offset, count: 1)?[0] }

    /// 16 bits, least significant byte first.
    func little16(at offset: Int) -> Int? { bytes(at: offset, count: 2).map { $0.little(0, 2) } }

    /// 32 bits, least significant byte first.
    func little32(at offset: Int) -> Int? { bytes(at: offset, count: 4).map { $0.little(0, 4) } }

    /// 64 bits, least significant byte first; `nil` also when it is beyond any file.
    func little64(at offset: Int) -> Int? {
        guard let bytes = bytes(at: offset, count: 8), bytes[7] < 0x40 else { return nil }
        return bytes.little(0, 8)
    }

    /// 16 bits, most significant byte first.
    func big16(at offset: Int) -> Int? { bytes(at: offset, count: 2).map { $0.big(0, 2) } }

    /// 32 bits, most significant byte first.
    func big32(at offset: Int) -> Int? { bytes(at: offset, count: 4).map { $0.big(0, 4) } }

    /// 64 bits, most significant byte first; `nil` also when it is beyond any file.
    func big64(at offset: Int) -> Int? {
        guard let bytes = bytes(at: offset, count: 8), bytes[0] < 0x40 else { return nil }
        return bytes.big(0, 8)
    }

    /// Whether `pattern` stands at `offset`.
    func has(_ pattern: [UInt8], at offset: Int) -> Bool {
        bytes(at: offset, count: pattern.count)?.elementsEqual(pattern) ?? false
    }

    /// Whether the ASCII of `text` stands at `offset`.
    func has(_ text: StaticString, at offset: Int) -> Bool {
        guard let bytes = bytes(at: offset, count: text.utf8CodeUnitCount) else { return false }
        return bytes.elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}

extension UnsafeRawBufferPointer {
    /// Up to 8 bytes as a number, least significant first; bytes outside count as zero.
    func little(_ offset: Int, _ count: Int) -> Int {
        var value: UInt64 = 0
        for index in stride(from: count - 1, through: 0, by: -1) { value = value << 8 | UInt64(at(offset + index)) }
        return Int(truncatingIfNeeded: value)
    }

    /// Up to 8 bytes as a number, most significant first; bytes outside count as zero.
    func big(_ offset: Int, _ count: Int) -> Int {
        var value: UInt64 = 0
        for index in 0..<count { value = value << 8 | UInt64(at(offset + index)) }
        return Int(truncatingIfNeeded: value)
    }

    /// The byte at `offset`; zero outside.
    func at(_ offset: Int) -> UInt8 { offset >= 0 && offset < count ? self[offset] : 0 }
}
