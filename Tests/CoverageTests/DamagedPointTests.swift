import Assurance
import Contracts
import Estate
import Testing

@testable import Orchestration

/// What is known of single points: from looks at all of them, and of points that rest on others.
@Suite struct DamagedPointTests {
    private func point(_ id: String, _ seconds: Int64, requires: [String] = []) -> RestorePoint {
        var point = RestorePoint(id: id, host: "db1", takenAt: Instant(seconds: seconds), paths: ["/srv"])
        point.requires = requires
        return point
    }

    private func look(_ point: String, _ depth: VerifyDepth, _ damage: String?, at seconds: Int64 = 10) -> PointLook {
        PointLook(repository: "shop", point: point, depth: depth, damage: damage, endedAt: Instant(seconds: seconds))
    }

    // MARK: - One point after another

    private func looked(
        _ list: RestorePointList, _ bad: [String: EngineFailure]
    ) async throws -> PointVerification {
        try await list.verification(VerifyRequest(depth: .bytes)) { point throws(EngineFailure) in
            guard let failure = bad[point.id] else {
                return PointVerification(reached: .bytes, percent: 100, outcome: .ok(proof: "fine"))
            }
            if failure.kind != .corrupt { throw failure }
            return PointVerification(reached: .bytes, percent: 100, outcome: .failed(failure))
        }
    }

    private var list: RestorePointList { RestorePointList((1...4).map { point("p\($0)", Int64($0)) }) }

    @Test func `every bad point is named, and those behind it are looked at`() async throws {
        let found = try await looked(
            list, ["p1": EngineFailure(.corrupt, "one"), "p3": EngineFailure(.corrupt, "three")])
        #expect(
            found.points.map(\.verdict) == [
                .damaged(.bytes, "one"), .whole(.bytes), .damaged(.bytes, "three"), .whole(.bytes),
            ])
        #expect(found.outcome == .failed(EngineFailure(.corrupt, "one")) && found.reached == .bytes)
    }

    @Test func `damage counts more than what only could not be looked at`() async throws {
        let found = try await looked(
            list, ["p1": EngineFailure(.unknown, "odd"), "p2": EngineFailure(.corrupt, "two")])
        #expect(found.outcome == .failed(EngineFailure(.corrupt, "two")))
        #expect(found.points.map(\.isDamaged) == [false, true, false, false])
        #expect(found.points[0].verdict == .notKnown("unknown: odd"))
    }

    @Test func `what keeps everything from being looked at ends it, and what was found before stays`() async throws {
        let found = try await looked(
            list, ["p1": EngineFailure(.corrupt, "one"), "p2": EngineFailure(.network, "gone")])
        #expect(found.points.count == 4 && found.points[0].isDamaged)
        #expect(found.points[3].verdict == .notKnown("not looked at, because of what came before it"))
        #expect(found.outcome == .failed(EngineFailure(.corrupt, "one")))
    }

    @Test func `a list with a gap is no good, whatever its points are`() async throws {
        let gap = RestorePointList([point("p1", 1)], warnings: ["one cannot be read"], isComplete: false)
        let found = try await looked(gap, [:])
        #expect(found.outcome == .failed(EngineFailure(.corrupt, "one cannot be read")))
        #expect(found.points.map(\.verdict) == [.whole(.bytes)])
    }

    @Test func `what every list tells anew is not taken for damage`() {
        var told = point("p1", 1)
        told.warnings = ["a gap in its log"]
        let found = PointVerification(
            reached: .structure, outcome: .failed(EngineFailure(.corrupt, "a gap in its log")))
        #expect(found.verdict(on: told, asked: .bytes) == .notKnown("a gap in its log"))
        #expect(found.verdict(on: point("p1", 1), asked: .bytes) == .damaged(.structure, "a gap in its log"))
    }

    @Test func `what came back as it was stored is whole, whether applications work on it or not`() {
        let point = point("p1", 1)
        let refused = PointVerification(reached: .working, outcome: .failed(EngineFailure(.corrupt, "no start")))
        #expect(refused.verdict(on: point, asked: .working) == .whole(.restored))
        let other = PointVerification(reached: .restored, outcome: .failed(EngineFailure(.corrupt, "other contents")))
        #expect(other.verdict(on: point, asked: .working) == .damaged(.restored, "other contents"))
        let locked = PointVerification(outcome: .failed(EngineFailure(.locked, "a prune")))
        #expect(locked.verdict(on: point, asked: .bytes) == .notKnown("locked: a prune"))
    }

    // MARK: - What rests on damage

    @Test func `points that rest on a damaged one are damaged, unless they are proven whole on top of it`() {
        let chain = RestorePointList([
            point("full", 1), point("second", 2, requires: ["full"]), point("third", 3, requires: ["full", "second"]),
            point("alone", 4),
        ])
        let record = PointLookRecord([look("full", .bytes, "a file is lost"), look("third", .bytes, nil)])
        let damage = record.damage(in: chain, of: "shop")
        #expect(Set(damage.keys) == ["full", "second"])
        #expect(damage["second"]?.words == "what it rests on is damaged: a file is lost")
        #expect(record.damage(in: chain, of: "other").isEmpty)
    }
}
