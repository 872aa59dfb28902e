import Assurance
import Estate
import Testing

/// Databases that an engine backs up as a whole, with every change as it comes.
@Suite struct ContinuousBackupTests {
    private static let database = "db1:/var/lib/postgresql"

    /// The example with a cluster whose log reaches to `until` hours ago, beside a dump of three hours ago.
    private func example(until: Int64? = 1, points: Int = 1) -> Example {
        var example = Example()
        var facts: [PointFacts] = []
        for number in 0..<points {
            let age = 80 - Int64(number) * 30
            var point = PointFacts(
                id: "c\(number)", host: "db1", takenAt: example.ago(age), paths: ["/var/lib/postgresql/15/main"])
            point.isApplicationConsistent = true
            point.window = until.map {
                PointWindow(earliest: example.ago(age - 1), latest: example.ago($0), end: "a segment is missing")
            }
            facts.append(point)
        }
        example.repositories.append(
            RepositoryFacts(
                name: "cluster", engine: "pgbackrest", url: "ssh://vault1/srv/pgbackrest", condition: .readable,
                points: facts))
        return example
    }

    private func held(_ example: Example) throws -> HeldPoint {
        try #require(example.coverage(of: Self.database)?.point)
    }

    @Test func `what is lost counts from the end of the window`() throws {
        let point = try held(example(until: 2))
        #expect(point.key == PointKey(repository: "cluster", point: "c0"))
        #expect(point.isWhole)
        #expect(point.age == 2 * Example.hour)
    }

    @Test func `the newest base of the same window is taken`() throws {
        #expect(try held(example(points: 2)).key.point == "c1")
    }

    @Test func `a dump that is newer wins`() throws {
        let point = try held(example(until: 4))
        #expect(point.key.repository == "shop")
        #expect(!point.isWhole)
    }

    @Test func `without a dump an old window is stale, never uncovered`() throws {
        var example = example(until: 30)
        example.repositories[0].points.removeAll { $0.host == "db1" }
        guard case .stale(let point, let limit) = try #require(example.coverage(of: Self.database)) else {
            Issue.record("not stale")
            return
        }
        #expect(point.age == 30 * Example.hour && limit == 24 * Example.hour)
        #expect(example.findings(RawCopyOfDatabase.self).isEmpty)
    }

    @Test func `one of two databases in a folder proves nothing of the other`() throws {
        var example = example()
        example.add(Asset(id: AssetID("db1/postgresql-2"), kind: .service, host: AssetID("db1")))
        example.connect("db1/postgresql-2", .storesOn, Self.database)
        #expect(try held(example).key.repository == "shop")
    }

    @Test func `a point without a window counts from when it was taken`() throws {
        var example = example(until: nil)
        example.repositories[0].points.removeAll { $0.host == "db1" }
        #expect(try held(example).age == 80 * Example.hour)
    }

    @Test func `what is limited is looked at as of then`() throws {
        let point = try #require(example().repositories[1].points.first)
        let limit = Instant(seconds: point.takenAt.seconds + 10 * Example.hour)
        #expect(point.limited(before: limit)?.dataUntil == Instant(seconds: limit.seconds - 1))
        #expect(point.limited(until: limit)?.dataUntil == limit)
        // It is consistent from its end on only, which is an hour after its start.
        #expect(point.limited(before: Instant(seconds: point.takenAt.seconds + 1_800)) == nil)
        var plain = point
        plain.window = nil
        #expect(plain.limited(before: plain.takenAt) == nil)
        #expect(plain.limited(until: plain.takenAt) == plain)
    }

    @Test func `a subject takes what fits its own limit`() throws {
        var input = example(points: 2).input
        input.limits = [AssetID(Self.database): Example().ago(60)]
        let report = Assessment.report(on: input)
        let point = try #require(report.subjects.first { $0.subject.asset == AssetID(Self.database) }?.coverage.point)
        #expect(point.key.point == "c0")
        #expect(point.dataFrom == Instant(seconds: Example().ago(60).seconds - 1))
    }

    @Test func `changes that are kept as they come leave no gap between backups`() {
        func results(_ until: Int64?) -> [ObjectiveResult] {
            var example = example(until: until, points: 2)
            example.repositories[0].points.removeAll { $0.host == "db1" }
            return example.report.objectives.filter { $0.subject == Self.database }
        }
        func state(_ rule: String, _ until: Int64?) -> ObjectiveResult.State? {
            results(until).first { $0.rule == rule }?.state
        }
        #expect(state(RecoveryPointGap.id, 1) == .met)
        #expect(state(RecoveryPointForecast.id, 1) == .met)
        #expect(state(RecoveryPointGap.id, nil) == .breached)
        #expect(state(RecoveryPointForecast.id, nil) == .unknown)
    }
}
