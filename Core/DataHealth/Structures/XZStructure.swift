/// xz files (The .xz File Format 1.1.0): the checksums of header, footer and index; the data itself is not decompressed.
enum XZStructure {
    static func check(_ content: Content) -> StructureReport {
        var findings = StructureFindings("xz")
        guard sum(content, 6, 2) == content.little32(at: 8) else {
            return findings.damaged("The checksum of the header is wrong.", at: 8)
        }
        // Padding after a stream comes in fours.
        var end = content.size
        while end >= 36, content.isZero(at: end - 4, count: 4) { end -= 4 }
        guard end >= 32, content.has("YZ", at: end - 2) else {
            return findings.damaged("The end mark is missing.", at: end)
        }
        guard sum(content, end - 8, 6) == content.little32(at: end - 12), content.has(flags(content), at: end - 4)
        else {
            return findings.damaged("The checksum of the footer is wrong.", at: end - 12)
        }
        guard let units = content.little32(at: end - 8) else { return findings.report }
        let length = (units + 1) * 4
        let index = end - 12 - length
        guard index >= 12, length >= 8, content.byte(at: index) == 0 else {
            return findings.damaged("The index lies outside the file.", at: end - 8)
        }
        guard sum(content, index, length - 4) == content.little32(at: end - 16) else {
            return findings.damaged("The checksum of the index is wrong.", at: index)
        }
        findings.checked = 3
        // Header, footer and index are a few bytes; what lies between them was not looked at.
        findings.isPartial = true
        return findings.report
    }

    private static func flags(_ content: Content) -> [UInt8] { content.bytes(at: 6, count: 2).map { Array($0) } ?? [] }

    private static func sum(_ content: Content, _ place: Int, _ count: Int) -> Int {
        var sum = RunningCRC32()
        content.forEachPiece(from: place, count: count) { _, piece in
            sum.update(piece)
            return true
        }
        return Int(sum.value)
    }
}
