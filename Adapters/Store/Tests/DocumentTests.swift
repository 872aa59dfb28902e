import Contracts
import Estate
import Store
import Testing

@Suite("Documents are kept as they are")
struct DocumentTests {
    private let folder = TemporaryFolder()

    private func document(_ digit: Character, _ seconds: Int64) -> StoredDocument {
        StoredDocument(
            digest: "abcdef" + String(repeating: digit, count: 58), bytes: [0, 255, 10],
            time: Instant(seconds: seconds))
    }

    @Test("by digest, by its beginning, and the newest")
    func find() async throws {
        let store = try StateDatabase(folder: folder.path)
        #expect(try await store.estate(nil) == nil)
        try await store.save(estate: document("1", 20))
        try await store.save(estate: document("2", 10))
        try await store.save(estate: document("2", 10))
        #expect(try await store.estate(nil) == document("1", 20))
        #expect(try await store.estate("abcdef2") == document("2", 10))
        #expect(try await store.estate(document("2", 0).digest)?.bytes == [0, 255, 10])
        #expect(try await store.estate("abcdef3") == nil)
        #expect(try await store.plan(nil) == nil)
        #expect(try await store.estates().map(\.byteCount) == [3, 3])
    }

    @Test("an ambiguous or impossible name is refused", arguments: ["abcdef", "abcde", "ABCDEF12", "abcdef%"])
    func refused(name: String) async throws {
        let store = try StateDatabase(folder: folder.path)
        try await store.save(plan: document("1", 1))
        try await store.save(plan: document("2", 1))
        let error = await #expect(throws: GroundupError.self) { try await store.plan(name) }
        #expect(error?.code == .usage)
    }
}
