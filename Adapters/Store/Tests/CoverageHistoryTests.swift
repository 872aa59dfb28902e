import Assurance
import Contracts
import Estate
import Store
import Testing

@Suite("Looks at repositories are remembered")
struct CoverageHistoryTests {
    private let folder = TemporaryFolder()

    private func point(_ id: String, first: Int64, last: Int64, gone: Int64? = nil) -> SeenPoint {
        SeenPoint(
            repository: "shop",
            facts: PointFacts(
                id: id, host: "db1", takenAt: Instant(seconds: 5), paths: ["/etc", "/srv/a\nb\"'"], seconds: 60),
            firstSeen: Instant(seconds: first), lastSeen: Instant(seconds: last),
            goneSince: gone.map { Instant(seconds: $0) })
    }

    private func remember(_ points: SeenPoint..., at now: Int64 = 100) async throws -> [SeenPoint] {
        let store = try StateDatabase(folder: folder.path)
        try await store.remember(PointHistory(points: points), at: Instant(seconds: now))
        return try await StateDatabase(folder: folder.path).pointHistory().points
    }

    @Test("what was seen comes back as it was, in another process's eyes")
    func roundTrip() async throws {
        let store = try StateDatabase(folder: folder.path)
        let seen = PointHistory(
            points: [point("a", first: 1, last: 9, gone: 10), point("b", first: 2, last: 10)],
            sizes: [
                SeenSize(
                    asset: AssetID("db1:/srv"), key: PointKey(repository: "shop", point: "a"),
                    takenAt: Instant(seconds: 5), files: 3, bytes: 1 << 50)
            ])
        try await store.remember(seen, at: Instant(seconds: 10))
        #expect(try await StateDatabase(folder: folder.path).pointHistory() == seen)
        try await store.remember(seen, at: Instant(seconds: 10))
        #expect(try await store.pointHistory() == seen, "remembering the same again changes nothing")
    }

    @Test("a later look moves the last moment, never the first one")
    func laterLook() async throws {
        _ = try await remember(point("a", first: 1, last: 1))
        #expect(try await remember(point("a", first: 7, last: 9)) == [point("a", first: 1, last: 9)])
    }

    @Test("looks may be remembered in any order: the latest one that saw or missed a point counts")
    func anyOrder() async throws {
        let looks = [
            point("a", first: 1, last: 1), point("a", first: 1, last: 4, gone: 6), point("a", first: 1, last: 9),
        ]
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let store = try StateDatabase(folder: "\(folder.path)/\(order.map(String.init).joined())")
            for index in order {
                try await store.remember(PointHistory(points: [looks[index]]), at: Instant(seconds: 9))
            }
            #expect(try await store.pointHistory().points == [point("a", first: 1, last: 9)], "\(order)")
        }
    }

    @Test("that a point is gone is dated by the first look that missed it")
    func firstMiss() async throws {
        _ = try await remember(point("a", first: 1, last: 4, gone: 6))
        #expect(try await remember(point("a", first: 1, last: 4, gone: 8)) == [point("a", first: 1, last: 4, gone: 6)])
    }

    @Test("two programs that remember at the same time lose nothing")
    func together() async throws {
        let stores = try (0..<2).map { _ in try StateDatabase(folder: folder.path) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, store) in stores.enumerated() {
                group.addTask {
                    for item in 0..<50 {
                        let point = point("\(number)-\(item)", first: 1, last: Int64(item))
                        try await store.remember(PointHistory(points: [point]), at: Instant(seconds: 99))
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await stores[0].pointHistory().points.count == 100)
    }

    @Test("what is long gone, and sizes beyond the newest 400, are forgotten")
    func bounded() async throws {
        let late: Int64 = 500 * 86_400
        let kept = try await remember(
            point("a", first: 1, last: 4, gone: 6), point("b", first: 1, last: late - 1, gone: late), at: late)
        #expect(kept.map(\.facts.id) == ["b"])
        let store = try StateDatabase(folder: folder.path)
        let sizes = (0..<450).map { number in
            SeenSize(
                asset: AssetID("x"), key: PointKey(repository: "shop", point: "\(number)"),
                takenAt: Instant(seconds: Int64(number)), files: 1, bytes: 1)
        }
        try await store.remember(PointHistory(sizes: sizes), at: Instant(seconds: late))
        let remembered = try await store.pointHistory().sizes
        #expect(remembered.count == 400 && remembered.first?.takenAt == Instant(seconds: 50))
    }
}
