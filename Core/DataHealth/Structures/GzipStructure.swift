/// gzip files (RFC 1952): every member inflated, with its checksum and length.
enum GzipStructure {
    static func check(_ content: Content) -> StructureReport {
        var findings = StructureFindings("gzip")
        var place = 0
        while place < content.size {
            if findings.checked > 0, !content.has([0x1F, 0x8B, 8], at: place) {
                // Padding of tapes, or a signature; what was compressed is complete.
                findings.irregular("\(content.size - place) bytes stand after the compressed data.", at: place)
                return findings.report
            }
            switch content.inflator.inflate(content, at: place, available: content.size - place, as: .gzip) {
            case .complete(let consumed, _):
                findings.checked += 1
                place += consumed
            case .damaged(let at): return findings.damaged("The compressed data or its checksum is wrong.", at: at)
            case .truncated: return findings.damaged("The compressed data ends too early.", at: content.size)
            case .outOfBudget, .unreadable:
                findings.isPartial = true
                findings.checked += 1
                return findings.report
            }
        }
        return findings.report
    }
}
