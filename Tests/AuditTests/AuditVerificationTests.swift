import Contracts
import Estate
import Formats
import Foundation
import Host
import Orchestration
import Store
import Testing

/// A state with a record in it, sealed by a real key.
private final class Installation {
    let folder = FileManager.default.temporaryDirectory.appending(path: "gu-audit-\(UUID().uuidString)").path()
    let trail: AuditTrail
    let database: StateDatabase
    private let runner = SubprocessRunner()

    init() throws {
        database = try StateDatabase(folder: folder)
        trail = AuditTrail(
            log: database, key: StateKey(state: folder, runner: runner),
            anchors: [FileAnchor(path: folder + "/anchors", line: AuditDocument.anchor)],
            verifier: SSHSignatureVerifier(runner: runner, namespace: .audit), clock: SystemClock())
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func record(_ count: Int) async throws {
        for number in 0..<count { try await trail.record(AuditEvent(.asked, subject: "step \(number)")) }
    }

    var anchors: [AuditSeal] {
        get throws {
            let bytes = try Data(contentsOf: URL(filePath: folder + "/anchors"))
            return try AuditDocument.anchors(Array(bytes), name: "anchors")
        }
    }

    func verdict(
        _ records: [StoredAuditRecord], _ seals: [AuditSeal], key: String? = nil, anchors: [AuditSeal]? = nil
    ) async throws -> AuditVerdict {
        let verification = AuditVerification(
            verifier: trail.verifier, key: key, found: try await trail.key.publicKey(), anchors: anchors)
        return try await verification.verdict(on: records, seals: seals)
    }
}

@Suite("Verification of an audit record with real signatures")
struct AuditVerificationTests {
    @Test("what was sealed is sound; what came after is said to be unsigned")
    func sound() async throws {
        let place = try Installation()
        try await place.record(3)
        #expect(try await place.trail.seal().isEmpty)
        #expect(try await place.trail.seal().isEmpty)
        try await place.record(2)
        let records = try await place.database.records(after: 0, limit: 100)
        let verdict = try await place.verdict(
            records, try await place.database.seals(), key: try await place.trail.key.publicKey(),
            anchors: try place.anchors)
        #expect(verdict.isSound && verdict.unsigned == 2 && verdict.sealCount == 1 && verdict.notChecked.isEmpty)
    }

    @Test("another key, another head and a shortened record are found")
    func forged() async throws {
        let place = try Installation()
        try await place.record(3)
        _ = try await place.trail.seal()
        let early = try await place.database.seals()
        try await place.record(3)
        _ = try await place.trail.seal()
        let records = try await place.database.records(after: 0, limit: 100)
        let seals = try await place.database.seals()

        let other = try Installation()
        let stranger = try await other.trail.key.publicKey()
        #expect(try await place.verdict(records, seals, key: stranger).problems.count == 2)

        // A signature is that of one head only.
        let replayed = AuditSeal(
            head: AuditHead(number: 6, hash: records[5].hash), time: early[0].time, signature: early[0].signature)
        #expect(try await place.verdict(records, [replayed]).problems.first?.number == 6)

        // The end is missing, with the seal that covered it: only what was remembered elsewhere can tell.
        let shortened = Array(records.prefix(3))
        let trusting = try await place.verdict(shortened, early)
        #expect(trusting.isSound && trusting.notChecked.contains { $0.contains("--anchors") })
        #expect(try await place.verdict(shortened, early, anchors: try place.anchors).problems.first?.number == 6)
        #expect(try await place.verdict(shortened, seals).problems.first?.number == 6)
    }

    @Test("an export of a real state verifies, and carries its key")
    func export() async throws {
        let place = try Installation()
        try await place.record(4)
        _ = try await place.trail.seal()
        var bytes: [UInt8] = []
        try await place.trail.export { bytes += $0 }
        let export = try ExportedAudit(bytes, name: "export")
        let key = try await place.trail.key.publicKey()
        #expect(export.problems.isEmpty && export.key == key)
        let verdict = try await place.verdict(export.records, export.seals, key: export.key)
        #expect(verdict.isSound && verdict.unsigned == 0)
    }

    @Test("an anchor that cannot be reached is told, and the seal stays")
    func unreachable() async throws {
        let place = try Installation()
        try await place.record(1)
        let nowhere = AuditTrail(
            log: place.database, key: place.trail.key,
            anchors: [FileAnchor(path: "/nowhere/anchors", line: AuditDocument.anchor)],
            verifier: place.trail.verifier, clock: place.trail.clock)
        #expect(try await nowhere.seal().first?.contains("/nowhere/anchors") == true)
        #expect(try await place.database.seals().count == 1)
    }
}
