import Contracts
import Estate
import Formats
import Orchestration
import Synchronization
import Testing

@Suite struct EstateTransferTests {
    private let store = MemoryDocuments()

    private var transfer: EstateTransfer { EstateTransfer(documents: store, clock: At(seconds: 1_000)) }

    private func estate(_ name: String = "lab", at seconds: Int64 = 900) -> Estate {
        Estate(
            name: name, observedAt: Instant(seconds: seconds),
            assets: [Asset(id: AssetID("app1"), kind: .host), Asset(id: AssetID("db1"), kind: .host)])
    }

    @Test func `what was exported comes in as the same estate, once`() async throws {
        let bytes = EstateDocument.bytes(estate())
        let first = try await transfer.take(bytes, name: "estate.json")
        #expect(first.estate == estate() && !first.wasKnown && first.digest == sha256(bytes))
        let exported = try await transfer.export(nil)
        #expect(exported.bytes == bytes && exported.digest == first.digest)
        #expect(exported.time == Instant(seconds: 900))
        #expect(try await transfer.take(exported.bytes, name: "again").wasKnown)
        #expect(store.saved == 1)
    }

    @Test func `a document written otherwise is stored canonically under the same digest`() async throws {
        let bytes = EstateDocument.bytes(estate())
        let spaced = Array(String(decoding: bytes, as: UTF8.self).replacing(",\"", with: ",\n  \"").utf8)
        #expect(try await transfer.take(spaced, name: "spaced").digest == sha256(bytes))
        #expect(try await transfer.export(nil).bytes == bytes)
    }

    @Test func `a damaged document leaves nothing behind`() async throws {
        let bytes = EstateDocument.bytes(estate())
        for damaged in [Array(bytes.dropLast()), Array(bytes.reversed()), [], Array("{}".utf8)] {
            let error = await #expect(throws: GroundupError.self) { try await transfer.take(damaged, name: "bad.json") }
            #expect(error?.code == .hostileInput && error?.message.contains("bad.json") == true)
        }
        #expect(store.saved == 0)
        let error = await #expect(throws: GroundupError.self) { try await transfer.export(nil) }
        #expect(error?.code == .state)
    }

    @Test func `an estate from the future is refused`() async throws {
        #expect(try await !transfer.take(EstateDocument.bytes(estate(at: 87_400)), name: "soon").wasKnown)
        let error = await #expect(throws: GroundupError.self) {
            try await transfer.take(EstateDocument.bytes(estate(at: 87_401)), name: "later")
        }
        #expect(error?.message.hasPrefix("later: observedAt is more than a day ahead") == true)
    }

    @Test func `an estate that was damaged in the state is not handed on`() async throws {
        let bytes = EstateDocument.bytes(estate())
        try await store.save(estate: StoredDocument(digest: "00", bytes: bytes, time: Instant(seconds: 1)))
        let error = await #expect(throws: GroundupError.self) { try await transfer.export("00") }
        #expect(error?.code == .state)
    }
}

private struct At: Clock {
    let seconds: Int64

    func now() -> Instant { Instant(seconds: seconds) }
}

/// Keeps documents in memory, as the state does on disk.
private final class MemoryDocuments: DocumentStore {
    private let estates = Mutex<[StoredDocument]>([])

    var saved: Int { estates.withLock { $0.count } }

    func save(estate document: StoredDocument) async throws { estates.withLock { $0.append(document) } }
    func save(plan document: StoredDocument) async throws {}

    func estate(_ digest: String?) async throws -> StoredDocument? {
        estates.withLock { all in
            digest.map { wanted in all.first { $0.digest == wanted } } ?? all.max { $0.time < $1.time }
        }
    }

    func estates() async throws -> [DocumentSummary] {
        estates.withLock { all in
            all.map { DocumentSummary(digest: $0.digest, time: $0.time, byteCount: $0.bytes.count) }
        }
    }

    func plan(_ digest: String?) async throws -> StoredDocument? { nil }
    func plans() async throws -> [DocumentSummary] { [] }
}
