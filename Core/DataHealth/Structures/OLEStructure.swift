/// Compound files of older office documents ([MS-CFB]): header, allocation table, folder, and the chain of every stream.
enum OLEStructure {
    static func check(_ content: Content) -> StructureReport {
        var findings = StructureFindings("ole")
        guard let file = CompoundFile(content) else {
            return findings.damaged("A compound file header was expected; its fields are impossible.", at: 0)
        }
        guard file.readTable(content) else {
            return findings.damaged("The allocation table names sectors beyond the end of the file.", at: 76)
        }
        guard let folder = file.chain(from: file.firstFolderSector), let first = folder.first else {
            return findings.damaged("The chain of the folder is broken.", at: 48)
        }
        let root = file.offset(of: first)
        guard content.byte(at: root + 66) == 5, content.has([0x52, 0, 0x6F, 0, 0x6F, 0, 0x74, 0], at: root) else {
            return findings.damaged("The first entry should be the root entry; it is not.", at: root)
        }
        for sector in folder {
            for index in 0..<(file.sectorSize / 128) {
                let entry = file.offset(of: sector) + index * 128
                if let problem = check(entry, in: content, file, &findings) {
                    return findings.damaged(problem, at: entry)
                }
            }
        }
        return findings.report
    }

    private static func check(
        _ place: Int, in content: Content, _ file: CompoundFile, _ findings: inout StructureFindings
    ) -> String? {
        // The last sector of a file may be cut.
        guard let entry = content.bytes(at: place, count: 128) else { return nil }
        guard let type = [0: 0, 1: 1, 2: 2, 5: 5][entry[66]], entry.little(64, 2) <= 64 else {
            return "An entry of the folder has no known type."
        }
        guard type == 2 || type == 5 else { return nil }
        if entry.matches(Array("EncryptedPackage".utf8).flatMap { [$0, 0] }, at: 0) { findings.sealed() }
        let size = file.sectorSize == 512 ? entry.little(120, 4) : entry.little(120, 8)
        let start = entry.little(116, 4)
        findings.checked += 1
        // Small streams lie in the mini stream, which is the root entry's own.
        guard size > 0, type == 5 || size >= file.miniLimit else { return nil }
        guard let chain = file.chain(from: start) else { return "The chain of a stream is broken." }
        let needed = (size + file.sectorSize - 1) / file.sectorSize
        return chain.count >= needed ? nil : "A stream of \(size) bytes has only \(chain.count) sectors."
    }
}

/// The header and allocation table of a compound file.
final class CompoundFile {
    private static let endOfChain = 0xFFFF_FFFE
    private static let free = 0xFFFF_FFFF
    /// Special values are above this one.
    private static let largest = 0xFFFF_FFFA

    let sectorSize: Int
    let miniLimit: Int
    let firstFolderSector: Int
    private let tableSectors: Int
    private let firstMaster: Int
    private let sectorCount: Int
    private var table: [UInt32] = []
    /// Every sector belongs to one chain; more steps than that mean chains that share sectors, or circles.
    private var steps = 0

    init?(_ content: Content) {
        guard let header = content.bytes(at: 0, count: 512), header.little(28, 2) == 0xFFFE,
            [9, 12].contains(header.little(30, 2)), header.little(32, 2) == 6, [3, 4].contains(header.little(26, 2))
        else { return nil }
        sectorSize = 1 << header.little(30, 2)
        tableSectors = header.little(44, 4)
        firstFolderSector = header.little(48, 4)
        miniLimit = header.little(56, 4)
        firstMaster = header.little(68, 4)
        // The last sector may be cut.
        sectorCount = max(0, (content.size - 1) / sectorSize)
        guard tableSectors > 0, tableSectors <= sectorCount, miniLimit == 4_096 else { return nil }
    }

    func offset(of sector: Int) -> Int { (sector + 1) * sectorSize }

    /// Reads the allocation table; `false` when it names what is not there.
    func readTable(_ content: Content) -> Bool {
        table.reserveCapacity(tableSectors * sectorSize / 4)
        var read = 0
        for index in 0..<min(tableSectors, 109) {
            guard let sector = content.little32(at: 76 + 4 * index), add(sector, content) else { return false }
            read += 1
        }
        var master = firstMaster
        var steps = 0
        while read < tableSectors {
            // Each such sector names the next; more of them than sectors means a circle.
            guard master < sectorCount, steps < sectorCount else { return false }
            let place = offset(of: master)
            for index in 0..<(sectorSize / 4 - 1) where read < tableSectors {
                guard let sector = content.little32(at: place + 4 * index), add(sector, content) else { return false }
                read += 1
            }
            guard let next = content.little32(at: place + sectorSize - 4) else { return false }
            master = next
            steps += 1
        }
        return true
    }

    private func add(_ sector: Int, _ content: Content) -> Bool {
        guard sector < sectorCount, let bytes = content.bytes(at: offset(of: sector), count: sectorSize) else {
            // A cut last sector is what some writers leave; it describes only free ones.
            return sector < sectorCount && offset(of: sector) + sectorSize > content.size
        }
        for index in 0..<(sectorSize / 4) {
            let next = bytes.little(4 * index, 4)
            guard next <= sectorCount || next >= Self.largest else { return false }
            table.append(UInt32(next))
        }
        return true
    }

    /// The sectors from `start` to the end of the chain; `nil` when it leaves the file or goes in a circle.
    func chain(from start: Int) -> [Int]? {
        var sectors: [Int] = []
        var sector = start
        while sector != Self.endOfChain {
            guard sector < table.count, sector < sectorCount, steps <= 2 * sectorCount else { return nil }
            sectors.append(sector)
            steps += 1
            sector = Int(table[sector])
        }
        return sectors
    }
}
