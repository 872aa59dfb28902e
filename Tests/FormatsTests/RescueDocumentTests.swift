import Contracts
import Estate
import Formats
import RecoveryPlan
import Testing

@Suite("Rescue files")
struct RescueDocumentTests {
    private func document() throws -> RescueDocument {
        RescueDocument(
            run: try #require(RunID("20261123T213000-aa")), planDigest: String(repeating: "0f", count: 32),
            openedAt: Instant(seconds: 1_795_469_400), fence: 17,
            entries: [
                RescueDocument.Entry(step: StepID("start/db1/post gres"), state: .succeeded, attempt: 2),
                RescueDocument.Entry(step: StepID("verify/db1"), state: .running, attempt: 1),
                RescueDocument.Entry(step: StepID("renew/dc1"), state: .waived, attempt: 0),
            ])
    }

    @Test("what was written is read back, and people can read it")
    func roundTrip() throws {
        let document = try document()
        #expect(try RescueDocument.read(document.bytes, name: "rescue") == document)
        let text = String(decoding: document.bytes, as: UTF8.self)
        #expect(text.contains("opened 2026-11-23T21:30:00Z\n") && text.contains("succeeded 2 start/db1/post gres\n"))
    }

    @Test("a file that was cut off anywhere is refused, naming the line")
    func cutOff() throws {
        let bytes = try document().bytes
        for count in 0..<(bytes.count - 1) {
            let error = #expect(throws: GroundupError.self) {
                try RescueDocument.read(Array(bytes.prefix(count)), name: "rescue")
            }
            #expect(error?.code == .hostileInput && error?.message.hasPrefix("rescue, line ") == true)
        }
    }

    @Test(
        "what is no rescue file is refused",
        arguments: [
            "", "groundup-rescue 2\n", "groundup-rescue 1\nrun ../x\n", "groundup-rescue 1\nrun 1-a\nplan 00\n",
            "groundup-rescue 1\nrun 1-a\nplan \(String(repeating: "0", count: 64))\nopened now\n",
        ])
    func hostile(text: String) {
        #expect(throws: GroundupError.self) { try RescueDocument.read(Array(text.utf8), name: "rescue") }
    }
}
