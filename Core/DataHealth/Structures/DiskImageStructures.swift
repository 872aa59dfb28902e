/// Disk images of QEMU (docs/interop/qcow2.txt): the header, and where its tables lead.
enum QCOW2Structure {
    static func check(_ content: Content) -> StructureReport {
        var findings = StructureFindings("qcow2")
        guard let version = content.big32(at: 4), let bits = content.big32(at: 20), let method = content.big32(at: 32),
            let entries = content.big32(at: 36), let table = content.big64(at: 40),
            let references = content.big64(at: 48),
            let clusters = content.big32(at: 56), let snapshots = content.big32(at: 60)
        else { return findings.damaged("The header is cut.", at: 0) }
        guard [2, 3].contains(version), (9...22).contains(bits), method <= 2, entries <= 1 << 25, snapshots <= 65_536
        else {
            return findings.damaged("The header has impossible fields.", at: 4)
        }
        let cluster = 1 << bits
        for (name, place, length) in [("mapping", table, entries * 8), ("reference", references, clusters * cluster)] {
            guard place % cluster == 0, length <= content.size - place else {
                return findings.damaged("The \(name) table lies outside the file.", at: place)
            }
        }
        for index in 0..<entries {
            guard let entry = content.bytes(at: table + 8 * index, count: 8) else { break }
            // Bit 63 says that the table is not shared; 9 to 55 are its place; the rest is reserved.
            let place = entry.big(0, 8) & 0x00FF_FFFF_FFFF_FE00
            guard place % cluster == 0, place < max(1, content.size), entry[0] & 0x7F == 0 else {
                return findings.damaged(
                    "Entry \(index) of the mapping table leads outside the file.", at: table + 8 * index)
            }
            findings.checked += 1
        }
        findings.checked += 1
        if method != 0 { findings.sealed() }
        return findings.report
    }
}

/// Disk images of VMware (Virtual Disk Format 1.1): the header of a sparse extent, or the descriptor.
enum VMDKStructure {
    static func check(_ content: Content) -> StructureReport {
        var findings = StructureFindings("vmdk")
        guard content.has("KDMV", at: 0) else { return descriptor(content, &findings) }
        guard let version = content.little32(at: 4), let capacity = content.little64(at: 12),
            let grain = content.little64(at: 20), let description = content.little64(at: 28),
            let length = content.little64(at: 36), let entries = content.little32(at: 44)
        else { return findings.damaged("The header is cut or has impossible fields.", at: 0) }
        guard (1...3).contains(version), grain >= 8, grain.nonzeroBitCount == 1, entries == 512, capacity % grain == 0,
            content.has([0x0A, 0x20, 0x0D, 0x0A], at: 73)
        else { return findings.damaged("The header has impossible fields.", at: 4) }
        guard description <= content.size / 512, length <= content.size / 512 - description else {
            return findings.damaged("The descriptor lies outside the file.", at: 28)
        }
        if length > 0, !content.has("# Disk DescriptorFile", at: description * 512) {
            return findings.damaged("The descriptor does not begin with its title.", at: description * 512)
        }
        // Streams have their directory at the end, and all ones here.
        if let directory = content.little64(at: 56), directory > content.size / 512 {
            return findings.damaged("The directory of grains lies outside the file.", at: 56)
        }
        findings.checked = 1
        return findings.report
    }

    private static func descriptor(_ content: Content, _ findings: inout StructureFindings) -> StructureReport {
        var hasExtent = false
        content.places(of: Array("\nRW ".utf8), to: 1 << 20) { _ in
            hasExtent = true
            return false
        }
        content.places(of: Array("createType=".utf8), to: 1 << 20) { _ in
            findings.checked = 1
            return false
        }
        guard findings.checked > 0 else { return findings.damaged("The type of the image is missing.", at: 0) }
        if !hasExtent { findings.irregular("No extent is named.") }
        return findings.report
    }
}
