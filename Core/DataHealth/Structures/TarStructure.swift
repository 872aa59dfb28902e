/// Tar archives (POSIX.1 pax, and its predecessors): the checksum of every header.
enum TarStructure {
    static func check(_ content: Content) -> StructureReport {
        var findings = StructureFindings("tar")
        var place = 0
        while place + 512 <= content.size {
            if content.isZero(at: place, count: 512) {
                // Two blocks of zeros end an archive; a lone one in between is skipped by readers.
                if findings.checked == 0 { return findings.damaged("There is no member in it.", at: place) }
                return findings.report
            }
            guard TarHeader.isSound(content, at: place), let size = TarHeader.size(content, at: place) else {
                return findings.damaged("The header of a member was expected; its checksum is wrong.", at: place)
            }
            findings.checked += 1
            guard size <= content.size - place - 512 else {
                return findings.damaged("A member goes beyond the end of the archive.", at: place)
            }
            place += 512 + (size + 511) / 512 * 512
        }
        findings.irregular("The zeros at the end are missing.", at: content.size)
        return findings.report
    }
}

enum TarHeader {
    /// Whether the checksum of the header is right: the sum of its bytes, its own field counted as spaces.
    static func isSound(_ content: Content, at place: Int) -> Bool {
        guard let header = content.bytes(at: place, count: 512), let said = octal(header, 148, 8) else { return false }
        var unsigned = 8 * 0x20
        var signed = 8 * 0x20
        for index in 0..<512 where !(148..<156).contains(index) {
            unsigned += Int(header[index])
            signed += Int(Int8(bitPattern: header[index]))
        }
        // Old programs summed signed characters. A sum of nothing is no header.
        return (said == unsigned || said == signed) && unsigned > 8 * 0x20
    }

    /// How many bytes follow the header.
    static func size(_ content: Content, at place: Int) -> Int? {
        guard let header = content.bytes(at: place, count: 512) else { return nil }
        // Links, devices and folders have no content, whatever they say.
        if (0x31...0x36).contains(header[156]) { return 0 }
        if header[124] & 0x80 != 0 {
            return header[125] == 0 && header[126] == 0 && header[127] == 0
                && header[128] < 0x40 ? header.big(128, 8) : nil
        }
        return octal(header, 124, 12)
    }

    private static func octal(_ header: UnsafeRawBufferPointer, _ offset: Int, _ count: Int) -> Int? {
        var value = 0
        var hasDigits = false
        for index in offset..<(offset + count) {
            switch header[index] {
            case 0x30...0x37:
                value = value << 3 | Int(header[index] - 0x30)
                hasDigits = true
            case 0x20 where !hasDigits: continue
            case 0x20, 0: return hasDigits ? value : nil
            default: return nil
            }
        }
        return hasDigits ? value : nil
    }
}

extension Content {
    /// Whether only zeros stand there.
    func isZero(at place: Int, count: Int) -> Bool { bytes(at: place, count: count)?.allSatisfy { $0 == 0 } ?? false }
}
