/// GIF pictures (GIF89a specification): every block, down to the trailer.
enum GIFStructure {
    static func check(_ content: Content) -> StructureReport {
        var findings = StructureFindings("gif")
        guard content.has("GIF8", at: 0), let flags = content.byte(at: 10) else {
            return findings.damaged("The header is missing.", at: 0)
        }
        var place = 13 + tableSize(flags)
        while let block = content.byte(at: place) {
            let begin = place
            switch block {
            case 0x3B:
                if findings.checked == 0 { return findings.damaged("There is no picture in it.", at: place) }
                if place + 1 < content.size { findings.irregular("Bytes stand after the trailer.", at: place + 1) }
                return findings.report
            case 0x21:
                place += 2
            case 0x2C:
                guard let flags = content.byte(at: place + 9),
                    let width = content.byte(at: place + 10 + tableSize(flags)),
                    (1...11).contains(width)
                else { return findings.damaged("A picture has an impossible code width.", at: place) }
                place += 11 + tableSize(flags)
            case 0:
                // Some programs write an empty block too many.
                findings.irregular("An empty block stands where none should.", at: place)
                place += 1
                continue
            default: return findings.damaged("There is no block of type \(block).", at: place)
            }
            guard skipSubBlocks(content, &place) else { return findings.damaged("A block is not complete.", at: begin) }
            findings.checked += 1
        }
        findings.irregular("The trailer is missing.", at: content.size)
        return findings.checked == 0 ? findings.damaged("The file ends in its header.", at: place) : findings.report
    }

    private static func tableSize(_ flags: UInt8) -> Int { flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1) }

    private static func skipSubBlocks(_ content: Content, _ place: inout Int) -> Bool {
        while let length = content.byte(at: place) {
            place += 1 + Int(length)
            if length == 0 { return true }
        }
        return false
    }
}
