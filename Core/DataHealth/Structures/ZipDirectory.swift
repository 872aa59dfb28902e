/// Where the central directory of a zip archive lies, by its end record.
struct ZipDirectory {
    let start: Int
    let size: Int
    let count: Int
    /// Where the directory has to end.
    let end: Int
    /// Bytes before the archive, as self-extracting ones have; all offsets are after them.
    let prefix: Int

    init?(_ content: Content) {
        // The record has 22 bytes and a comment of up to 65,535.
        let from = max(0, content.size - 65_557)
        guard let record = content.lastPlace(of: [0x50, 0x4B, 5, 6], from: from),
            let entries = content.little16(at: record + 10), let length = content.little32(at: record + 12),
            let offset = content.little32(at: record + 16)
        else { return nil }
        if offset == 0xFFFF_FFFF || entries == 0xFFFF || length == 0xFFFF_FFFF,
            content.has([0x50, 0x4B, 6, 7], at: record - 20)
        {
            guard let place = content.little64(at: record - 12), content.has([0x50, 0x4B, 6, 6], at: place),
                let entries = content.little64(at: place + 32), let length = content.little64(at: place + 40),
                let offset = content.little64(at: place + 48)
            else { return nil }
            (start, size, count, end, prefix) = (offset, length, entries, place, 0)
            return
        }
        // Where the directory really is tells how many bytes stand before the archive.
        let before = record - length - offset
        let isShifted = before > 0 && content.has([0x50, 0x4B, 1, 2], at: record - length)
        prefix = isShifted ? before : 0
        (start, size, count, end) = (offset + prefix, length, entries, record)
    }
}

/// A member as the central directory describes it.
struct ZipMember {
    let method: Int
    let isEncrypted: Bool
    let crc: Int
    let compressed: Int
    let uncompressed: Int
    let nameOffset: Int
    let nameLength: Int
    /// Of the local header.
    let offset: Int
    /// Where the next entry begins.
    let next: Int

    init?(_ content: Content, at place: Int, prefix: Int) {
        guard let header = content.bytes(at: place, count: 46), header.matches([0x50, 0x4B, 1, 2], at: 0) else {
            return nil
        }
        let extra = header.little(30, 2)
        isEncrypted = header.little(8, 2) & 1 != 0
        method = header.little(10, 2)
        crc = header.little(16, 4)
        nameLength = header.little(28, 2)
        nameOffset = place + 46
        next = place + 46 + nameLength + extra + header.little(32, 2)
        let sizes = (header.little(24, 4), header.little(20, 4), header.little(42, 4))
        let large = Self.large(content, sizes, at: place + 46 + nameLength, count: extra)
        uncompressed = large.0
        compressed = large.1
        offset = large.2 + prefix
    }

    /// Sizes and offset, from the extra field of zip64 where the header holds only ones.
    private static func large(
        _ content: Content, _ sizes: (Int, Int, Int), at place: Int, count: Int
    ) -> (Int, Int, Int) {
        let full = 0xFFFF_FFFF
        guard sizes.0 == full || sizes.1 == full || sizes.2 == full else { return sizes }
        var (result, field) = (sizes, place)
        while field + 4 <= place + count, let id = content.little16(at: field),
            let length = content.little16(at: field + 2)
        {
            if id == 1 {
                var next = field + 4
                func take(_ value: Int) -> Int {
                    guard value == full, next + 8 <= field + 4 + length, let large = content.little64(at: next) else {
                        return value
                    }
                    next += 8
                    return large
                }
                result.0 = take(sizes.0)
                result.1 = take(sizes.1)
                result.2 = take(sizes.2)
                return result
            }
            field += 4 + length
        }
        return result
    }
}
