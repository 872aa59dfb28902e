/// Programs and libraries (System V ABI, ELF): header, segments, section table and its names.
enum ELFStructure {
    static func check(_ content: Content) -> StructureReport {
        var findings = StructureFindings("elf")
        guard let file = ELFFile(content) else {
            return findings.damaged("An ELF header was expected; its fields are impossible.", at: 0)
        }
        for index in 0..<file.segmentCount {
            guard let (offset, size) = file.segment(index, content), offset <= content.size,
                size <= content.size - offset
            else { return findings.damaged("A segment goes beyond the end of the file.", at: file.segments) }
            findings.checked += 1
        }
        guard file.sectionCount > 0 else { return findings.report }
        guard file.sections <= content.size - file.sectionCount * file.sectionSize else {
            return findings.damaged("The section table goes beyond the end of the file.", at: file.sections)
        }
        let names = file.section(file.namesIndex, content)
        for index in 0..<file.sectionCount {
            guard let section = file.section(index, content) else { return findings.report }
            if let problem = check(section, names: names, in: content) {
                return findings.damaged(problem, at: file.sections + index * file.sectionSize)
            }
            findings.checked += 1
        }
        return findings.report
    }

    private static func check(_ section: ELFFile.Section, names: ELFFile.Section?, in content: Content) -> String? {
        // What is only in memory, and files of debug information alone, have no bytes here.
        guard section.type != 8, section.type != 0 else { return nil }
        guard section.offset <= content.size, section.size <= content.size - section.offset else {
            return "A section goes beyond the end of the file."
        }
        if section.type == 3, section.size > 0, section.flags & 0x800 == 0 {
            // A table of strings begins and ends with the empty string.
            guard content.byte(at: section.offset) == 0, content.byte(at: section.offset + section.size - 1) == 0 else {
                return "A table of strings does not begin and end with a zero."
            }
        }
        guard let names, names.type == 3, names.size > 0 else { return nil }
        guard section.name < names.size, let first = content.byte(at: names.offset + section.name) else {
            return "The name of a section is not in the table of names."
        }
        return first == 0 || (0x20..<0x7F).contains(first) ? nil : "The name of a section is not text."
    }
}

/// The parts of an ELF header that tell where the rest is, in 32 and 64 bits and both byte orders.
struct ELFFile {
    struct Section {
        let name: Int
        let type: Int
        let flags: Int
        let offset: Int
        let size: Int
    }

    private let isWide: Bool
    private let isLittle: Bool
    let segments: Int
    let segmentCount: Int
    let sections: Int
    let sectionSize: Int
    let sectionCount: Int
    let namesIndex: Int

    init?(_ content: Content) {
        guard let start = content.bytes(at: 0, count: 20), [1, 2].contains(start[4]), [1, 2].contains(start[5]),
            start[6] == 1
        else { return nil }
        let wide = start[4] == 2
        let little = start[5] == 1
        guard let header = content.bytes(at: 0, count: wide ? 64 : 52) else { return nil }
        func field(_ offset: Int, _ count: Int) -> Int {
            little ? header.little(offset, count) : header.big(offset, count)
        }
        (isWide, isLittle) = (wide, little)
        segments = field(wide ? 32 : 28, wide ? 8 : 4)
        let table = field(wide ? 40 : 32, wide ? 8 : 4)
        segmentCount = segments == 0 ? 0 : field(wide ? 56 : 44, 2)
        sectionSize = field(wide ? 58 : 46, 2)
        let count = field(wide ? 60 : 48, 2)
        namesIndex = field(wide ? 62 : 50, 2)
        sections = table
        sectionCount = table == 0 ? 0 : count
        guard (0...8).contains(field(20, 4)), segments >= 0, table >= 0, field(wide ? 52 : 40, 2) == (wide ? 64 : 52),
            sectionCount == 0 || (sectionSize == (wide ? 64 : 40) && namesIndex < max(1, count) && table < content.size)
        else { return nil }
    }

    func segment(_ index: Int, _ content: Content) -> (offset: Int, size: Int)? {
        let length = isWide ? 56 : 32
        guard let entry = content.bytes(at: segments + index * length, count: length) else { return nil }
        return (read(entry, isWide ? 8 : 4), read(entry, isWide ? 32 : 16))
    }

    func section(_ index: Int, _ content: Content) -> Section? {
        guard let entry = content.bytes(at: sections + index * sectionSize, count: sectionSize) else { return nil }
        return Section(
            name: number(entry, 0, 4), type: number(entry, 4, 4), flags: read(entry, 8),
            offset: read(entry, isWide ? 24 : 16), size: read(entry, isWide ? 32 : 20))
    }

    /// An address-sized number; a huge one instead of a negative one.
    private func read(_ entry: UnsafeRawBufferPointer, _ offset: Int) -> Int {
        let value = number(entry, offset, isWide ? 8 : 4)
        return value < 0 ? .max : value
    }

    private func number(_ entry: UnsafeRawBufferPointer, _ offset: Int, _ count: Int) -> Int {
        isLittle ? entry.little(offset, count) : entry.big(offset, count)
    }
}
