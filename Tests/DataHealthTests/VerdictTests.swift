import Testing

@testable import DataHealth

@Suite("Verdicts", .timeLimit(.minutes(3))) struct VerdictTests {
    private let samples = Samples()
    private func rules(_ verdict: ContentVerdict) -> [ContentRule] { verdict.evidence.map(\.rule) }
    private let prose = Array(repeating: Array("All work and no play makes a long text. ".utf8), count: 500).flatMap {
        $0
    }

    @Test func encryptionIsFoundByTypeAndChiSquare() async throws {
        let bytes = try await encryptedBytes(20_000)
        for name in ["a.docx", "b.pdf", "c.txt", "d.png", "README", "e.xlsx.locked", "f.pdf.k2j3h4"] {
            let found = verdict(bytes, name)
            #expect(found.state == .bad && rules(found).contains(.typeLostRandom), "\(name): \(found)")
        }
        #expect(verdict(bytes, "noise").state == .suspicious)
        #expect(verdict(bytes, "noise.bin").state == .suspicious)
        #expect(verdict(bytes, "noise.lockbit").state == .bad, "a known suffix makes a suspicion certain")
    }

    @Test func whatIsEncryptedOnPurposeIsNotJudged() async throws {
        let bytes = try await encryptedBytes(20_000)
        for name in ["backup.gpg", "a.enc", "secrets.age", "0123456789abcdef0123456789abcdef"] {
            #expect(verdict(bytes, name).state == .notJudged, "\(name)")
        }
        #expect(verdict(Array("Salted__".utf8) + bytes, "a.docx").state != .clean)
        #expect(verdict(Array("-----BEGIN PGP MESSAGE-----\n".utf8) + prose, "a.asc").state == .notJudged)
    }

    @Test func statisticsNeverStandAlone() async throws {
        // Small compressed files are random by chi-square, and of a known kind.
        let bytes = try await samples.make("a.gz", "head -c 2000 /dev/urandom | base64 > t; gzip -9nc t > a.gz")
        #expect(examine(bytes, "a.gz").statistics.whole.isRandom)
        #expect(verdict(bytes, "a.gz").state == .clean)
    }

    @Test func partsThatAreEncrypted() async throws {
        let random = try await encryptedBytes(prose.count)
        let head = Array(random.prefix(4_096)) + prose.dropFirst(4_096)
        #expect(rules(verdict(head, "a.doc")).first == .typeLostRandomHead)
        let keepsHeader = Array(prose.prefix(512)) + random.dropFirst(512)
        #expect(verdict(keepsHeader, "a.txt").state == .bad)
        let alternating = zip(random, prose).enumerated().map { $0.offset / 16 % 2 == 0 ? $0.element.0 : $0.element.1 }
        #expect(rules(verdict(alternating, "a.md")).contains(.textLost))
        #expect(rules(verdict(alternating, "what")) == [.alternating])
        let padded = random + [UInt8](repeating: 0, count: random.count)
        #expect(verdict(padded, "a.pdf").state == .bad)
    }

    @Test func encodedRandomBytes() async throws {
        let bytes = try await samples.make(
            "a", "openssl enc -aes-256-ctr -pbkdf2 -k x -nosalt -in /bin/true | base64 > a")
        #expect(rules(verdict(bytes, "a.png")).contains(.encodedRandom))
        let innocent = try await samples.make("b", "base64 /bin/true > b")
        #expect(verdict(innocent, "b.b64").state == .clean)
    }

    @Test func damageIsBadWhateverItsCause() async throws {
        let bytes = try await samples.make("a.gz", "seq 1 9000 | gzip -c > a.gz")
        #expect(rules(verdict(bytes.flipped(at: bytes.count / 2), "a.gz")).first == .structure)
    }

    @Test func otherKindsThanTheNameSaysAreWeak() {
        #expect(verdict(prose, "a.png").state == .clean)
        #expect(rules(verdict(prose, "a.png")).contains(.typeMismatch))
    }

    @Test func nothingIsKnownOfTheUnknownAndTheEmpty() {
        let odd = (0..<9_000).map { UInt8($0 / 9 % 100) }
        #expect(verdict(odd, "thing").state == .notJudged)
        #expect(verdict([], "a.txt").state == .notJudged)
    }

    @Test func olderVersions() async throws {
        let random = try await encryptedBytes(prose.count)
        let found = verdict(random, "thing", older: prose)
        #expect(found.state == .bad && rules(found).contains(.typeChangedRandom))
        #expect(verdict(prose, "a.txt", older: prose).state == .clean)
        let zeros = [UInt8](repeating: 0, count: 5_000)
        #expect(rules(verdict(zeros, "thing", older: prose)).contains(.emptied))
        #expect(rules(verdict([], "a.txt", older: prose)).contains(.emptied))
        // Odd before and odd now is nobody's attack, and still damage.
        let gzip = try await samples.make("a.gz", "seq 1 9000 | gzip -c > a.gz")
        let broken = gzip.flipped(at: gzip.count / 2)
        #expect(rules(verdict(broken, "a.gz", older: gzip)).contains(.becameInvalid))
        #expect(!rules(verdict(broken, "a.gz", older: gzip.flipped(at: 900))).contains(.becameInvalid))
    }

    @Test func blocksThatTurnedRandomInAnUnknownFile() async throws {
        let odd = (0..<300_000).map { UInt8($0 / 9 % 100) }
        var now = odd
        for block in [1, 3, 5] {
            now.replaceSubrange(
                (block * 32_768)..<((block + 1) * 32_768), with: try await encryptedBytes(32_768, seed: block))
        }
        #expect(rules(verdict(now, "disk", older: odd)).first == .blocksTurnedRandom)
        #expect(verdict(now, "disk", older: odd).state.isAlarm && !verdict(odd, "disk", older: odd).state.isAlarm)
    }

    @Test func everyRuleHasItsWords() {
        for rule in ContentRule.allCases { #expect(rule.version > 0 && rule.meaning.hasSuffix("."), "\(rule)") }
    }
}
