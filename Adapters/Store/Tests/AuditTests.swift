import Contracts
import Estate
import Formats
import Foundation
import RecoveryPlan
import Store
import Testing

@Suite("The audit record")
struct AuditTests {
    private let folder = TemporaryFolder()

    private func records(_ database: StateDatabase) async throws -> [AuditRecord] {
        try await database.records(after: 0, limit: 10_000).map { try AuditDocument.record($0.bytes, name: "record") }
    }

    private func problems(_ database: StateDatabase) async throws -> [AuditProblem] {
        var chain = AuditChain()
        for record in try await database.records(after: 0, limit: 100_000) { chain.receive(record) }
        return chain.problems
    }

    @Test("estates, plans, approvals and every event of a run are in it, in order")
    func everything() async throws {
        let known = KnownSecrets()
        known.add(ResolvedSecret(name: "S", value: Array("hunter2hunter2".utf8)))
        let database = try StateDatabase(folder: folder.path, context: AuditContext(who: "alice", secrets: known))
        let plan = try samplePlan()
        try await database.save(estate: StoredDocument(digest: "e", bytes: [1], time: Instant(seconds: 1)))
        try await database.save(estate: StoredDocument(digest: "e", bytes: [1], time: Instant(seconds: 1)))
        try await database.save(plan: plan)
        let statement = StatementDocument.bytes(
            ApprovalStatement(
                subject: .plan(digest: plan.digest, estate: sha256([1])), decision: .approve, person: "bob",
                role: "operator",
                signedAt: Instant(seconds: 2), expiresAt: Instant(seconds: 9), reason: "tested"))
        try await database.save(
            StoredDecision(
                planDigest: plan.digest, statement: statement, signature: [1], receivedAt: Instant(seconds: 2)))
        let run = try #require(RunID("1-a"))
        try await database.open(RunRecord(id: run, planDigest: plan.digest, openedAt: Instant(seconds: 3)))
        let step = StepID("start/db1")
        let events = [
            JournalEvent(.started, step: step, attempt: 1),
            JournalEvent(.failed, step: step, attempt: 1, milliseconds: 9, detail: "exit 1: hunter2hunter2"),
            JournalEvent(.finished, detail: "incomplete"),
        ]
        try await database.append(JournalBatch(events), to: run, fence: nil, at: Instant(seconds: 4))

        let found = try await records(database)
        #expect(found.map(\.kind) == [.estateSaved, .planMade, .decided, .run, .step, .step, .run])
        #expect(found.map(\.who) == ["alice", "alice", "bob", "alice", "alice", "alice", "alice"])
        #expect(found[2].details["reason"] == .text("tested"))
        #expect(found[3].details["plan"] == .text(plan.digest))
        #expect(found[4].details["parameters"] == .pairs(["GU_HOST": "db1"]))
        #expect(found[4].details["secrets"] == .texts(["GU_PASSWORD from file:/secret"]))
        #expect(found[4].details["bodyDigest"] == .text(sha256(Array("true".utf8))))
        #expect(found[5].details["detail"] == .text("exit 1: [secret S]"))
        #expect(try await database.entries(of: run, after: 0)[2].event.detail == "exit 1: [secret S]")
        #expect(try await problems(database).isEmpty)
    }

    @Test("a journal that could not be written leaves no record")
    func atomic() async throws {
        let database = try StateDatabase(folder: folder.path)
        let unknown = try #require(RunID("none"))
        await #expect(throws: GroundupError.self) {
            try await database.append(
                JournalBatch([JournalEvent(.resumed)]), to: unknown, fence: nil, at: Instant(seconds: 1))
        }
        #expect(try await database.head() == nil)
    }

    @Test("writers side by side make one chain")
    func sideBySide() async throws {
        let path = folder.path
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                let database = try StateDatabase(folder: path)
                group.addTask {
                    for number in 0..<50 {
                        try await database.record(
                            AuditEvent(.asked, subject: "\(writer)-\(number)"), at: Instant(seconds: 1))
                    }
                }
            }
            try await group.waitForAll()
        }
        let database = try StateDatabase(folder: path)
        #expect(try await database.head()?.number == 200)
        #expect(try await problems(database).isEmpty)
    }

    @Test("seals are kept in order")
    func seals() async throws {
        let database = try StateDatabase(folder: folder.path)
        let seal = AuditSeal(head: AuditHead(number: 3, hash: "h"), time: Instant(seconds: 9), signature: "s")
        try await database.keep(seal)
        #expect(try await database.seals() == [seal])
    }

    @Test("the cost of a record stays what it was in a long chain")
    func rate() async throws {
        let database = try StateDatabase(folder: folder.path)
        let run = try #require(RunID("1-a"))
        try await database.open(RunRecord(id: run, planDigest: "none", openedAt: Instant(seconds: 3)))
        let steps = (0..<4_000).map { StepID("step/\($0)") }
        let began = ContinuousClock.now
        for batch in stride(from: 0, to: steps.count, by: 100) {
            let events = steps[batch..<batch + 100].flatMap { step in
                [
                    JournalEvent(.started, step: step, attempt: 1),
                    JournalEvent(.succeeded, step: step, attempt: 1, milliseconds: 1),
                ]
            }
            try await database.append(JournalBatch(events), to: run, fence: nil, at: Instant(seconds: 4))
        }
        let took = began.duration(to: .now)
        #expect(took < .seconds(90), "4,000 steps took \(took)")
        #expect(try await database.head()?.number == 8_001)
    }

    private func samplePlan() throws -> StoredDocument {
        var plan = Plan(estate: "shop", estateDigest: "e", scope: [], asOf: Instant(seconds: 1))
        plan.bodies["b"] = "true"
        plan.steps = [
            Step(
                id: StepID("start/db1"), title: "", asset: AssetID("db1"), target: AssetID("db1"), place: .target,
                body: "b", parameters: [Parameter(name: "GU_HOST", value: "db1")],
                secrets: [SecretReference(name: "GU_PASSWORD", reference: "file:/secret")],
                estimate: Estimate(seconds: 1, basis: "test"), timeout: 10, attempts: 1, why: "test")
        ]
        let bytes = PlanDocument.bytes(plan)
        return StoredDocument(digest: sha256(bytes), bytes: bytes, time: Instant(seconds: 1))
    }
}
