import Contracts
import Estate
import Foundation
import Store
import Testing

@Suite final class PointLookTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "looks-\(UUID().uuidString)")

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func look(_ point: String, _ depth: VerifyDepth, _ damage: String?, at seconds: Int64) -> PointLook {
        PointLook(
            repository: "vault", point: point, depth: depth, damage: damage, endedAt: Instant(seconds: seconds))
    }

    private func damaged(_ store: StateDatabase) async throws -> [String] {
        let record = try await store.pointLooks()
        return ["p0", "p1"].filter { record.damage(of: $0, in: "vault") != nil }
    }

    @Test func `damage stands until a look as deep, or deeper, finds the point whole`() async throws {
        let store = try StateDatabase(folder: folder.path)
        try await store.keep([look("p0", .bytes, "a pack is not what it was", at: 10), look("p1", .bytes, nil, at: 10)])
        #expect(try await damaged(store) == ["p0"])
        try await store.keep([look("p0", .structure, nil, at: 20)])
        #expect(try await damaged(store) == ["p0"])
        try await store.keep([look("p0", .decoded, nil, at: 30)])
        #expect(try await damaged(store).isEmpty)
        #expect(try await store.pointLooks().isWhole("p0", in: "vault", since: Instant(seconds: 30), depth: .bytes))
        #expect(try await !store.pointLooks().isWhole("p0", in: "vault", since: Instant(seconds: 31), depth: .bytes))
        try await store.keep([look("p0", .bytes, "again", at: 40)])
        #expect(try await damaged(store) == ["p0"])
    }

    @Test func `an older look changes nothing, and it is still known after the state was opened again`() async throws {
        var store = try StateDatabase(folder: folder.path)
        try await store.keep([look("p0", .bytes, nil, at: 20)])
        try await store.keep([look("p0", .bytes, "late news", at: 10)])
        #expect(try await damaged(store).isEmpty)
        try await store.keep([look("p1", .bytes, "a pack is lost", at: 30)])
        store = try StateDatabase(folder: folder.path)
        let found = try #require(try await store.pointLooks().damage(of: "p1", in: "vault"))
        #expect(found == look("p1", .bytes, "a pack is lost", at: 30))
    }

    @Test func `a point that was read damaged counts again once it was decoded whole`() async throws {
        let store = try StateDatabase(folder: folder.path)
        let lineage = PointLineage(repository: "vault", host: "app1", paths: ["/srv"])
        let read = ReadPoint(
            position: 0, id: "p0", takenAt: Instant(seconds: 1), damage: "a pack is lost", readAt: Instant(seconds: 5))
        try await store.keep(read, of: lineage, new: [], ended: [], detector: 1)
        try await store.keep([look("p0", .bytes, nil, at: 9)])
        #expect(try await store.condemnedPoints() == ["vault": ["p0"]])
        try await store.keep([look("p0", .decoded, nil, at: 4)])
        #expect(try await store.condemnedPoints() == ["vault": ["p0"]])
        try await store.keep([look("p0", .decoded, nil, at: 9)])
        #expect(try await store.condemnedPoints().isEmpty)
    }
}
