/// What a file is by its first bytes.
package enum FileKind: String, Hashable, Sendable, CaseIterable {
    // Documents.
    case pdf, postscript, rtf, djvu
    case ole = "ole-document"
    case windowsHelp = "windows-help"
    // Archives and compressed data.
    case zip, gzip, bzip2, xz, zstd, lz4, lzip, lzop
    case sevenZip = "7z"
    case rar, cabinet, cpio, tar, ar, rpm
    case unixCompress = "compress"
    case squashfs, iso9660
    // Pictures, sound, film.
    case png, jpeg, gif, tiff, bmp, icon, webp, jpeg2000, psd, xcf, heif, exr, pcx, netpbm
    case wave, avi, mp3, mp4, ogg, flac, midi, matroska, mpeg, asf, aiff
    // Fonts.
    case trueType = "truetype"
    case woff, woff2, type1
    // Programs.
    case elf, pe, machO = "mach-o", javaClass = "java-class", wasm, pythonByteCode = "python-bytecode"
    // Databases, disks and what applications keep.
    case sqlite, berkeleyDB = "berkeley-db", tdb
    case postgresqlPage = "postgresql-pages"
    case innodbPage = "innodb-pages"
    case qcow2, vmdk, vdi, vhdx
    case gettextCatalog = "gettext-catalog", terminfo, pcap, hdf5, git = "git-pack", gitIndex = "git-index", fontCache
    case systemdJournal = "systemd-journal", sharedMimeCache = "mime-cache", der
    // Sealed on purpose.
    case pgp, age, luks, saltedCipher = "openssl-salted", keepass, vault = "ansible-vault"
    // Text.
    case text, utf16 = "utf-16-text", eightBitText = "8-bit-text"
    /// No rule knows it.
    case unknown
    case empty

    /// Encrypted or so made that nothing can be said of what is inside.
    package var isSealed: Bool {
        switch self {
        case .pgp, .age, .luks, .saltedCipher, .keepass, .vault: true
        default: false
        }
    }

    package var isText: Bool { self == .text || self == .utf16 || self == .eightBitText }

    /// Whether its bytes are as even as random ones without anything being wrong.
    package var isIncompressible: Bool {
        switch self {
        case .zip, .gzip, .bzip2, .xz, .zstd, .lz4, .lzip, .lzop, .sevenZip, .rar, .cabinet, .rpm, .unixCompress,
            .squashfs, .png, .jpeg, .gif, .webp, .jpeg2000, .heif, .mp3, .mp4, .ogg, .flac, .matroska, .mpeg, .asf,
            .avi,
            .woff, .woff2, .git, .djvu, .pdf, .qcow2, .vmdk:
            true
        default: isSealed
        }
    }
}
