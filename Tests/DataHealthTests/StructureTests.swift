import Testing

@testable import DataHealth

/// Every validator on what real tools write, and on the same with damage.
@Suite("Structures", .timeLimit(.minutes(3))) struct StructureTests {
    private let samples = Samples()
    private static let text = "seq 1 4000 > text"

    private func report(_ bytes: [UInt8], _ kind: FileKind, _ name: String = "") throws -> StructureReport {
        let content = Content(MemorySource(bytes))
        #expect(content.kind() == kind)
        return try #require(Structures.report(on: content, as: kind, name: name))
    }

    /// Valid as it is; damaged once any of `places` is changed, and when it is cut.
    private func check(
        _ bytes: [UInt8], _ kind: FileKind, places: [Int], cut: Bool = true, name: String = "",
        state: StructureReport.State = .valid
    ) throws {
        let whole = try report(bytes, kind, name)
        #expect(whole.state == state && whole.checked > 0, "\(whole)")
        for place in places {
            let content = Content(MemorySource(bytes.flipped(at: place)))
            let found = Structures.report(on: content, as: kind, name: name)
            #expect(found?.state == .damaged, "byte \(place): \(String(describing: found))")
        }
        guard cut else { return }
        let content = Content(MemorySource(Array(bytes.prefix(bytes.count * 2 / 3))))
        let found = Structures.report(on: content, as: kind, name: name)
        #expect(found?.state == .damaged || found?.state == .irregular, "cut: \(String(describing: found))")
    }

    @Test func zip() async throws {
        let bytes = try await samples.make(
            "a.zip", "\(Self.text); zip -q a.zip text; zip -q0 a.zip text; echo x > b; zip -q a.zip b")
        try check(bytes, .zip, places: [0, 32, 60, 500, bytes.count - 6, bytes.count - 50])
    }

    @Test func encryptedZipIsSealed() async throws {
        let bytes = try await samples.make("a.zip", "\(Self.text); zip -q -P secret a.zip text")
        #expect(try report(bytes, .zip).state == .sealed)
        #expect(verdict(bytes, "a.zip").state == .notJudged)
    }

    @Test func zipWithBytesBeforeIt() async throws {
        let bytes = try await samples.make("a.zip", "\(Self.text); zip -q a.zip text")
        let shifted = Structures.report(on: Content(MemorySource([1, 2, 3] + bytes)), as: .zip, name: "")
        #expect(shifted?.state == .irregular && shifted?.checked == 1)
    }

    @Test func zipBombsCostNoMoreThanTheirBudget() async throws {
        let bytes = try await samples.make(
            "a.zip", "head -c 200000000 /dev/zero > zeros; zip -q9 a.zip zeros; rm zeros")
        let content = Content(MemorySource(bytes))
        let report = ZipStructure.check(content)
        #expect(report.state == .valid && report.isPartial && content.inflationBudget > -Content.windowSize)
    }

    @Test func gzip() async throws {
        let bytes = try await samples.make("a.gz", "\(Self.text); gzip -c text > a.gz; gzip -c text >> a.gz")
        try check(bytes, .gzip, places: [200, bytes.count - 3, bytes.count - 7])
        #expect(try report(bytes, .gzip).checked == 2)
        #expect(try report(bytes + [UInt8](repeating: 0, count: 512), .gzip).state == .irregular)
    }

    @Test func smallGzipIsRandomAndClean() async throws {
        let bytes = try await samples.make("a.gz", "head -c 3000 /dev/urandom | base64 > t; gzip -9nc t > a.gz")
        #expect(verdict(bytes, "a.gz").state == .clean)
    }

    @Test func pictures() async throws {
        let script = """
            /usr/bin/python3 -c "
            from PIL import Image
            image = Image.effect_mandelbrot((120, 90), (-3, -2.5, 2, 2.5), 50)
            for name in ('a.png', 'a.gif'): image.save(name)
            image.save('a.jpg', progressive=True, quality=85)
            "
            """
        let png = try await samples.make("a.png", script)
        try check(png, .png, places: [17, 60, png.count - 3])
        let jpeg = try samples.bytes("a.jpg")
        try check(jpeg, .jpeg, places: [2])
        var broken = jpeg
        broken.replaceSubrange((jpeg.count / 2)..<(jpeg.count / 2 + 2), with: [0xFF, 0x37])
        #expect(try report(broken, .jpeg).state == .damaged)
        let gif = try samples.bytes("a.gif")
        try check(gif, .gif, places: [13 + 3 * 256 + 30].filter { $0 < 0 }, cut: true)
        var cutGIF = gif
        cutGIF[gif.count - 1] = 0x77
        #expect(try report(cutGIF, .gif).state == .damaged)
    }

    @Test func pdf() async throws {
        let script = """
            /usr/bin/python3 -c "
            from PIL import Image
            " ; printf '.TL\\nA title\\n.PP\\nText of a page.\\n' | groff -ms -Tpdf > a.pdf
            """
        let bytes = try await samples.make("a.pdf", script)
        #expect(try report(bytes, .pdf).state == .valid)
        let stream = try #require(bytes.withUnsafeBytes { $0.firstPlace(of: Array("FlateDecode".utf8)) })
        let data = try #require(bytes.withUnsafeBytes { $0.firstPlace(of: Array("stream".utf8), from: stream) })
        var broken = bytes
        for place in (data + 20)..<(data + 60) { broken[place] ^= 0xA5 }
        #expect(try report(broken, .pdf).state == .damaged)
        let cut = PDFStructure.check(Content(MemorySource(Array(bytes.prefix(bytes.count - 200)))))
        #expect(cut.state == .damaged)
    }

    @Test func ole() async throws {
        let bytes = try await samples.make("a.ole", "\(Self.text); gsf createole a.ole text; gsf list a.ole")
        try check(bytes, .ole, places: [30, 48], cut: true)
        #expect(try report(bytes, .ole).checked > 1)
    }

    @Test func elf() async throws {
        let bytes = try await samples.make("a", "cp /bin/true a")
        let sections = bytes.withUnsafeBytes { $0.little(40, 8) }
        try check(bytes, .elf, places: [sections + 64 + 0x18 + 6, 4], cut: true)
        var noise = bytes
        noise.replaceSubrange(sections..<(sections + 1_024), with: try await encryptedBytes(1_024))
        #expect(try report(noise, .elf).state == .damaged)
    }

    @Test func tar() async throws {
        let bytes = try await samples.make("a.tar", "\(Self.text); ln -s text l; mkdir d; tar -cf a.tar text l d")
        try check(bytes, .tar, places: [10, 130], cut: false)
        #expect(try report(bytes, .tar).checked == 3)
        let second = (512 + (bytes.withUnsafeBytes { Int($0.count) } > 0 ? 18_893 : 0) + 511) / 512 * 512
        #expect(try report(bytes.flipped(at: second + 3), .tar).state == .damaged)
    }

    @Test func sqlite() async throws {
        let sql = """
            create table t(a integer primary key, b text); create index i on t(b); create view v as select a from t;
            with recursive c(x) as (select 1 union all select x + 1 from c where x < 3000)
            insert into t select x, printf('row %d %s', x, hex(x * x)) from c;
            """
        let bytes = try await samples.make("a.db", "sqlite3 a.db \"\(sql)\"")
        let whole = try report(bytes, .sqlite)
        #expect(whole.state == .valid && whole.checked * 4_096 == bytes.count, "every page is reached: \(whole)")
        for page in 1..<(bytes.count / 4_096) {
            #expect(try report(bytes.flipped(at: page * 4_096), .sqlite).state == .damaged, "page \(page)")
        }
        #expect(try report(Array(bytes.dropLast(4_096)), .sqlite).state == .damaged)
    }

    @Test func postgresqlPages() async throws {
        let bytes = try await samples.fixture("postgresql-15/relation")
        try check(bytes, .postgresqlPage, places: [100, 8_192 + 5_000, 8_192 + 20], cut: false, name: "base/5/1255")
        #expect(try report(bytes, .postgresqlPage, "base/5/1255").checked == bytes.count / 8_192)
        // In the second segment the same page has another number, and so another checksum.
        #expect(try report(bytes, .postgresqlPage, "base/5/1255.1").state == .damaged)
    }

    @Test func innodbPages() async throws {
        for name in ["mariadb-10.11/full-crc32", "mariadb-10.11/crc32"] {
            let bytes = try await samples.fixture(name)
            try check(bytes, .innodbPage, places: [60, 3 * 16_384 + 200], cut: false)
        }
    }

    @Test func diskImages() async throws {
        let qcow = try await samples.make(
            "a.qcow2", "qemu-img create -q -f qcow2 a.qcow2 64M; qemu-io -c 'write 1M 1M' a.qcow2 >/dev/null")
        try check(qcow, .qcow2, places: [4, 20, 40, 0x30_000 + 1], cut: false)
        let vmdk = try await samples.make("a.vmdk", "qemu-img create -q -f vmdk a.vmdk 64M")
        try check(vmdk, .vmdk, places: [4, 44, 74, 512], cut: false)
    }

    @Test func xz() async throws {
        let bytes = try await samples.make("a.xz", "\(Self.text); xz -k text; mv text.xz a.xz")
        try check(bytes, .xz, places: [7, bytes.count - 5, bytes.count - 14])
    }

    @Test func texts() async throws {
        #expect(try report(Array("all is well\n".utf8), .text).state == .valid)
        let late = Array(repeating: Array("Grüße\n".utf8), count: 2_000).flatMap { $0 }
        #expect(try report(late, .text).state == .valid)
        #expect(try report(late + [0xC3], .text).state == .irregular)
        let wide: [UInt8] = [0xFF, 0xFE] + "text ".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        #expect(try report(wide, .utf16).state == .valid)
        let large = Array(repeating: Array("äöü€".utf8), count: 600_000).flatMap { $0 }
        #expect(large.count > Content.windowSize)
        #expect(try report(large, .text).state == .valid, "characters lie across the pieces of a large file")
    }

    @Test func fonts() async throws {
        // Two tables by hand: the checksums are of zeros and of the numbers 1 and 2.
        var font: [UInt8] = [0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0]
        font += Array("cmap".utf8) + [0, 0, 0, 3, 0, 0, 0, 44, 0, 0, 0, 8]
        font += Array("glyf".utf8) + [0, 0, 0, 7, 0, 0, 0, 52, 0, 0, 0, 4]
        font += [0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 7]
        #expect(try report(font, .trueType).state == .valid)
        #expect(try report(font.flipped(at: 47), .trueType).state == .irregular)
        #expect(try report(font.flipped(at: 24), .trueType).state == .damaged)
    }
}
