/// PNG pictures (ISO/IEC 15948): the order of chunks, and the CRC of each.
enum PNGStructure {
    static func check(_ content: Content) -> StructureReport {
        var findings = StructureFindings("png")
        guard content.has([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], at: 0), content.has("IHDR", at: 12) else {
            return findings.damaged("The signature and the header chunk were expected; they are not there.", at: 0)
        }
        var place = 8
        while let length = content.big32(at: place) {
            guard length <= content.size - place - 12 else {
                return findings.damaged("A chunk goes beyond the end of the file.", at: place)
            }
            var sum = RunningCRC32()
            content.forEachPiece(from: place + 4, count: length + 4) { _, piece in
                sum.update(piece)
                return true
            }
            guard content.failure == nil else { return findings.report }
            guard content.big32(at: place + 8 + length) == Int(sum.value) else {
                return findings.damaged("The checksum of a chunk is wrong.", at: place)
            }
            findings.checked += 1
            let isLast = content.has("IEND", at: place + 4)
            place += 12 + length
            if isLast {
                if place < content.size {
                    findings.irregular("\(content.size - place) bytes stand after the picture.", at: place)
                }
                return findings.report
            }
        }
        return findings.damaged("The last chunk was expected; the file ends before it.", at: place)
    }
}
