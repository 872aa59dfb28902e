import Assurance
import Contracts
import DataHealth
import Estate
import PointChoice
import RecoveryPlan
import Testing

@testable import Orchestration

/// From a window to the moment that an engine is asked for, and from judged points to a dataset put together.
@Suite struct MomentTests {
    /// Says in its parameters which moment it was asked for.
    private struct MomentEngine: Engine {
        let name: String
        func restorePoints(in repository: RepositoryEntry) async throws(EngineFailure) -> RestorePointList {
            RestorePointList([])
        }
        func manifest(
            of point: RestorePoint, below paths: [String], in repository: RepositoryEntry,
            each: @escaping @Sendable (ManifestEntry) -> Void
        ) async throws(EngineFailure) {}
        func restoration(
            of point: RestorePoint, at moment: RecoveryMoment?, in repository: RepositoryEntry
        ) throws(EngineFailure) -> Restoration {
            if let moment, point.window?.contains(moment.instant) != true {
                throw EngineFailure(.noSuchPoint, "outside of the window")
            }
            var restoration = Restoration(
                name: "\(name)/restore", body: StepBody(place: .target, timeout: 5, script: "true\n"),
                parameters: [Parameter(name: "GU_SET", value: "\(point.id) \(moment?.instant.seconds ?? -1)")],
                secrets: [])
            restoration.afterwards = ["Look after it."]
            return restoration
        }
    }

    private let example = MomentExample()

    private func sources(
        until: Int64, limit: Instant? = nil, at moment: Instant? = nil, composites: [AssetID: ChosenComposite] = [:]
    ) throws -> [AssetID: RestoreSource] {
        var configuration = Configuration(estate: "shop")
        configuration.repositories = [
            RepositoryEntry(name: "files", engine: "x", url: "/files"),
            RepositoryEntry(name: "cluster", engine: "y", url: "/cluster"),
        ]
        let report = example.report(until: until, limit: limit)
        let map = RepositoryMap(estate: example.estate, repositories: report.repositories)
        return try RestoreSources(
            configuration, [MomentEngine(name: "x"), MomentEngine(name: "y")], report, map, composites: composites,
            moment: moment
        ).all
    }

    private func point(_ source: RestoreSource?) throws -> PlannedRestorePoint {
        guard case .point(let point) = try #require(source) else {
            Issue.record("no point: \(String(describing: source))")
            throw CancellationError()
        }
        return point
    }

    @Test func `a database comes back to the end of its window`() throws {
        let planned = try point(sources(until: 40)[example.database])
        #expect(planned.isWhole && planned.afterwards == ["Look after it."])
        #expect(planned.parameters.first?.value == "c \(example.at(40).seconds)")
        #expect(planned.moment == example.at(40) && planned.dataFrom == example.at(40))
        #expect(try point(sources(until: 40)[example.files]).moment == nil)
    }

    @Test func `without a log behind it a backup comes back as it ended`() throws {
        let planned = try point(sources(until: 5)[example.database])
        #expect(planned.parameters.first?.value == "c -1" && planned.moment == nil)
    }

    @Test func `a limit inside of the window is the moment`() throws {
        let planned = try point(
            sources(until: 40, limit: Instant(seconds: example.at(20).seconds + 1))[example.database])
        #expect(planned.moment == example.at(20))
        #expect(planned.parameters.first?.value == "c \(example.at(20).seconds)")
    }

    @Test func `a moment that no window holds is blocked and says where it ends`() throws {
        guard case .blocked(let reason, _)? = try sources(until: 20, at: example.at(30))[example.database] else {
            Issue.record("not blocked")
            return
        }
        #expect(reason.contains("1970-01-01T20:00:00Z, where it ends because a test"))
        #expect(try point(sources(until: 20, at: example.at(20))[example.database]).moment == example.at(20))
    }

    @Test func `a moment before everything that is held is blocked`() throws {
        guard
            case .blocked(let reason, _)? = try sources(until: 20, limit: example.at(1), at: example.at(1))[
                example.database]
        else {
            Issue.record("not blocked")
            return
        }
        #expect(reason.contains("Nothing that is held of it is as old as"))
    }

    @Test func `a composite takes the place of what was assessed`() throws {
        func taken(_ id: String, _ hours: Int64) -> RestorePoint {
            RestorePoint(id: id, host: "app1", takenAt: example.at(hours), paths: ["/srv/uploads"])
        }
        let chosen = ChosenComposite(
            repository: RepositoryEntry(name: "files", engine: "x", url: "/files"), base: taken("f30", 30),
            older: [(taken("f10", 10), ["/srv/uploads/a"])], leftOut: ["/srv/uploads/b"], notJudged: 0, unjudged: 0)
        let planned = try point(sources(until: 40, composites: [example.files: chosen])[example.files])
        #expect(planned.point == "f30")
        #expect(planned.composite?.leftOut == ["/srv/uploads/b"])
        #expect(planned.composite?.older.map(\.point.point) == ["f10"])
        #expect(planned.composite?.older.map(\.paths) == [["/srv/uploads/a"]])
    }

    private func content(_ path: String, _ first: Int, _ end: Int?, bad: Bool = false) -> HeldContent {
        HeldContent(
            path: path, digest: "\(path)\(first)", bytes: 1, first: first, end: end, state: bad ? .bad : .clean,
            reason: "")
    }

    @Test func `files of one database come from one point, and only what lies below the folder`() throws {
        let read = (0..<3).map {
            ReadPoint(position: $0, id: "p\($0)", takenAt: example.at(Int64($0)), readAt: example.at(9))
        }
        let listed = read.map { RestorePoint(id: $0.id, host: "app1", takenAt: $0.takenAt, paths: ["/srv"]) }
        let history = JudgedHistory(
            read,
            [
                content("/srv/a.db", 0, 2), content("/srv/a.db", 2, nil, bad: true), content("/srv/a.db-wal", 0, 1),
                content("/srv/a.db-wal", 1, nil), content("/srv/b", 0, nil), content("/etc/x", 0, 2),
                content("/etc/x", 2, nil, bad: true),
            ], listed: listed)
        let choice = try #require(history.choice(below: "/srv"))
        #expect(choice.base == 2)
        #expect(choice.replaced == [1: ["/srv/a.db", "/srv/a.db-wal"]])
        #expect(try #require(history.choice()).replaced[1]?.contains("/etc/x") == true)
        #expect(try #require(history.choice(below: "/sr")).replaced.isEmpty)
    }
}
