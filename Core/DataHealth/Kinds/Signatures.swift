/// Bytes at a fixed place that tell a kind.
struct Signature: Sendable {
    let kind: FileKind
    let offset: Int
    let pattern: [UInt8]

    init(_ kind: FileKind, _ text: String, at offset: Int = 0) {
        self.kind = kind
        self.offset = offset
        pattern = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }

    init(_ kind: FileKind, hex digits: String, at offset: Int = 0) {
        self.kind = kind
        self.offset = offset
        let values = digits.utf8.map { UInt8($0 < 0x3A ? $0 - 0x30 : $0 - 0x57) }
        pattern = stride(from: 0, to: values.count - 1, by: 2).map { values[$0] << 4 | values[$0 + 1] }
    }
}

/// Signatures of four bytes and more, which random bytes match once in four thousand million.
///
/// Shorter ones, which random bytes meet, are in `WeakSignatures` with what else has to hold. Sources: the specifications of
/// the formats, and the file(1) database for the rest.
enum Signatures {
    static let all: [Signature] = documents + archives + media + programs + data + sealed

    /// The same by their first byte, so that most files are compared with few.
    static let byFirstByte: [[Signature]] = {
        var table = [[Signature]](repeating: [], count: 256)
        for signature in all where signature.offset == 0 { table[Int(signature.pattern[0])].append(signature) }
        return table
    }()

    static let elsewhere = all.filter { $0.offset > 0 }

    private static let documents = [
        Signature(.pdf, "%PDF-"), Signature(.postscript, "%!PS"), Signature(.postscript, hex: "c5d0d3c6"),
        Signature(.rtf, "{\\rtf"), Signature(.djvu, "AT&TFORM"), Signature(.ole, hex: "d0cf11e0a1b11ae1"),
        Signature(.windowsHelp, "ITSF"),
    ]

    private static let archives = [
        Signature(.zip, "PK\u{3}\u{4}"), Signature(.zip, "PK\u{5}\u{6}"), Signature(.xz, hex: "fd377a585a00"),
        Signature(.zstd, hex: "28b52ffd"), Signature(.lz4, hex: "04224d18"), Signature(.lzip, "LZIP\u{1}"),
        Signature(.lzop, hex: "894c5a4f000d0a1a0a"), Signature(.sevenZip, hex: "377abcaf271c"),
        Signature(.rar, "Rar!\u{1A}\u{7}"), Signature(.cabinet, "MSCF\0\0\0\0"), Signature(.cpio, "070701"),
        Signature(.cpio, "070702"), Signature(.cpio, "070707"), Signature(.tar, "ustar", at: 257),
        Signature(.ar, "!<arch>\n"), Signature(.ar, "!<thin>\n"), Signature(.rpm, hex: "edabeedb"),
        Signature(.squashfs, "hsqs"), Signature(.iso9660, "CD001", at: 32_769),
    ]

    private static let media = [
        Signature(.png, hex: "89504e470d0a1a0a"), Signature(.gif, "GIF87a"), Signature(.gif, "GIF89a"),
        Signature(.tiff, hex: "49492a00"), Signature(.tiff, hex: "4d4d002a"), Signature(.tiff, hex: "49492b00"),
        Signature(.jpeg2000, hex: "0000000c6a502020"), Signature(.jpeg2000, hex: "ff4fff51"),
        Signature(.psd, "8BPS\0"), Signature(.xcf, "gimp xcf "), Signature(.exr, hex: "762f3101"),
        Signature(.ogg, "OggS\0"), Signature(.flac, "fLaC"), Signature(.midi, "MThd\0\0\0\u{6}"),
        Signature(.matroska, hex: "1a45dfa3"), Signature(.asf, hex: "3026b2758e66cf11"), Signature(.mp3, "ID3\u{3}"),
        Signature(.mp3, "ID3\u{4}"), Signature(.mp3, "ID3\u{2}"), Signature(.mpeg, hex: "000001ba"),
        Signature(.mpeg, hex: "000001b3"), Signature(.trueType, "OTTO\0"),
        Signature(.trueType, "ttcf\0"), Signature(.trueType, "true\0"), Signature(.woff, "wOFF"),
        Signature(.woff2, "wOF2"), Signature(.type1, "%!PS-AdobeFont"), Signature(.type1, "%!FontType1"),
    ]

    private static let programs = [
        Signature(.elf, hex: "7f454c46"), Signature(.machO, hex: "cffaedfe"), Signature(.machO, hex: "cefaedfe"),
        Signature(.machO, hex: "feedfacf"), Signature(.machO, hex: "feedface"),
        Signature(.javaClass, hex: "cafebabe00"), Signature(.wasm, hex: "0061736d01000000"),
    ]

    private static let data = [
        Signature(.sqlite, "SQLite format 3\0"), Signature(.berkeleyDB, hex: "62310500", at: 12),
        Signature(.berkeleyDB, hex: "61150600", at: 12), Signature(.berkeleyDB, hex: "00061561", at: 12),
        Signature(.tdb, "TDB file\n"), Signature(.qcow2, hex: "514649fb"), Signature(.vmdk, "KDMV"),
        Signature(.vmdk, "# Disk DescriptorFile"), Signature(.vdi, hex: "7f10dabe", at: 64),
        Signature(.vhdx, "vhdxfile"), Signature(.gettextCatalog, hex: "de120495"),
        Signature(.gettextCatalog, hex: "950412de"), Signature(.pcap, hex: "d4c3b2a1"),
        Signature(.pcap, hex: "a1b2c3d4"), Signature(.pcap, hex: "0a0d0d0a"), Signature(.hdf5, hex: "894844460d0a1a0a"),
        Signature(.git, "PACK\0\0\0"), Signature(.git, hex: "ff744f6300000002"), Signature(.gitIndex, "DIRC\0\0\0"),
        Signature(.systemdJournal, "LPKSHHRH"), Signature(.fontCache, hex: "04fc02fc"),
    ]

    private static let sealed = [
        Signature(.age, "age-encryption.org/v1"), Signature(.luks, "LUKS\u{BA}\u{BE}"),
        Signature(.saltedCipher, "Salted__"), Signature(.keepass, hex: "03d9a29a67fb4bb5"),
        Signature(.keepass, hex: "03d9a29a65fb4bb5"), Signature(.vault, "$ANSIBLE_VAULT;"),
        Signature(.pgp, "-----BEGIN PGP MESSAGE-----"), Signature(.saltedCipher, "VimCrypt~"),
    ]
}
