/// Text that is nothing but base 64, and what it encodes.
enum Base64Text {
    private static let probe = 4_096

    /// Whether the first bytes are base 64 of random ones without a kind of their own.
    static func isRandom(_ content: Content) -> Bool {
        guard content.size >= 256, let head = content.piece(at: 0, limit: probe), let decoded = decode(head) else {
            return false
        }
        let inner = Content(MemorySource(decoded))
        guard inner.kind() == .unknown else { return false }
        let counter = StatisticsCounter()
        decoded.withUnsafeBytes { counter.add($0) }
        return counter.result().whole.isRandom
    }

    /// The bytes that the whole of `text` encodes; `nil` when it holds anything else.
    private static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        // Most text ends here, at its first blank.
        guard text.allSatisfy({ isFiller($0) || value(of: $0) != nil }) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var (bits, count): (UInt32, Int) = (0, 0)
        for byte in text {
            guard let value = value(of: byte) else { continue }
            bits = bits << 6 | value
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }

    private static func isFiller(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D || byte == 0x3D }

    private static func value(of byte: UInt8) -> UInt32? {
        switch byte {
        case 0x41...0x5A: UInt32(byte - 0x41)
        case 0x61...0x7A: UInt32(byte - 0x61 + 26)
        case 0x30...0x39: UInt32(byte - 0x30 + 52)
        case 0x2B, 0x2D: 62
        case 0x2F, 0x5F: 63
        default: nil
        }
    }
}
