/// UTF-8 text: valid to the end, without control characters.
enum TextStructure {
    private static let pieceSize = 256 << 10

    static func check(_ content: Content) -> StructureReport {
        var findings = StructureFindings("text")
        var place = 0
        var wrong: Int?
        while place < content.size, wrong == nil {
            // As much each time, not what is left in the window: a piece must not begin and end within one character.
            guard let piece = content.bytes(at: place, count: min(pieceSize, content.size - place)) else {
                return findings.report
            }
            let isLast = place + piece.count >= content.size
            let length = piece.wholeCharacters(isLast: isLast)
            let valid = UnsafeRawBufferPointer(rebasing: piece[..<length]).utf8Length(mayBeCut: false)
            if valid < length { wrong = place + valid }
            place += max(1, length)
            findings.checked += 1
        }
        if let wrong { findings.irregular("UTF-8 was expected; a byte is not part of a character.", at: wrong) }
        return findings.report
    }
}

/// UTF-16 text: no surrogate without its partner.
enum UTF16Structure {
    static func check(_ content: Content) -> StructureReport {
        var findings = StructureFindings("utf-16")
        let littleEndian =
            content.has([0xFF, 0xFE], at: 0) || (content.byte(at: 1) == 0 && content.byte(at: 0) != 0xFE)
        var wrong: Int?
        var isAfterHigh = false
        content.forEachPiece { at, piece in
            // Pieces have even lengths but for the last one, since windows do.
            for index in stride(from: 0, to: piece.count - 1, by: 2) {
                let high = piece[index + (littleEndian ? 1 : 0)]
                let isLow = (0xDC...0xDF).contains(high)
                if isLow != isAfterHigh {
                    wrong = at + index
                    return false
                }
                isAfterHigh = (0xD8...0xDB).contains(high)
            }
            return true
        }
        findings.checked = 1
        if let wrong { return findings.damaged("A surrogate stands without its partner.", at: wrong) }
        if content.size % 2 != 0 { findings.irregular("The last character is cut.", at: content.size) }
        return findings.report
    }
}

extension UnsafeRawBufferPointer {
    /// How many bytes end with a whole character: a piece may end within one.
    fileprivate func wholeCharacters(isLast: Bool) -> Int {
        guard !isLast, count > 4 else { return count }
        for back in 1...3 {
            let byte = self[count - back]
            if byte < 0x80 { return count }
            // A leading byte: it begins the character that is cut, unless all of it is there.
            if byte >= 0xC0 {
                return byte >= 0xF0 && back < 4 || byte >= 0xE0 && back < 3 || back < 2 ? count - back : count
            }
        }
        return count
    }
}
