/// Zip archives and what is made of them: office documents, jars, packages (APPNOTE.TXT 6.3.10).
///
/// The central directory, the local header of every member, and the CRC of every member by inflating it.
enum ZipStructure {
    /// Members beyond these are not looked at; the largest archives of Debian have some 60,000.
    private static let memberLimit = 1 << 20

    static func check(_ content: Content) -> StructureReport {
        var findings = StructureFindings("zip")
        guard let directory = ZipDirectory(content) else {
            return findings.damaged("The end of the central directory was expected in the last 64 KiB; there is none.")
        }
        guard directory.start >= 0, directory.size >= 0, directory.start <= directory.end - directory.size else {
            return findings.damaged(
                "The central directory should lie before its end record; it is said to begin at \(directory.start).",
                at: directory.end)
        }
        if directory.prefix > 0 { findings.irregular("\(directory.prefix) bytes stand before the archive.") }
        var place = directory.start
        for _ in 0..<min(directory.count, memberLimit) {
            guard let member = ZipMember(content, at: place, prefix: directory.prefix) else {
                return findings.damaged("A member of the central directory was expected; there is none.", at: place)
            }
            if let problem = check(member, in: content, &findings) {
                return findings.damaged(problem, at: member.offset)
            }
            place = member.next
        }
        if directory.count > memberLimit {
            findings.isPartial = true
        } else if place != directory.start + directory.size {
            findings.irregular("The central directory has another length than its end record says.", at: place)
        }
        if directory.count == 0 { findings.checked = 1 }
        return findings.report
    }

    /// What is wrong with a member; `nil` when nothing is.
    private static func check(
        _ member: ZipMember, in content: Content, _ findings: inout StructureFindings
    ) -> String? {
        guard content.has([0x50, 0x4B, 3, 4], at: member.offset) else {
            return "A local header was expected; there is none."
        }
        guard let nameLength = content.little16(at: member.offset + 26), nameLength == member.nameLength,
            let extra = content.little16(at: member.offset + 28)
        else { return "The name in the local header differs from the central directory." }
        guard content.sameBytes(at: member.offset + 30, and: member.nameOffset, count: min(nameLength, 4_096)) else {
            return "The name in the local header differs from the central directory."
        }
        let data = member.offset + 30 + nameLength + extra
        guard member.compressed <= content.size - data else { return "A member goes beyond the end of the file." }
        findings.checked += 1
        if member.isEncrypted {
            findings.sealed()
            return nil
        }
        return checkData(of: member, in: content, at: data, &findings)
    }

    private static func checkData(
        of member: ZipMember, in content: Content, at data: Int, _ findings: inout StructureFindings
    ) -> String? {
        var sum = RunningCRC32()
        switch member.method {
        case 0:
            guard content.inflationBudget >= member.compressed else {
                findings.isPartial = true
                return nil
            }
            content.inflationBudget -= member.compressed
            content.forEachPiece(from: data, count: member.compressed) { _, piece in
                sum.update(piece)
                return true
            }
        case 8:
            let result = content.inflator.inflate(content, at: data, available: member.compressed, as: .bare) {
                sum.update($0)
            }
            switch result {
            case .complete(_, let produced):
                guard produced == member.uncompressed else { return "A member has another length than it should." }
            case .outOfBudget, .unreadable:
                findings.isPartial = true
                return nil
            case .damaged, .truncated: return "The compressed data of a member is damaged."
            }
        default:
            findings.isPartial = true
            return nil
        }
        guard content.failure == nil else { return nil }
        return sum.value == UInt(member.crc) ? nil : "The checksum of a member is wrong."
    }
}

extension Content {
    /// Whether the same bytes stand at two places.
    func sameBytes(at first: Int, and second: Int, count: Int) -> Bool {
        guard let one = bytes(at: first, count: count).map({ Array($0) }), let other = bytes(at: second, count: count)
        else { return false }
        return other.elementsEqual(one)
    }
}
