extension ArraySlice<UInt8> {
    /// The pieces between separators, empty ones included.
    ///
    /// - Parameter limit: the most pieces; the last one then keeps its separators.
    package func fields(separatedBy separator: UInt8, limit: Int = .max) -> [ArraySlice<UInt8>] {
        split(separator: separator, maxSplits: limit - 1, omittingEmptySubsequences: false)
    }

    /// The pieces between runs of spaces and tabs.
    package func words(limit: Int = .max) -> [ArraySlice<UInt8>] {
        let pieces = trimmed.split(maxSplits: limit - 1, omittingEmptySubsequences: true) { $0.isBlank }
        return pieces.map(\.trimmed)
    }

    /// Without spaces, tabs and carriage returns at both ends.
    package var trimmed: ArraySlice<UInt8> {
        var slice = self
        while let first = slice.first, first.isBlank { slice.removeFirst() }
        while let last = slice.last, last.isBlank { slice.removeLast() }
        return slice
    }

    /// Whether these bytes begin with the UTF-8 of `text`.
    package func hasPrefix(_ text: String) -> Bool {
        starts(with: text.utf8)
    }

    /// What follows `prefix`; `nil` when these bytes do not begin with it.
    package func dropping(prefix: String) -> ArraySlice<UInt8>? {
        hasPrefix(prefix) ? dropFirst(prefix.utf8.count) : nil
    }

    /// What stands before and after the first `separator`; `nil` when there is none.
    package func cut(at separator: UInt8) -> (before: ArraySlice<UInt8>, after: ArraySlice<UInt8>)? {
        guard let position = firstIndex(of: separator) else { return nil }
        return (self[..<position], self[(position + 1)...])
    }

    /// What stands before and after the last `separator`; `nil` when there is none.
    package func cutLast(at separator: UInt8) -> (before: ArraySlice<UInt8>, after: ArraySlice<UInt8>)? {
        guard let position = lastIndex(of: separator) else { return nil }
        return (self[..<position], self[(position + 1)...])
    }

    /// A decimal number, the whole of these bytes; `nil` for anything else, too large ones included.
    package var decimal: Int? {
        var digits = self
        let isNegative = digits.first == 0x2D
        if isNegative { digits.removeFirst() }
        guard !digits.isEmpty else { return nil }
        var value = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            let (scaled, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, tooLargeToo) = scaled.addingReportingOverflow(Int(digit - 0x30))
            guard !tooLarge, !tooLargeToo else { return nil }
            value = sum
        }
        return isNegative ? -value : value
    }

    /// These bytes as text when they are UTF-8 without control characters; `nil` otherwise.
    ///
    /// Names from a host end in terminals, plans and reports: an escape sequence or a line feed must not get that far.
    package var text: String? {
        guard let text = String(validating: self, as: UTF8.self),
            text.unicodeScalars.allSatisfy({ !$0.isControl })
        else { return nil }
        return text
    }
}

extension UInt8 {
    /// A space, a tab or a carriage return.
    package var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0D }
}

extension Unicode.Scalar {
    /// A character that moves the cursor, ends a line or reorders what follows instead of showing something.
    package var isControl: Bool {
        switch value {
        case 0x00...0x1F, 0x7F...0x9F: true
        // Line and paragraph separators, and the marks that turn text around.
        case 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
