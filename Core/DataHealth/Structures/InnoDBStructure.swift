/// InnoDB tablespaces: the checksum of every page of 16 KiB (MariaDB storage/innobase/include/fil0fil.h, buf0buf.cc).
///
/// `full_crc32`, the default of MariaDB since 10.5, sums the page to its last four bytes; `crc32` leaves out the fields that
/// change without the page.
enum InnoDBStructure {
    static func check(_ content: Content) -> StructureReport {
        var findings = StructureFindings("innodb-pages")
        let isFull = InnoDBPage.isFullChecksum(content)
        for page in 0..<(content.size / InnoDBPage.size) {
            let place = page * InnoDBPage.size
            guard let bytes = content.bytes(at: place, count: InnoDBPage.size) else { break }
            findings.checked += 1
            if bytes.allSatisfy({ $0 == 0 }) { continue }
            guard bytes.big(4, 4) == page else {
                return findings.damaged("Page \(page) says that it is page \(bytes.big(4, 4)).", at: place)
            }
            guard InnoDBPage.hasSoundChecksum(bytes, isFull: isFull) else {
                return findings.damaged("The checksum of page \(page) is wrong.", at: place)
            }
        }
        if content.size % InnoDBPage.size != 0 { findings.irregular("The file ends within a page.", at: content.size) }
        return findings.report
    }
}

enum InnoDBPage {
    static let size = 16_384
    /// Where the flags of the tablespace are: the space header begins at byte 38, they are 16 bytes into it.
    private static let flagsOffset = 54
    private static let fullChecksumFlag = 0x10

    static func isFullChecksum(_ content: Content) -> Bool {
        (content.big32(at: flagsOffset) ?? 0) & fullChecksumFlag != 0
    }

    /// A first page of the type that tablespaces begin with, of space and page numbers that agree.
    static func isPlausibleTablespace(_ content: Content) -> Bool {
        guard content.size >= 2 * size, content.big32(at: 4) == 0, content.big16(at: 24) == 8,
            let space = content.big32(at: 34), content.big32(at: 38) == space, content.big32(at: size + 4) == 1
        else { return false }
        return true
    }

    static func hasSoundChecksum(_ page: UnsafeRawBufferPointer, isFull: Bool) -> Bool {
        if isFull { return Castagnoli.sum(page, 0..<(size - 4)) == UInt32(page.big(size - 4, 4)) }
        let sum = Castagnoli.sum(page, 4..<26) ^ Castagnoli.sum(page, 38..<(size - 8))
        return sum == UInt32(page.big(0, 4)) && sum == UInt32(page.big(size - 8, 4))
    }
}

/// CRC-32C, whose polynomial zlib does not have: eight tables, eight bytes at a time.
enum Castagnoli {
    private static let tables: [[UInt32]] = {
        let first: [UInt32] = (0..<256).map { (value: UInt32) in
            var sum = value
            for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : (sum >> 1) ^ 0x82F6_3B78 }
            return sum
        }
        var tables = [first]
        for _ in 1..<8 { tables.append(tables[tables.count - 1].map { $0 >> 8 ^ first[Int($0 & 255)] }) }
        return tables
    }()

    static func sum(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> UInt32 {
        var sum = UInt32.max
        var place = range.lowerBound
        while place + 8 <= range.upperBound {
            let low = UInt32(truncatingIfNeeded: bytes.little(place, 4)) ^ sum
            let high = UInt32(truncatingIfNeeded: bytes.little(place + 4, 4))
            sum = 0
            for index in 0..<4 {
                sum ^= tables[7 - index][Int(low >> UInt32(8 * index) & 255)]
                sum ^= tables[3 - index][Int(high >> UInt32(8 * index) & 255)]
            }
            place += 8
        }
        while place < range.upperBound {
            sum = sum >> 8 ^ tables[0][Int((sum ^ UInt32(bytes[place])) & 255)]
            place += 1
        }
        return ~sum
    }
}
