import Contracts
import Estate
import Formats
import Foundation
import RecoveryPlan
import Testing

/// What was decided and checked stays readable, byte for byte, and damage is refused.
@Suite struct DecisionDocumentTests {
    private func fixture(_ name: String) throws -> [UInt8] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        return [UInt8](try Data(contentsOf: folder.appending(path: name)))
    }

    @Test func anIncidentOfVersionOneStaysReadable() throws {
        let bytes = try fixture("incident-v1.json")
        let incident = try IncidentDocument.read(bytes, name: "incident")
        #expect(incident.kind == .attack && incident.scope == ["shop"] && !incident.isOpen)
        #expect(
            incident.incident
                == Incident(.attack, compromisedAt: Instant(seconds: 1_763_600_000), record: "inc-20261125-4f2a"))
        #expect(IncidentDocument.bytes(incident) == bytes)
    }

    @Test func aPreflightOfVersionOneStaysReadable() throws {
        let bytes = try fixture("preflight-v1.json")
        let record = try PreflightDocument.read(bytes, name: "preflight")
        #expect(record.count(.failed) == 1 && record.count(.notChecked) == 1 && !record.isReady)
        #expect(PreflightDocument.bytes(record) == bytes)
    }

    @Test func nothingThatWasCheckedIsNoPass() {
        let skipped = PreflightFinding("media", "depot", .notChecked, "why")
        for findings in [[], [skipped]] {
            #expect(!PreflightRecord(planDigest: nil, time: Instant(seconds: 0), findings: findings).isReady)
        }
    }

    @Test(arguments: ["incident-v1.json", "preflight-v1.json"])
    func everyTruncationIsRefused(name: String) throws {
        let bytes = try fixture(name)
        for length in bytes.indices {
            let cut = Array(bytes.prefix(length))
            #expect(throws: GroundupError.self) {
                if name.hasPrefix("incident") {
                    _ = try IncidentDocument.read(cut, name: name)
                } else {
                    _ = try PreflightDocument.read(cut, name: name)
                }
            }
        }
    }
}
