import Assurance
import Contracts
import Estate
import Foundation
import Host
import Orchestration
import RecoveryPlan
import Restic
import Store
import Testing

/// Real restic repositories, looked at again and again as `groundup coverage` does.
@Suite(.serialized) struct RealHistoryTests {
    @Test(.timeLimit(.minutes(2))) func `a snapshot that somebody deletes is an alarm from the next look on`()
        async throws
    {
        let place = try RealPlace()
        defer { place.remove() }
        for day: Int64 in [3, 2, 1, 0] { try await place.backup(daysAgo: day) }
        let first = try await place.look()
        #expect(first.findings(VanishedRestorePoint.self).isEmpty && first.verdict != .nothingChecked)
        #expect(try await place.look().findings(VanishedRestorePoint.self).isEmpty)

        let victim = try #require(first.repositories[0].points.dropFirst(2).first)
        try await place.restic(["forget", victim.id])
        for _ in 0..<2 {
            let alarm = try #require(try await place.look().findings(VanishedRestorePoint.self).first)
            #expect(alarm.severity == .critical)
            #expect(alarm.message.contains(victim.id.prefix(8)))
            #expect(alarm.message.contains("The retention objective still wants them."))
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `what retention deletes is no alarm, and restic keeps what the objective keeps`()
        async throws
    {
        let place = try RealPlace()
        defer { place.remove() }
        for day: Int64 in [12, 9, 8, 3, 2, 1, 0] { try await place.backup(daysAgo: day) }
        _ = try await place.look()
        try await place.restic(["forget", "--keep-within", "7d"])
        let after = try await place.look()
        #expect(after.findings(VanishedRestorePoint.self).isEmpty)
        #expect(after.history.points.count { $0.goneSince != nil } == 3)
    }

    @Test(
        .timeLimit(.minutes(2)),
        arguments: [
            KeptPoints(last: 2), KeptPoints(daily: 3), KeptPoints(weekly: 2), KeptPoints(monthly: 2, yearly: 1),
            KeptPoints(last: 1, daily: 2, weekly: 3),
        ])
    func `the policy keeps what restic forget keeps`(kept: KeptPoints) async throws {
        let place = try RealPlace()
        defer { place.remove() }
        for day: Int64 in [70, 40, 35, 15, 9, 8, 7, 2, 1, 0] { try await place.backup(daysAgo: day) }
        let all = try await place.look().repositories[0].points
        let options = [
            ("last", kept.last), ("daily", kept.daily), ("weekly", kept.weekly), ("monthly", kept.monthly),
            ("yearly", kept.yearly),
        ].filter { $0.1 > 0 }.flatMap { ["--keep-\($0.0)", "\($0.1)"] }
        try await place.restic(["forget"] + options)
        let left = try await place.look().repositories[0].points
        let wanted = RetentionPolicy(age: nil, kept: kept).keeps(all.map(\.takenAt), asOf: place.now)
        #expect(Set(left.map(\.takenAt)) == wanted)
        #expect(left.count < all.count)
    }

    @Test(.timeLimit(.minutes(2))) func `data that was emptied shows as a size drop`() async throws {
        let place = try RealPlace()
        defer { place.remove() }
        for day: Int64 in [3, 2, 1] {
            try await place.backup(daysAgo: day)
            #expect(try await place.look().findings(SizeDrop.self).isEmpty)
        }
        try Data("x".utf8).write(to: URL(filePath: "\(place.data)/file"))
        try await place.backup(daysAgo: 0)
        let finding = try #require(try await place.look().findings(SizeDrop.self).first)
        #expect(finding.message.contains("100 % less"))
    }

    @Test(.timeLimit(.minutes(2))) func `a look that was killed before it was remembered misses nothing`() async throws
    {
        let place = try RealPlace()
        defer { place.remove() }
        for day: Int64 in [2, 1, 0] { try await place.backup(daysAgo: day) }
        let first = try await place.look()
        try await place.restic(["forget", first.repositories[0].points[1].id])
        #expect(try await place.look(isRemembered: false).findings(VanishedRestorePoint.self).count == 1)
        #expect(try await place.look().findings(VanishedRestorePoint.self).count == 1)
        #expect(try await place.look(isRemembered: false).findings(VanishedRestorePoint.self).count == 1)
    }
}

extension CoverageReport {
    fileprivate func findings(_ rule: any Rule.Type) -> [Finding] { findings.filter { $0.rule == rule.id } }
}

/// A host's data, its repository and a state, in a folder of its own.
private final class RealPlace: Sendable {
    let folder: String
    let now = SystemClock().now()
    private let runner = SubprocessRunner()

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "gu-history-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: "\(folder)/data", withIntermediateDirectories: true)
        try Data(repeating: 7, count: 1_000).write(to: URL(filePath: "\(folder)/data/file"))
        try Data("secret\n".utf8).write(to: URL(filePath: "\(folder)/password"))
    }

    var data: String { "\(folder)/data" }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    func restic(_ arguments: [String]) async throws {
        let result = try await runner.run(
            ProcessRequest(
                "restic", ["--repo", "\(folder)/repository", "--no-cache"] + arguments,
                environment: ["RESTIC_PASSWORD_FILE": "\(folder)/password"]))
        try #require(result.succeeded, "\(arguments): \(result.errors)")
    }

    func backup(daysAgo days: Int64) async throws {
        if !FileManager.default.fileExists(atPath: "\(folder)/repository") { try await restic(["init"]) }
        let moment = Date(timeIntervalSince1970: TimeInterval(now.seconds - days * 86_400 - 60))
        let format = moment.formatted(
            Date.VerbatimFormatStyle(
                format:
                    "\(year: .defaultDigits)-\(month: .twoDigits)-\(day: .twoDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits)",
                timeZone: .gmt, calendar: Calendar(identifier: .gregorian)))
        try await restic(["backup", "--host", "db1", "--time", format, data])
    }

    func look(isRemembered: Bool = true) async throws -> CoverageReport {
        var configuration = Configuration(estate: "shop")
        configuration.repositories = [
            RepositoryEntry(
                name: "vault", engine: "restic", url: "\(folder)/repository", password: "file:\(folder)/password")
        ]
        configuration.applications = [
            ApplicationEntry(
                name: "shop", entries: [AssetID("db1:\(data)")], objectives: Objectives(retention: 7 * 86_400))
        ]
        let dataset = DatasetProfile(path: data, bytes: 1_000, dumpPath: nil, foundBy: "test")
        let estate = Estate(
            name: "shop", observedAt: now,
            assets: [
                Asset(id: AssetID("db1"), kind: .host),
                Asset(id: AssetID("db1:\(data)"), kind: .dataset, host: AssetID("db1"), dataset: dataset),
            ])
        let engine = ResticEngine(runner: runner, secrets: NoSecrets())
        let state = try StateDatabase(folder: "\(folder)/state")
        var assess = AssessCoverage(engines: [engine], configuration: configuration, clock: SystemClock())
        assess.history = try await state.pointHistory()
        let report = await assess.report(on: estate)
        if isRemembered { try await state.remember(report.history, at: report.assessedAt) }
        return report
    }
}

private struct NoSecrets: SecretResolver {
    func resolve(_ secret: SecretReference) async throws -> ResolvedSecret {
        throw GroundupError(.usage, "not asked", hint: "")
    }
}
