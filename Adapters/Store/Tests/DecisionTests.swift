import Contracts
import Estate
import Store
import Testing

@Suite("Decisions are kept as they came")
struct StoredDecisionTests {
    private let folder = TemporaryFolder()

    private func decision(_ plan: String?, _ statement: UInt8) -> StoredDecision {
        StoredDecision(
            planDigest: plan, statement: [statement], signature: [1, 2], receivedAt: Instant(seconds: 3))
    }

    @Test("oldest first, by plan; the same one is kept once")
    func decisions() async throws {
        let store = try StateDatabase(folder: folder.path)
        let plan = String(repeating: "a", count: 64)
        try await store.save(plan: StoredDocument(digest: plan, bytes: [1], time: Instant(seconds: 1)))
        for statement: UInt8 in [2, 1, 2] { try await store.save(decision(plan, statement)) }
        try await store.save(decision(nil, 9))
        #expect(try await store.decisions(on: plan) == [decision(plan, 2), decision(plan, 1)])
        #expect(try await store.decisions(on: nil) == [decision(nil, 9)])
        #expect(try await store.decisions(on: "b").isEmpty)
    }

    @Test("an incident's newest revision counts, and nobody overwrites another's")
    func incidents() async throws {
        let store = try StateDatabase(folder: folder.path)
        func record(_ id: String, _ byte: UInt8, _ seconds: Int64 = 1) -> StoredRecord {
            StoredRecord(id: id, bytes: [byte], time: Instant(seconds: seconds))
        }
        try await store.save(incident: record("a", 1), revision: 1)
        try await store.save(incident: record("b", 1, 2), revision: 1)
        try await store.save(incident: record("a", 2), revision: 2)
        #expect(try await store.incidents() == [record("b", 1, 2), record("a", 2)])
        for revision in [1, 2, 4] {
            let error = await #expect(throws: GroundupError.self) {
                try await store.save(incident: record("a", 3), revision: revision)
            }
            #expect(error?.code == .state)
        }
    }

    @Test("what was checked comes back newest first")
    func preflights() async throws {
        let store = try StateDatabase(folder: folder.path)
        for byte: UInt8 in 1...3 {
            try await store.save(
                preflight: StoredRecord(id: "", bytes: [byte], time: Instant(seconds: Int64(byte))))
        }
        #expect(try await store.preflights(limit: 2).map(\.bytes) == [[3], [2]])
    }
}
