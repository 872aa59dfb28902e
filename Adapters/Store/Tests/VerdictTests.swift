import Contracts
import DataHealth
import Estate
import Store
import Testing

@Suite("What restore points hold")
struct VerdictTests {
    private let folder = TemporaryFolder()
    private let app = PointLineage(repository: "vault", host: "app1", paths: ["/srv"])
    private let web = PointLineage(repository: "vault", host: "web1", paths: ["/srv"])

    private func point(_ position: Int, _ id: String) -> ReadPoint {
        ReadPoint(
            position: position, id: id, takenAt: Instant(seconds: Int64(position) * 86_400),
            alarms: ["churn-renames": "20 \"files\""], readAt: Instant(seconds: 9))
    }

    private func content(_ path: String, _ digest: String, _ first: Int, _ state: ContentVerdict.State) -> HeldContent {
        HeldContent(path: path, digest: digest, bytes: 5, first: first, state: state, reason: state.rawValue)
    }

    @Test("what was kept is read back, and ends where it was changed or removed")
    func versions() async throws {
        let store = try StateDatabase(folder: folder.path)
        let first = [content("/srv/a", "a1", 0, .clean), content("/srv/b", "b1", 0, .clean)]
        try await store.keep(point(0, "p0"), of: app, new: first, ended: [], detector: 1)
        try await store.keep(
            point(1, "p1"), of: app, new: [content("/srv/a", "a2", 1, .notJudged)], ended: ["/srv/b"], detector: 1)
        #expect(try await store.pointsRead(of: app, detector: 1) == [point(0, "p0"), point(1, "p1")])
        let held = try await store.contents(of: app, detector: 1)
        #expect(held.map(\.path) == ["/srv/a", "/srv/a", "/srv/b"])
        #expect(held.map(\.end) == [1, nil, 1])
        #expect(try await store.contents(of: web, detector: 1).isEmpty)
        #expect(try await store.pointsRead(of: app, detector: 2).isEmpty, "another detector begins anew")
        try await store.forget(app)
        #expect(try await store.contents(of: app, detector: 1).isEmpty)
    }

    @Test("a content that is condemned once condemns every point that holds it")
    func condemned() async throws {
        let store = try StateDatabase(folder: folder.path)
        try await store.keep(
            point(0, "w0"), of: web, new: [content("/srv/x", "same", 0, .clean)], ended: [], detector: 1)
        try await store.keep(point(1, "w1"), of: web, new: [], ended: ["/srv/x"], detector: 1)
        #expect(try await store.condemnedPoints().isEmpty)
        try await store.keep(
            point(0, "a0"), of: app, new: [content("/srv/y", "same", 0, .bad)], ended: [], detector: 1)
        #expect(try await store.condemnedPoints() == ["vault": ["w0", "a0"]])
        #expect(try await store.contents(of: web, detector: 1).map(\.state) == [.bad])
        // Seen without its older version it looks clean; that takes nothing back.
        try await store.keep(
            point(1, "a1"), of: app, new: [content("/srv/z", "same", 1, .clean)], ended: ["/srv/y"], detector: 1)
        #expect(try await store.condemnedPoints() == ["vault": ["w0", "a0", "a1"]])
    }

    @Test("a point counts as the detector found it that read it last")
    func newRules() async throws {
        let store = try StateDatabase(folder: folder.path)
        let bad = [content("/srv/x", "x", 0, .bad)]
        for (place, id) in ["p0", "p1"].enumerated() {
            try await store.keep(point(place, id), of: app, new: place == 0 ? bad : [], ended: [], detector: 1)
        }
        var again = point(0, "p0")
        again.readAt = Instant(seconds: 10)
        try await store.keep(
            again, of: app, new: [content("/srv/x", "x", 0, .clean)], ended: [], detector: (1 << 60) | 5)
        #expect(try await store.condemnedPoints() == ["vault": ["p1"]], "the new rules have not read p1 yet")
    }

    @Test("a point of which something could not be read is passed over too")
    func broken() async throws {
        let store = try StateDatabase(folder: folder.path)
        var damaged = point(0, "p0")
        damaged.damage = "a pack is not what it was"
        try await store.keep(damaged, of: app, new: [], ended: [], detector: 1)
        #expect(try await store.condemnedPoints() == ["vault": ["p0"]])
        var whole = point(0, "p0")
        whole.readAt = Instant(seconds: 10)
        try await store.keep(whole, of: app, new: [], ended: [], detector: 2)
        #expect(try await store.condemnedPoints().isEmpty)
        #expect(try await store.lastDetector(of: app) == 2)
        #expect(try await store.lastDetector(of: web) == nil)
    }

    @Test("damage that was found in what is stored stays until a look as deep finds none")
    func damaged() async throws {
        let store = try StateDatabase(folder: folder.path)
        let damaged = [PointFinding(point: "a1", damage: "a block"), PointFinding(point: "a0", damage: nil)]
        try await store.keep(damaged, in: "domain", at: .bytes)
        #expect(try await store.condemnedPoints() == ["domain": ["a1"]])
        let whole = [PointFinding(point: "a1", damage: nil)]
        try await store.keep(whole, in: "domain", at: .structure)
        try await store.keep(whole, in: "other", at: .decoded)
        #expect(try await store.condemnedPoints() == ["domain": ["a1"]])
        try await store.keep(whole, in: "domain", at: .bytes)
        #expect(try await store.condemnedPoints().isEmpty)
    }

    @Test("a point is kept whole or not at all")
    func atomic() async throws {
        let store = try StateDatabase(folder: folder.path)
        try await store.keep(point(0, "p0"), of: app, new: [content("/a", "a", 0, .clean)], ended: [], detector: 1)
        await #expect(throws: (any Error).self) {
            try await store.keep(point(0, "p1"), of: app, new: [content("/b", "b", 0, .bad)], ended: [], detector: 1)
        }
        #expect(try await store.contents(of: app, detector: 1).map(\.path) == ["/a"])
        #expect(try await store.condemnedPoints().isEmpty)
    }
}
