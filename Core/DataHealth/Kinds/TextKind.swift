extension Content {
    /// How much of a file decides whether it is text.
    static let textProbe = 4_096

    /// Text by its first 4 KiB: no byte that text does not hold.
    func textKind() -> FileKind? {
        guard let head = piece(at: 0, limit: Self.textProbe), head.count > 0 else { return nil }
        if head.count >= 2, head.matches([0xFF, 0xFE], at: 0) || head.matches([0xFE, 0xFF], at: 0) {
            return isUTF16(head, littleEndian: head[0] == 0xFF) ? .utf16 : nil
        }
        if !head.holdsControlInText {
            return head.isUTF8(mayBeCut: head.count < size) ? .text : eightBit(head)
        }
        guard head.count >= 16 else { return nil }
        return isUTF16(head, littleEndian: true) || isUTF16(head, littleEndian: false) ? .utf16 : nil
    }

    /// Other character sets: random bytes hold control characters, and hardly any runs of letters.
    private func eightBit(_ head: UnsafeRawBufferPointer) -> FileKind? {
        // 64 random bytes are free of the 24 control characters once in five hundred times, 128 never.
        guard head.count >= 64 else { return nil }
        let plain = head.count { ($0 >= 0x20 && $0 < 0x7F) || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
        let controlsOfTwo = head.count { (0x80...0x9F).contains($0) }
        // Of random bytes 38 of 100 are plain; multi-byte text of East Asia has more line feeds and spaces than chance.
        guard plain * 100 < head.count * 55 else { return .eightBitText }
        return controlsOfTwo * 100 < head.count * 30 && head.contains(0x0A) ? .eightBitText : nil
    }

    /// Whether half of the bytes are the zeros of Latin letters, and none of the letters a control character.
    private func isUTF16(_ head: UnsafeRawBufferPointer, littleEndian: Bool) -> Bool {
        let pairs = head.count / 2
        guard pairs > 0 else { return false }
        var zeros = 0
        var controls = 0
        for pair in 0..<pairs {
            let high = head[2 * pair + (littleEndian ? 1 : 0)]
            let low = head[2 * pair + (littleEndian ? 0 : 1)]
            if high == 0 {
                zeros += 1
                if low.isControlInText { controls += 1 }
            }
            // Surrogates out of place and private use, which text does not hold and random bytes do.
            if (0xE0...0xF8).contains(high) { controls += 1 }
        }
        return controls == 0
            && (zeros * 2 >= pairs || head.matches(littleEndian ? [0xFF, 0xFE] : [0xFE, 0xFF], at: 0))
    }
}

extension UInt8 {
    /// A control character that no text holds; those of terminals and of ISO 2022, such as escape and shift, are text.
    var isControlInText: Bool {
        // 0x00...0x06, 0x10...0x19 and 0x1C...0x1F, one bit each.
        self < 0x20 ? (0xF3FF_007F as UInt32) >> UInt32(self) & 1 != 0 : self == 0x7F
    }
}

extension UnsafeRawBufferPointer {
    /// Whether any byte is a control character that no text holds; eight that are none at all are passed over together.
    fileprivate var holdsControlInText: Bool {
        let (ones, highs): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        let whole = count / 8 * 8
        for place in stride(from: 0, to: whole, by: 8) {
            let word = loadUnaligned(fromByteOffset: place, as: UInt64.self)
            // Below 7; 127; from 16 to 31, which holds two that are none. Subtraction borrows exactly where a byte is less.
            let (deletes, second) = (word ^ (0x7F * ones), (word & 0xF0 * ones) ^ (0x10 * ones))
            let low = (word &- 0x07 * ones) & ~word | (deletes &- ones) & ~deletes | (second &- ones) & ~second
            if low & highs != 0, holdsControlInText(place, place + 8) { return true }
        }
        return holdsControlInText(whole, count)
    }

    private func holdsControlInText(_ first: Int, _ end: Int) -> Bool {
        for place in first..<end where self[place].isControlInText { return true }
        return false
    }

    /// Whether these bytes are UTF-8.
    ///
    /// - Parameter mayBeCut: whether the last character may be incomplete.
    func isUTF8(mayBeCut: Bool) -> Bool { utf8Length(mayBeCut: mayBeCut) == count }

    /// How many bytes from the beginning are UTF-8; a cut last character counts when `mayBeCut`.
    func utf8Length(mayBeCut: Bool) -> Int {
        guard count > 0 else { return 0 }
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: bindMemory(to: UInt8.self).span)
            return count
        } catch {
            let valid = error.byteOffsets.lowerBound
            guard mayBeCut, error.kind == .truncatedScalar, error.byteOffsets.upperBound == count else { return valid }
            return count
        }
    }
}
