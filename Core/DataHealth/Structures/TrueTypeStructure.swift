/// TrueType and OpenType fonts (ISO/IEC 14496-22): the table of tables, and the checksum of each.
enum TrueTypeStructure {
    static func check(_ content: Content) -> StructureReport {
        var findings = StructureFindings("truetype")
        guard !content.has("ttcf", at: 0) else { return collection(content, &findings) }
        if let problem = font(content, at: 0, &findings) { return findings.damaged(problem.0, at: problem.1) }
        return findings.report
    }

    private static func collection(_ content: Content, _ findings: inout StructureFindings) -> StructureReport {
        guard let count = content.big32(at: 8), (1...1_024).contains(count) else {
            return findings.damaged("The number of fonts is impossible.", at: 8)
        }
        for index in 0..<count {
            guard let place = content.big32(at: 12 + 4 * index) else {
                return findings.damaged("The header is cut.", at: 8)
            }
            if let problem = font(content, at: place, &findings) { return findings.damaged(problem.0, at: problem.1) }
        }
        return findings.report
    }

    private static func font(
        _ content: Content, at place: Int, _ findings: inout StructureFindings
    ) -> (String, Int)? {
        guard let count = content.big16(at: place + 4), (1...512).contains(count) else {
            return ("The number of tables is impossible.", place + 4)
        }
        for index in 0..<count {
            let entry = place + 12 + 16 * index
            guard let said = content.big32(at: entry + 4), let offset = content.big32(at: entry + 8),
                let length = content.big32(at: entry + 12), offset + length <= content.size
            else { return ("A table goes beyond the end of the file.", entry) }
            findings.checked += 1
            // The checksum of the first table covers the whole file but for itself.
            guard !content.has("head", at: entry), said != 0 else { continue }
            // Tables may overlap, and fonts of a collection share them.
            guard content.inflationBudget >= length else {
                findings.isPartial = true
                return nil
            }
            content.inflationBudget -= length
            if sum(content, offset, length) != UInt32(said) {
                findings.irregular("A table has a wrong checksum.", at: offset)
            }
        }
        return nil
    }

    /// 32-bit numbers added, zeros after the end.
    private static func sum(_ content: Content, _ offset: Int, _ count: Int) -> UInt32 {
        var sum: UInt32 = 0
        var index = 0
        content.forEachPiece(from: offset, count: count) { _, piece in
            for byte in piece {
                sum &+= UInt32(byte) << UInt32(8 * (3 - index & 3))
                index += 1
            }
            return true
        }
        return sum
    }
}
