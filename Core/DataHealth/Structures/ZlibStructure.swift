/// Bare zlib streams (RFC 1950), with or without their length before them as R writes them.
enum ZlibStructure {
    /// Enough output to believe that it is one: of random bytes no such stream comes that far.
    private static let probe = 1_024

    static func isStream(_ content: Content) -> Bool { place(content) != nil }

    static func check(_ content: Content) -> StructureReport {
        var findings = StructureFindings("zlib")
        guard let place = place(content) else {
            return findings.damaged("A stream was expected; there is none.", at: 0)
        }
        switch content.inflator.inflate(content, at: place, available: content.size - place, as: .zlib) {
        case .complete(let consumed, _):
            findings.checked = 1
            // What follows is for those who wrote it: further streams, or a table.
            findings.isPartial = place + consumed < content.size
            return findings.report
        case .damaged(let at): return findings.damaged("The compressed data or its checksum is wrong.", at: at)
        case .truncated: return findings.damaged("The compressed data ends too early.", at: content.size)
        case .outOfBudget, .unreadable:
            findings.isPartial = true
            findings.checked = 1
            return findings.report
        }
    }

    /// Where a stream begins that can be inflated.
    private static func place(_ content: Content) -> Int? {
        [0, 4].first { place in
            // Method 8, a window of up to 32 KiB, and a check over both bytes.
            guard let head = content.big16(at: place), head >> 8 & 15 == 8, head >> 12 <= 7, head % 31 == 0 else {
                return false
            }
            var produced = 0
            let result = content.inflator.inflate(
                content, at: place, available: content.size - place, as: .zlib, limit: probe
            ) { produced += $0.count }
            if case .complete = result { return true }
            return result == .outOfBudget && produced >= probe
        }
    }
}
