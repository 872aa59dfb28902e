/// Kinds whose first bytes are too few to trust alone: each rule says what else has to hold.
///
/// Random bytes match two given ones once in 65,536, and a file of random bytes must not pass for a program.
enum WeakSignatures {
    static func kind(of content: Content) -> FileKind? {
        guard let first = content.byte(at: 0) else { return nil }
        return kind(of: content, first) ?? python(content)
    }

    private static func kind(of content: Content, _ first: UInt8) -> FileKind? {
        switch first {
        case 0x1F: return compressed(content)
        case 0x42: return content.has("BZh", at: 0) ? bzip2(content) : bitmap(content)
        case 0x4D: return portableExecutable(content)
        case 0xFF: return jpeg(content) ?? mpegSound(content)
        case 0x47: return transportStream(content)
        case 0x0A: return pcx(content)
        case 0x50: return netpbm(content)
        case 0x00: return content.has([0, 1, 0, 0], at: 0) ? trueType(content) : icon(content)
        case 0x1A: return content.has([0x1A, 0x01], at: 0) ? terminfo(content) : nil
        case 0x1E: return content.has([0x1E, 0x02], at: 0) ? terminfo(content) : nil
        case 0x30: return der(content)
        default: return nil
        }
    }

    private static func compressed(_ content: Content) -> FileKind? {
        guard let second = content.byte(at: 1), let third = content.byte(at: 2), let fourth = content.byte(at: 3) else {
            return nil
        }
        // Method 8 is the only one there is; the upper flags are reserved.
        if second == 0x8B { return third == 8 && fourth & 0xE0 == 0 ? .gzip : nil }
        // Code widths of 9 to 16 bits; the reserved flags are zero. The first code of a stream is a plain byte.
        if second == 0x9D { return third & 0x60 == 0 && (9...16).contains(third & 0x1F) ? .unixCompress : nil }
        // The older program pack.
        return second == 0xA0 ? .lzop : nil
    }

    private static func bzip2(_ content: Content) -> FileKind? {
        guard let level = content.byte(at: 3), (0x31...0x39).contains(level) else { return nil }
        let isBlock = content.has([0x31, 0x41, 0x59, 0x26, 0x53, 0x59], at: 4)
        return isBlock || content.has([0x17, 0x72, 0x45, 0x38, 0x50, 0x90], at: 4) ? .bzip2 : nil
    }

    private static func bitmap(_ content: Content) -> FileKind? {
        guard content.byte(at: 1) == 0x4D, let header = content.little32(at: 14), let pixels = content.little32(at: 10)
        else { return nil }
        return [12, 40, 52, 56, 64, 108, 124].contains(header) && pixels >= 14 + header ? .bmp : nil
    }

    private static func portableExecutable(_ content: Content) -> FileKind? {
        guard content.byte(at: 1) == 0x5A, let header = content.little32(at: 60) else { return nil }
        if content.has("PE\0\0", at: header) || content.has("NE", at: header) { return .pe }
        // A program for DOS: a sane header size and relocation table.
        guard let paragraphs = content.little16(at: 8), let lastPage = content.little16(at: 2) else { return nil }
        return (2...64).contains(paragraphs) && lastPage < 512 ? .pe : nil
    }

    private static func jpeg(_ content: Content) -> FileKind? {
        guard content.has([0xFF, 0xD8, 0xFF], at: 0), let marker = content.byte(at: 3) else { return nil }
        return (0xC0...0xFE).contains(marker) && !(0xD0...0xD9).contains(marker) ? .jpeg : nil
    }

    /// Two frames, the second where the first one ends.
    private static func mpegSound(_ content: Content) -> FileKind? {
        guard let header = content.big32(at: 0), let length = mpegFrame(header), let next = content.big32(at: length)
        else { return nil }
        return mpegFrame(next) != nil ? .mp3 : nil
    }

    /// The length of a frame of MPEG layer 3; `nil` when this is no header of one.
    private static func mpegFrame(_ header: Int) -> Int? {
        guard header >> 21 == 0x7FF, header >> 17 & 3 == 1 else { return nil }
        let version = header >> 19 & 3
        let rateIndex = header >> 12 & 15
        guard version != 1, (1...14).contains(rateIndex), header >> 10 & 3 != 3 else { return nil }
        let rates1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
        let rates2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
        let frequency = [44_100, 48_000, 32_000][header >> 10 & 3] >> (version == 3 ? 0 : version == 2 ? 1 : 2)
        let rate = (version == 3 ? rates1 : rates2)[rateIndex] * 1_000
        return (version == 3 ? 144 : 72) * rate / frequency + (header >> 9 & 1)
    }

    private static func transportStream(_ content: Content) -> FileKind? {
        (1...3).allSatisfy { content.byte(at: $0 * 188) == 0x47 } ? .mpeg : nil
    }

    private static func pcx(_ content: Content) -> FileKind? {
        guard let version = content.byte(at: 1), [0, 2, 3, 4, 5].contains(version), content.byte(at: 2) == 1,
            let bits = content.byte(at: 3), [1, 2, 4, 8].contains(bits)
        else { return nil }
        return content.byte(at: 64) == 0 ? .pcx : nil
    }

    /// `P1` to `P6`, white space, a number or a comment.
    private static func netpbm(_ content: Content) -> FileKind? {
        guard let digit = content.byte(at: 1), (0x31...0x37).contains(digit), let blank = content.byte(at: 2),
            blank == 0x0A || blank == 0x20, let next = content.byte(at: 3), next == 0x23 || (0x30...0x39).contains(next)
        else { return nil }
        return .netpbm
    }

    /// A sane number of tables, the first with a name of printable characters.
    private static func trueType(_ content: Content) -> FileKind? {
        guard let count = content.big16(at: 4), (1...512).contains(count), let name = content.bytes(at: 12, count: 4),
            name.allSatisfy({ (0x20..<0x7F).contains($0) })
        else { return nil }
        return .trueType
    }

    private static func icon(_ content: Content) -> FileKind? {
        guard content.has([0, 0, 1, 0], at: 0) || content.has([0, 0, 2, 0], at: 0) else { return nil }
        guard let count = content.little16(at: 4), (1...256).contains(count), let length = content.little32(at: 14),
            let offset = content.little32(at: 18), offset >= 6 + 16 * count, length > 0
        else { return nil }
        return offset + length <= content.size ? .icon : nil
    }

    private static func terminfo(_ content: Content) -> FileKind? {
        guard let names = content.little16(at: 2), (1...1_024).contains(names), let flags = content.little16(at: 4),
            flags <= 512, let numbers = content.little16(at: 6), numbers <= 512
        else { return nil }
        return .terminfo
    }

    /// A sequence that takes the whole file, beginning with an element: certificates and keys.
    private static func der(_ content: Content) -> FileKind? {
        guard content.byte(at: 1) == 0x82, let length = content.big16(at: 2), length + 4 == content.size,
            let tag = content.byte(at: 4)
        else { return nil }
        return tag == 0x30 || tag == 0x02 ? .der : nil
    }

    /// A magic number that ends in CR LF, then, after a time, a size and flags as the version has them, a code object.
    private static func python(_ content: Content) -> FileKind? {
        guard content.has([0x0D, 0x0A], at: 2) else { return nil }
        return [8, 12, 16].contains { place in content.byte(at: place).map { $0 & 0x7F == 0x63 } ?? false }
            ? .pythonByteCode : nil
    }
}
