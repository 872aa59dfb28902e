import Contracts
import Estate
import Formats
import Testing

/// A statement has one form, and every other is refused.
@Suite("Statements") struct StatementTests {
    private let digest = String(repeating: "a", count: 64)

    private var statement: ApprovalStatement {
        ApprovalStatement(
            subject: .plan(digest: digest, estate: String(repeating: "b", count: 64)), decision: .approve,
            person: "alice@corp.example", role: "security", signedAt: Instant(seconds: 0),
            expiresAt: Instant(seconds: 3_600), reason: "ledger checked")
    }

    @Test("what a person reads")
    func text() throws {
        let bytes = StatementDocument.bytes(statement)
        #expect(
            String(decoding: bytes, as: UTF8.self) == """
                groundup-approval 1
                plan \(digest)
                estate \(String(repeating: "b", count: 64))
                decision approve
                person alice@corp.example
                role security
                signed-at 1970-01-01T00:00:00Z
                expires-at 1970-01-01T01:00:00Z
                reason ledger checked

                """)
        #expect(try StatementDocument.read(bytes, name: "s") == statement)
    }

    @Test("every decision and subject comes back", arguments: Decision.allCases)
    func all(decision: Decision) throws {
        var other = statement
        other.decision = decision
        other.expiresAt = nil
        other.reason = ""
        other.subject = .drills(applications: ["erp", "shop"])
        #expect(try StatementDocument.read(StatementDocument.bytes(other), name: "s") == other)
    }

    @Test("other forms of the same meaning, and damage, are refused")
    func hostile() {
        let text = String(decoding: StatementDocument.bytes(statement), as: UTF8.self)
        let changed = [
            "", "\n", text + "\n", text.replacing("\n", with: "\r\n"), String(text.dropLast()), " " + text,
            text.replacing("approval 1", with: "approval 2"), text.replacing("Z", with: "+00:00"),
            text.replacing("approve\n", with: "approve \n"), text.replacing("role security\n", with: ""),
            text.replacing("person alice", with: "person \u{1b}alice") + "x",
            text.replacing("decision approve", with: "decision maybe"),
            text.replacing(digest, with: digest.uppercased()), text + "role operator\n",
        ]
        for other in changed {
            #expect(throws: GroundupError.self, "\(other)") { try StatementDocument.read(Array(other.utf8), name: "s") }
        }
        #expect(throws: GroundupError.self) { try StatementDocument.read([0xff, 0xfe], name: "s") }
        #expect(throws: GroundupError.self) {
            try StatementDocument.read([UInt8](repeating: 65, count: 1 << 20), name: "s")
        }
    }
}
