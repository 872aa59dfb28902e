import Contracts
import Documented
import Estate
import Foundation
import TestKit
import Testing

@Suite struct VerificationTests {
    struct Case: Sendable {
        let tool: String
        let answer: String
        var depth = VerifyDepth.structure
        var status = 0
        var errors = ""
        let word: String
        var reached: VerifyDepth?
    }

    static let cases = [
        Case(tool: "kopia", answer: "kopia-verify-unread.json", word: "ok", reached: .structure),
        Case(tool: "kopia", answer: "kopia-verify.json", depth: .bytes, word: "ok", reached: .decoded),
        // The default reads no file: that proves nothing of the bytes.
        Case(
            tool: "kopia", answer: "kopia-verify-unread.json", depth: .bytes, word: "unknown outcome",
            reached: .structure),
        Case(tool: "kopia", answer: "kopia-verify-damaged.json", status: 1, word: "corrupt", reached: .structure),
        Case(tool: "kopia", answer: "kopia-verify.json", status: 1, errors: "ERROR", word: "unknown"),
        Case(tool: "kopia", answer: "kopia-verify.json", errors: "something", word: "unknown outcome"),
        Case(tool: "kopia", answer: "zfs-list.txt", word: "unknown outcome"),
        Case(tool: "kopia", answer: "kopia-verify.json", depth: .restored, word: "unsupported"),
        Case(tool: "wal-g", answer: "wal-g-verify.json", word: "ok", reached: .structure),
        Case(tool: "wal-g", answer: "wal-g-verify-late.json", word: "warned", reached: .structure),
        Case(tool: "wal-g", answer: "wal-g-verify-lost.json", word: "corrupt", reached: .structure),
        Case(tool: "wal-g", answer: "wal-g-verify.json", depth: .bytes, word: "unsupported"),
        Case(tool: "zfs", answer: "zfs-status.json", depth: .bytes, word: "ok", reached: .bytes),
        Case(tool: "zfs", answer: "zfs-status-never.json", depth: .bytes, word: "unknown outcome", reached: .listed),
        Case(tool: "zfs", answer: "zfs-status-scanning.json", depth: .bytes, word: "unknown outcome", reached: .listed),
        Case(tool: "zfs", answer: "zfs-status-degraded.json", depth: .bytes, word: "warned", reached: .bytes),
        Case(tool: "zfs", answer: "zfs-status-damaged.json", depth: .bytes, word: "corrupt", reached: .bytes),
        Case(
            tool: "zfs", answer: "zfs-list.txt", depth: .bytes, status: 2, errors: "invalid option 'j'",
            word: "unsupported"),
        Case(
            tool: "proxmox-backup", answer: "proxmox-backup-list.json", depth: .bytes, word: "corrupt", reached: .bytes),
        // These have no verification of their own that is read: nothing is claimed.
        Case(tool: "velero", answer: "velero-list.json", depth: .bytes, word: "unknown outcome", reached: .listed),
        Case(tool: "veeam", answer: "veeam-list.json", depth: .bytes, word: "unknown outcome", reached: .listed),
        Case(tool: "bareos", answer: "bareos-list.txt", depth: .bytes, word: "unknown outcome", reached: .listed),
    ]

    private func verify(_ tool: String, _ request: VerifyRequest, _ answer: FakeTool.Answer) async throws
        -> (PointVerification, FakeTool)
    {
        let lists = try (ListTests.fixtures[tool] ?? []).map { FakeTool.Answer(output: try Fixture.bytes($0)) }
        let fake = try FakeTool(lists + [answer])
        let found = await (try Fixture.engine(tool, fake)).verify(request, in: Fixture.repository(tool))
        return (found, fake)
    }

    @Test(arguments: cases.indices) func `only what the answer proves is good`(number: Int) async throws {
        let one = Self.cases[number]
        let answer = FakeTool.Answer(
            output: try Fixture.bytes(one.answer), errors: one.errors, status: one.status)
        let (found, _) = try await verify(one.tool, VerifyRequest(depth: one.depth), answer)
        #expect(found.outcome.word == one.word && found.reached == one.reached, "\(one): \(found)")
    }

    @Test func `Kopia is asked for a share of the files, and for one snapshot`() async throws {
        var point = RestorePoint(
            id: "7f2b8c1d9e0a4b7c8d5e6f7a8b9c0d1e", host: "web01", takenAt: Instant(seconds: 0), paths: [])
        let answer = FakeTool.Answer(output: try Fixture.bytes("kopia-verify.json"))
        let (found, fake) = try await verify(
            "kopia", VerifyRequest(point: point, depth: .decoded, percent: 10), answer)
        #expect(found.outcome.word == "ok" && found.percent == 10)
        #expect(
            fake.calls.last?.dropFirst(2) == [
                "snapshot", "verify", "--json", "--verify-files-percent=10", "7f2b8c1d9e0a4b7c8d5e6f7a8b9c0d1e",
            ])
        point.id = "none"
        #expect(
            try await verify("kopia", VerifyRequest(point: point, depth: .bytes), answer).0.outcome.word
                == "no such restore point")
    }

    @Test func `each point of Proxmox Backup Server has its own verification, or none`() async throws {
        let list = try Fixture.bytes("proxmox-backup-list.json")
        for (id, word) in [
            ("vm/100/2026-11-28T02:00:00Z", "ok"), ("host/web01/2026-11-28T03:00:00Z", "unknown outcome"),
            ("host/db1/2026-11-28T04:00:00Z", "corrupt"), ("vm/999/2026-11-28T02:00:00Z", "no such restore point"),
        ] {
            let point = RestorePoint(id: id, host: "", takenAt: Instant(seconds: 0), paths: [])
            let (found, _) = try await verify(
                "proxmox-backup", VerifyRequest(point: point, depth: .bytes), .init(output: list))
            #expect(found.outcome.word == word)
            if word == "ok", case .ok(let proof) = found.outcome { #expect(proof.hasSuffix("2026-11-28T01:00:00Z")) }
        }
    }

    @Test func `a scrub says nothing of what was taken after it`() async throws {
        let point = RestorePoint(
            id: "17747342225710399424", host: "web01", takenAt: Instant(seconds: 1_796_004_000), paths: [])
        let (found, fake) = try await verify(
            "zfs", VerifyRequest(point: point, depth: .bytes), .init(output: try Fixture.bytes("zfs-status.json")))
        #expect(found.outcome.word == "unknown outcome" && found.reached == .listed)
        #expect(fake.calls.last == ["zpool", "status", "-j", "--json-int", "tank"])
    }

    @Test func `a probe says where the knowledge comes from`() async throws {
        let fake = try FakeTool([
            .init(output: try Fixture.bytes("kopia-list.json")), .init(output: Array("0.21.1 build: x from: y\n".utf8)),
        ])
        let probe = try await Fixture.engine("kopia", fake).probe(Fixture.repository("kopia"))
        #expect(probe.toolVersion == "0.21.1 build: x from: y (known from documentation only)")
        #expect(probe.capabilities.isEmpty && probe.depths == .structure ... .decoded)
    }
}
