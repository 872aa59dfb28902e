/// JPEG pictures (ITU-T T.81): a walk over the markers, compressed data included.
enum JPEGStructure {
    static func check(_ content: Content) -> StructureReport {
        var findings = StructureFindings("jpeg")
        guard content.has([0xFF, 0xD8], at: 0) else { return findings.damaged("The first marker is missing.", at: 0) }
        var place = 2
        while let marker = marker(content, at: &place) {
            findings.checked += 1
            switch marker {
            case 0xD9:
                // Cameras put previews and notes after the picture.
                return findings.report
            case 0x01, 0xD0...0xD7: place += 2
            case 0xC0...0xFE:
                guard let length = content.big16(at: place + 2), length >= 2, place + 2 + length <= content.size else {
                    return findings.damaged("A segment goes beyond the end of the file.", at: place)
                }
                place += 2 + length
                if marker == 0xDA, let problem = skipScan(content, &place) {
                    return findings.damaged(problem, at: place)
                }
            default: return findings.damaged("There is no such marker.", at: place)
            }
        }
        guard place >= content.size else { return findings.damaged("A marker was expected; there is none.", at: place) }
        findings.irregular("The end marker is missing.", at: content.size)
        return findings.report
    }

    /// The marker at `place`, which moves over fill bytes.
    private static func marker(_ content: Content, at place: inout Int) -> UInt8? {
        guard content.byte(at: place) == 0xFF else { return nil }
        while let next = content.byte(at: place + 1) {
            if next != 0xFF { return next }
            place += 1
        }
        place = content.size
        return nil
    }

    /// Moves over compressed data to the marker after it; says what cannot be in such data.
    private static func skipScan(_ content: Content, _ place: inout Int) -> String? {
        var previous: UInt8 = 0
        var end: Int?
        var problem: (String, Int)?
        content.forEachPiece(from: place) { at, piece in
            for index in 0..<piece.count {
                let byte = piece[index]
                if previous == 0xFF {
                    switch byte {
                    case 0, 0xD0...0xD7, 0xFF: break
                    // What may follow a scan: tables, another scan, a number of lines, a note, the end.
                    case 0xC4, 0xCC, 0xD9, 0xDA, 0xDB, 0xDC, 0xDD, 0xE0...0xEF, 0xFE:
                        end = at + index - 1
                        return false
                    default:
                        problem = ("Compressed data holds an impossible marker.", at + index - 1)
                        return false
                    }
                }
                previous = byte
            }
            return true
        }
        place = end ?? problem?.1 ?? content.size
        return problem?.0
    }
}
