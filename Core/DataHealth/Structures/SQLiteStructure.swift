/// SQLite databases (fileformat2.html): header, number of pages, and the type of every page of every tree.
enum SQLiteStructure {
    /// Pages beyond these are not walked.
    private static let pageLimit = 200_000

    static func check(_ content: Content) -> StructureReport {
        var findings = StructureFindings("sqlite")
        guard let header = content.bytes(at: 0, count: 100) else {
            return findings.damaged("The header is cut.", at: 0)
        }
        let said = header.big(16, 2)
        let pageSize = said == 1 ? 65_536 : said
        guard pageSize >= 512, pageSize.nonzeroBitCount == 1, header[21] == 64, header[22] == 32, header[23] == 32
        else {
            return findings.damaged("The page size or the fractions in the header are impossible.", at: 16)
        }
        // Older versions do not keep the number of pages up to date; then these two differ.
        let pages = header.big(24, 4) == header.big(92, 4) ? header.big(28, 4) : content.size / pageSize
        guard content.size >= pages * pageSize else {
            return findings.damaged(
                "\(pages) pages of \(pageSize) bytes were expected; the file has \(content.size) bytes.", at: 28)
        }
        if content.size % pageSize != 0 { findings.irregular("The file ends within a page.", at: content.size) }
        var walk = SQLiteWalk(
            pageSize: pageSize, usable: pageSize - Int(header[20]), pages: max(1, content.size / pageSize))
        walk.visit(root: 1, isSchema: true)
        while let page = walk.next() {
            guard findings.checked < pageLimit else {
                findings.isPartial = true
                break
            }
            if let problem = walk.check(page, in: content) {
                return findings.damaged("Page \(page): \(problem)", at: (page - 1) * pageSize)
            }
            findings.checked += 1
        }
        return findings.report
    }
}

/// A walk over all trees of a database, beginning with the schema, which names the others.
struct SQLiteWalk {
    private let pageSize: Int
    private let usable: Int
    private let pages: Int
    private var waiting: [Int] = []
    private var seen: Set<Int> = []
    private var schema: Set<Int> = []

    init(pageSize: Int, usable: Int, pages: Int) {
        self.pageSize = pageSize
        self.usable = usable
        self.pages = pages
    }

    mutating func visit(root page: Int, isSchema: Bool = false) {
        guard seen.insert(page).inserted else { return }
        if isSchema { schema.insert(page) }
        waiting.append(page)
    }

    mutating func next() -> Int? { waiting.popLast() }

    /// What is wrong with a page; `nil` when nothing is. Notes the pages below it.
    mutating func check(_ page: Int, in content: Content) -> String? {
        guard page >= 1, page <= pages, let bytes = content.bytes(at: (page - 1) * pageSize, count: pageSize) else {
            return "It lies beyond the end of the file."
        }
        let start = page == 1 ? 100 : 0
        let type = bytes[start]
        guard [2, 5, 10, 13].contains(type) else { return "A page of a tree was expected; its type is \(type)." }
        let isInner = type < 8
        let cells = bytes.big(start + 3, 2)
        let headerSize = isInner ? 12 : 8
        guard start + headerSize + 2 * cells <= usable else { return "It has more cells than room." }
        var below: [Int] = isInner ? [bytes.big(start + 8, 4)] : []
        for index in 0..<cells {
            let cell = bytes.big(start + headerSize + 2 * index, 2)
            guard cell >= start + headerSize + 2 * cells, cell < usable else { return "A cell lies outside of it." }
            if isInner {
                below.append(bytes.big(cell, 4))
            } else if schema.contains(page), let root = schemaRoot(bytes, at: cell) {
                guard (1...pages).contains(root) else { return "A table begins beyond the end of the file." }
                visit(root: root)
            }
        }
        guard below.allSatisfy((1...pages).contains) else { return "It leads beyond the end of the file." }
        // The pages below a page of the schema belong to the schema.
        for child in below { visit(root: child, isSchema: schema.contains(page)) }
        return nil
    }

    /// The root page in a row of the schema: its fourth column; `nil` for views, triggers and rows that go on elsewhere.
    private func schemaRoot(_ page: UnsafeRawBufferPointer, at cell: Int) -> Int? {
        var place = cell
        _ = variable(page, &place)
        _ = variable(page, &place)
        let header = place
        let headerSize = variable(page, &place)
        var types: [Int] = []
        while place < header + headerSize, types.count < 5, place < page.count { types.append(variable(page, &place)) }
        guard types.count >= 4, headerSize < page.count else { return nil }
        let before = types[..<3].reduce(0) { $0 + Self.length(ofSerial: $1) }
        let (offset, count) = (header + headerSize + before, Self.length(ofSerial: types[3]))
        guard (1...4).contains(types[3]), offset + count <= usable else {
            return types[3] == 9 ? 1 : nil
        }
        let root = page.big(offset, count)
        return root > 0 ? root : nil
    }

    private static func length(ofSerial type: Int) -> Int {
        switch type {
        case 0...4: type
        case 5: 6
        case 6, 7: 8
        case 12...(1 << 30): (type - 12) / 2
        default: 0
        }
    }

    /// A number of one to nine bytes, seven bits each.
    private func variable(_ page: UnsafeRawBufferPointer, _ place: inout Int) -> Int {
        var value = 0
        for _ in 0..<8 {
            let byte = page.at(place)
            place += 1
            value = value << 7 | Int(byte & 0x7F)
            if byte < 0x80 { return value }
        }
        place += 1
        return value & 0xFFFF_FFFF
    }
}
