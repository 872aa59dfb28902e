import Contracts
import Estate
import Formats
import Testing

/// A small record: five events, the last of them signed.
private enum Sample {
    static let seal = AuditSeal(
        head: AuditHead(number: 5, hash: stored[4].hash), time: Instant(seconds: 1_700_000_100),
        signature: "-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----\n")

    static let stored: [StoredAuditRecord] = {
        var previous = AuditRecord.beginning
        return (1...5).map { number in
            let record = AuditRecord(
                number: Int64(number), time: Instant(seconds: 1_700_000_000 + Int64(number)), kind: .step,
                who: "alice on c1", subject: "start/db1",
                details: [
                    "event": .text("started"), "attempt": .number(1), "secrets": .texts(["A"]),
                    "parameters": .pairs(["GU_HOST": "db1 \"x\"\n"]),
                ], previous: previous)
            let bytes = AuditDocument.bytes(record)
            previous = sha256(bytes)
            return StoredAuditRecord(bytes: bytes, hash: previous)
        }
    }()

    static var export: [UInt8] {
        get throws {
            var form = AuditExport()
            var bytes = form.head(key: "ssh-ed25519 AAAA")
            for record in stored { bytes += try form.record(record) }
            return bytes + form.seal(seal) + form.end()
        }
    }

    /// Without the process that verifies signatures: the seal has to be this one.
    static func problems(_ bytes: [UInt8]) throws -> [AuditProblem] {
        let export = try ExportedAudit(bytes, name: "export")
        var found = export.problems + chain(export.records)
        if export.seals != [seal] || export.key != "ssh-ed25519 AAAA" { found.append(AuditProblem(5, "seal")) }
        return found
    }

    static func chain(_ records: [StoredAuditRecord]) -> [AuditProblem] {
        var chain = AuditChain()
        for record in records { chain.receive(record) }
        let isWhole = chain.head == seal.head
        return chain.problems + (isWhole ? [] : [AuditProblem(chain.head.number, "shortened")])
    }
}

@Suite("An audit record that was altered is found out")
struct AuditChainTests {
    @Test("what was written reads back without a problem")
    func sound() throws {
        #expect(try Sample.problems(Sample.export).isEmpty)
    }

    @Test("a change of any bit of any byte of an export is found")
    func flipped() throws {
        let whole = try Sample.export
        var unnoticed: [Int] = []
        for position in whole.indices {
            for bit in 0..<8 {
                var bytes = whole
                bytes[position] ^= 1 << bit
                if let problems = try? Sample.problems(bytes), problems.isEmpty { unnoticed.append(position) }
            }
        }
        #expect(unnoticed.isEmpty)
    }

    @Test("an export cut off at any byte is found")
    func truncated() throws {
        let whole = try Sample.export
        for length in 0..<whole.count {
            let problems = try? Sample.problems(Array(whole[..<length]))
            #expect(problems?.isEmpty != true, "cut off at \(length)")
        }
    }

    @Test("a record that was changed is named, by whoever recomputed its own hash too")
    func changed() throws {
        for number in Sample.stored.indices {
            for isRecomputed in [false, true] {
                var records = Sample.stored
                var bytes = records[number].bytes
                let place = try #require(bytes.firstRange(of: Array("alice".utf8))).lowerBound
                bytes[place] = UInt8(ascii: "m")
                records[number] = StoredAuditRecord(
                    bytes: bytes, hash: isRecomputed ? sha256(bytes) : records[number].hash)
                let problems = Sample.chain(records)
                #expect(problems.first?.number == Int64(number + 1), "record \(number + 1): \(problems)")
            }
        }
    }

    @Test("a record that is missing, twice there or in another place is named")
    func moved() {
        for number in Sample.stored.indices {
            var removed = Sample.stored
            removed.remove(at: number)
            #expect(!Sample.chain(removed).isEmpty)
            var repeated = Sample.stored
            repeated.insert(Sample.stored[number], at: number)
            #expect(Sample.chain(repeated).first?.number == Int64(number + 2))
            for other in Sample.stored.indices where other != number {
                var swapped = Sample.stored
                swapped.swapAt(number, other)
                #expect(Sample.chain(swapped).first?.number == Int64(min(number, other) + 1))
            }
        }
    }

    @Test("a record in another form of the same values is refused")
    func form() throws {
        let spaced = Array(String(decoding: Sample.stored[0].bytes, as: UTF8.self).replacing(":", with: ": ").utf8)
        #expect(throws: GroundupError.self) { try AuditDocument.record(spaced, name: "record") }
    }

    @Test("anchors read back; one that a crash cut off is left out")
    func anchors() throws {
        let line = AuditDocument.anchor(Sample.seal)
        #expect(try AuditDocument.anchors(line + line, name: "anchors") == [Sample.seal, Sample.seal])
        #expect(try AuditDocument.anchors(line + line.dropLast(9), name: "anchors") == [Sample.seal])
        #expect(throws: GroundupError.self) { try AuditDocument.anchors(line.dropFirst(9) + line, name: "anchors") }
    }
}
