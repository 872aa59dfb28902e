import Testing

@testable import DataHealth

@Suite("What a file is by its first bytes") struct KindTests {
    private func kind(_ bytes: [UInt8]) -> FileKind { Content(MemorySource(bytes)).kind() }
    private func padded(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } + [UInt8](repeating: 0, count: 600)
    }

    @Test func everySignatureIsFoundWhereItBelongs() {
        for signature in Signatures.all where signature.kind != .iso9660 {
            var bytes = [UInt8](repeating: 0, count: 2_048)
            bytes.replaceSubrange(
                signature.offset..<(signature.offset + signature.pattern.count), with: signature.pattern)
            let found = kind(bytes)
            #expect(
                found == signature.kind || (signature.kind == .type1 && found == .postscript), "\(signature): \(found)")
        }
        #expect(Set(Signatures.all.map(\.kind)).count > 50)
    }

    @Test func noSignatureIsShort() {
        for signature in Signatures.all { #expect(signature.pattern.count >= 4, "\(signature)") }
    }

    @Test(arguments: [
        ("RIFF\0\0\0\0WEBPVP8 ", FileKind.webp), ("RIFF\0\0\0\0WAVEfmt ", .wave), ("RIFF\0\0\0\0AVI LIST", .avi),
        ("\0\0\0\u{18}ftypmp42", .mp4), ("\0\0\0\u{18}ftypheic", .heif), ("BZh91AY&SY", .bzip2),
        ("\u{1F}\u{8B}\u{8}\0", .gzip), ("-----BEGIN PGP MESSAGE-----\n", .pgp), ("Salted__abcdefgh", .saltedCipher),
        ("age-encryption.org/v1\n", .age), ("\u{85}\u{2}\u{C}\u{3}abcdefgh\u{1}xyz", .pgp),
        ("\u{8C}\u{D}\u{4}\u{9}\u{3}\u{2}", .pgp), ("P6\n12 12\n255\n", .netpbm),
    ])
    func containersAndWeakSignatures(_ head: String, _ expected: FileKind) {
        #expect(kind(padded(head)) == expected)
    }

    @Test(arguments: ["BM", "MZ", "\u{1F}\u{8B}", "\u{FF}\u{D8}", "BZh", "\u{1F}\u{9D}", "\u{30}\u{82}"])
    func twoBytesAreNotEnough(_ head: String) async throws {
        let bytes = head.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        let random = try await encryptedBytes(4_096, seed: 77)
        #expect(kind(bytes + random.dropFirst(bytes.count)) == .unknown)
    }

    @Test func fewRandomFilesPassForAKind() async throws {
        let random = try await encryptedBytes(4_000 * 1_024, seed: 5)
        let kinds = (0..<4_000).map { kind(Array(random[($0 * 1_024)..<(($0 + 1) * 1_024)])) }
        // libmagic gives one of a hundred a kind; these rules one of a thousand at most.
        #expect(kinds.count { $0 != .unknown } <= 4, "\(kinds.filter { $0 != .unknown })")
    }

    @Test func textOfManyKinds() {
        #expect(kind(Array("plain\n".utf8)) == .text)
        #expect(kind(Array("Grüße, 世界\n".utf8)) == .text)
        #expect(kind([0xFF, 0xFE] + "Hi there".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }) == .utf16)
        #expect(kind([0xFE, 0xFF] + "Hi there".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }) == .utf16)
        #expect(kind("without a mark, sixteen".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }) == .utf16)
        let latin = Array(
            repeating: Array("Stra\u{DF}e und K\u{FC}che, ".unicodeScalars.map { UInt8($0.value) }), count: 9)
        #expect(kind(latin.flatMap { $0 }) == .eightBitText)
        #expect(kind([0x61, 0x00, 0x01]) == .unknown)
        #expect(kind([]) == .empty)
    }

    @Test(
        arguments: [
            ("a/report.docx", FileKind.zip, nil), ("report.docx.locked", .zip, "locked"), ("x.tar.gz", .gzip, nil),
            ("libz.so.1.2.13", .elf, nil), ("README", .text, nil), ("notes.TXT", .text, nil),
            ("p.pdf.7x9k2", .pdf, "7x9k2"),
        ] as [(String, FileKind, String?)])
    func promisesOfNames(_ name: String, _ kind: FileKind, _ appended: String?) {
        let found = Extensions.promise(of: name)
        #expect(found.promise?.kinds.first == kind && found.appended == appended)
    }

    @Test(arguments: ["data.bin", "noise", "a.docx.gpg", "x.png.1", "folder.txt/thing", ".png", ""])
    func noPromise(_ name: String) {
        #expect(Extensions.promise(of: name).promise == nil)
    }
}
