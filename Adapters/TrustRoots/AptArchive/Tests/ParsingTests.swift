import Contracts
import Host
import Testing

@testable import AptArchive

private let digest = String(repeating: "a", count: 64)

private func index(_ text: String) throws -> [ArchivePackage] {
    try PackagesIndex.packages(in: Array(text.utf8), suite: 0, file: "Packages")
}

@Suite("Archive metadata is read with limits")
struct ParsingTests {
    @Test("a stanza becomes a package")
    func stanza() throws {
        let packages = try index(
            """
            Package: alpha
            Version: 1:2.0~rc1-1
            Architecture: amd64
            Description: one
             Package: not-this
            Pre-Depends: libc6 (>= 2.36)
            Depends: beta:any | gamma (<< 3), delta
            Provides: mail-agent (= 1), mta
            Priority: required
            Filename: pool/a/alpha.deb
            Size: 12
            SHA256: \(digest)

            """)
        let alpha = try #require(packages.first)
        #expect(packages.count == 1)
        #expect(alpha.name == "alpha" && alpha.version == "1:2.0~rc1-1" && alpha.size == 12 && alpha.isRequired)
        #expect(alpha.needs == [["libc6"], ["beta", "gamma"], ["delta"]])
        #expect(alpha.stands == ["mail-agent", "mta"])
    }

    @Test(
        "a hostile stanza is refused with file and line",
        arguments: [
            "Package: a\nFilename: ../../etc/shadow\nSize: 1\nSHA256: \(digest)\n",
            "Package: a\nFilename: /etc/shadow\nSize: 1\nSHA256: \(digest)\n",
            "Package: a\nFilename: pool/a.deb'\nSize: 1\nSHA256: \(digest)\n",
            "Package: a\nFilename: pool/a.deb\nSize: 1\nSHA256: abc\n",
            "Package: a\nFilename: pool/a.deb\nSize: x\nSHA256: \(digest)\n",
        ])
    func hostileStanza(text: String) throws {
        let error = try #require(#expect(throws: GroundupError.self) { try index(text) })
        #expect(error.code == .hostileInput && error.message.hasPrefix("Packages, line "))
    }

    @Test("an endless line is refused")
    func endlessLine() throws {
        let text = "Package: a\nDescription: " + String(repeating: "x", count: PackagesIndex.lineLimit)
        let error = try #require(#expect(throws: GroundupError.self) { try index(text) })
        #expect(error.message.hasPrefix("Packages, line 2: ") && error.message.utf8.count < 200)
    }

    @Test("the hashes of a release are those of its SHA256 list only")
    func release() throws {
        let text = """
            Origin: Debian
            Suite: oldstable
            Codename: bookworm
            Date: Sat, 21 Nov 2026 00:53:02 UTC
            MD5Sum:
             \(String(repeating: "b", count: 32)) 5 main/binary-amd64/Packages
            SHA256:
             \(digest) 7 main/binary-amd64/Packages
            """
        let release = try ReleaseFile(Array(text.utf8), file: "InRelease")
        #expect(release.files == ["main/binary-amd64/Packages": .init(digest: digest, size: 7)])
        #expect(release.codename == "bookworm" && release.suite == "oldstable" && release.validUntil == nil)
    }

    @Test("a release without hashes or with odd lines is refused", arguments: ["", "Codename: x\n", "SHA256:\n a b\n"])
    func hostileRelease(text: String) {
        #expect(throws: GroundupError.self) { try ReleaseFile(Array(text.utf8), file: "InRelease") }
    }

    @Test("a source is read from what apt would fetch, wherever the mirror is")
    func source() throws {
        let line = "'http://mirror.test/snapshot/debian/dists/bookworm-security/main/binary-amd64/Packages.xz' name 0 "
        let source = try #require(IsolatedApt.source(Array(line.utf8)[...], lists: "/lists"))
        #expect(source.uri == "http://mirror.test/snapshot/debian" && source.suite == "bookworm-security")
        #expect(source.index == "/lists/name" && source.archive == "debian-security")
        #expect(IsolatedApt.source(Array("'http://a/dists/b/InRelease' n 0".utf8)[...], lists: "/lists") == nil)
    }

    @Test("one good signature among unknown keys is enough, as for apt")
    func goodSignature() throws {
        let status = """
            [GNUPG:] NEWSIG
            [GNUPG:] NO_PUBKEY 6ED0E7B82643E131
            [GNUPG:] GOODSIG 78DBA3BC47EF2265 Debian
            [GNUPG:] VALIDSIG 4CB50190207B4758A3F73A796ED0E7B82643E131 2026-11-21 1795222382
            """
        let signature = try ArchiveSignature(status: Array(status.utf8), file: "InRelease")
        #expect(signature.signers == ["4CB50190207B4758A3F73A796ED0E7B82643E131"])
    }

    @Test(
        "no signature, a bad one, a revoked or an expired key is refused",
        arguments: [
            "", "[GNUPG:] NO_PUBKEY 6ED0E7B82643E131\n", "[GNUPG:] VALIDSIG 4CB5 2026 1\n",
            "[GNUPG:] NEWSIG\n[GNUPG:] EXPKEYSIG 6ED0E7B82643E131 Debian\n[GNUPG:] VALIDSIG 4CB5 2026 1\n",
            "[GNUPG:] NEWSIG\n[GNUPG:] REVKEYSIG 6ED0E7B82643E131 Debian\n[GNUPG:] VALIDSIG 4CB5 2026 1\n",
            "[GNUPG:] GOODSIG 78DBA3BC47EF2265 D\n[GNUPG:] VALIDSIG 4CB5 2026 1\n[GNUPG:] BADSIG 6ED0E7B82643E131 D\n",
            "[GNUPG:] GOODSIG 78DBA3BC47EF2265 D\n[GNUPG:] NEWSIG\n[GNUPG:] VALIDSIG 4CB5 2026 1\n",
            "GOODSIG 78DBA3BC47EF2265 D\nVALIDSIG 4CB5 2026 1\n",
        ])
    func badSignature(status: String) {
        #expect(throws: GroundupError.self) { try ArchiveSignature(status: Array(status.utf8), file: "InRelease") }
    }
}
