/// PostgreSQL relations: the header and, where the cluster has them, the checksum of every page of 8 KiB
/// (src/include/storage/bufpage.h and checksum_impl.h).
enum PostgreSQLStructure {
    /// 1 GiB, after which a relation goes on in a file with the next number.
    private static let pagesOfSegment = 131_072

    static func check(_ content: Content, name: String) -> StructureReport {
        var findings = StructureFindings("postgresql-pages")
        let first = segment(of: name) * pagesOfSegment
        var withSum = 0
        var wrong: (page: Int, words: String)?
        for page in 0..<(content.size / PostgreSQLPage.size) where wrong == nil {
            guard let bytes = content.bytes(at: page * PostgreSQLPage.size, count: PostgreSQLPage.size) else { break }
            findings.checked += 1
            // A page that was added and never filled.
            if bytes.allSatisfy({ $0 == 0 }) { continue }
            guard PostgreSQLPage.isHeaderSound(bytes) else {
                wrong = (page, "Page \(page) has an impossible header.")
                continue
            }
            let said = bytes.little(8, 2)
            // A cluster without checksums writes zero, which no checksum is.
            guard said != 0 || withSum > 0 else { continue }
            withSum += 1
            let sum = PostgreSQLPage.checksum(of: bytes, block: UInt32(truncatingIfNeeded: first + page))
            if sum != said { wrong = (page, "The checksum of page \(page) is \(said); \(sum) was expected.") }
        }
        if let wrong { return findings.damaged(wrong.words, at: wrong.page * PostgreSQLPage.size) }
        if content.size % PostgreSQLPage.size != 0 {
            findings.irregular("The file ends within a page.", at: content.size)
        }
        return findings.report
    }

    /// The number after the dot of `16384.2`; zero without one.
    private static func segment(of name: String) -> Int {
        let file = name.split(separator: "/").last ?? ""
        let parts = file.split(separator: ".")
        guard parts.count == 2, parts[0].utf8.decimalDigits != nil, let number = parts[1].utf8.decimalDigits,
            number < 1 << 20
        else { return 0 }
        return number
    }
}

enum PostgreSQLPage {
    static let size = 8_192

    /// Whether a file without a signature may be a relation: whole pages, the first with a sound header.
    static func isPlausible(_ content: Content, at place: Int) -> Bool {
        guard content.size >= size, content.size % size == 0, let page = content.bytes(at: place, count: size) else {
            return false
        }
        return isHeaderSound(page)
    }

    /// Layout version 4, page size 8 KiB, and bounds in their order.
    static func isHeaderSound(_ page: UnsafeRawBufferPointer) -> Bool {
        let (lower, upper, special) = (page.little(12, 2), page.little(14, 2), page.little(16, 2))
        return page.little(18, 2) == size | 4 && lower >= 24 && lower <= upper && upper <= special && special <= size
    }

    /// 32 sums of the FNV-1a kind side by side, folded; the field of the checksum itself counts as zero.
    static func checksum(of page: UnsafeRawBufferPointer, block: UInt32) -> Int {
        var sums = offsets
        for row in 0..<(size / 128) {
            for column in 0..<32 {
                var value = page.loadUnaligned(fromByteOffset: row * 128 + column * 4, as: UInt32.self)
                if row == 0, column == 2 { value &= 0xFFFF_0000 }
                sums[column] = mixed(sums[column], UInt32(littleEndian: value))
            }
        }
        for _ in 0..<2 {
            for column in 0..<32 { sums[column] = mixed(sums[column], 0) }
        }
        let all = sums.reduce(0, ^) ^ block
        return Int(all % 65_535) + 1
    }

    private static func mixed(_ sum: UInt32, _ value: UInt32) -> UInt32 {
        let both = sum ^ value
        return both &* 16_777_619 ^ both >> 17
    }

    private static let offsets: [UInt32] = [
        0x5B1F_36E9, 0xB852_5960, 0x02AB_50AA, 0x1DE6_6D2A, 0x79FF_467A, 0x9BB9_F8A3, 0x217E_7CD2, 0x83E1_3D2C,
        0xF8D4_474F, 0xE39E_B970, 0x42C6_AE16, 0x9932_16FA, 0x7B09_3B5D, 0x98DA_FF3C, 0xF718_902A, 0x0B1C_9CDB,
        0xE58F_764B, 0x1876_36BC, 0x5D7B_3BB1, 0xE73D_E7DE, 0x92BE_C979, 0xCCA6_C0B2, 0x304A_0979, 0x85AA_43D4,
        0x7831_25BB, 0x6CA8_EAA2, 0xE407_EAC6, 0x4B5C_FC3E, 0x9FBF_8C76, 0x15CA_20BE, 0xF2CA_9FD3, 0x959B_D756,
    ]
}
