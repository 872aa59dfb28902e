import Assurance
import Contracts
import Estate
import Foundation
import Host
import RecoveryPlan
import Testing

@testable import BackupPlan
@testable import Orchestration

/// Runs bodies of backups as a host would, in a folder of its own, and judges them as a run does.
final class RealBackups {
    let folder: URL
    private let runner = SubprocessRunner()

    init() throws {
        // Where an account of a database may look, too.
        folder = URL(filePath: "/tmp/backups-\(UUID().uuidString)")
        for name in ["plain", "it's \"q\" $x", "star*[a-z]?", "left out"] {
            let place = folder.appending(path: "data/\(name)")
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            try Data("\(name)\n".utf8).write(to: place.appending(path: "file"))
        }
        try Data("correct\n".utf8).write(to: folder.appending(path: "password"))
        try Data("wrong\n".utf8).write(to: folder.appending(path: "wrong"))
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }

    var password: String { "file:\(path("password"))" }

    func run(_ program: String, _ arguments: [String], _ environment: [String: String] = [:]) async throws -> String {
        let result = try await runner.run(
            ProcessRequest(program, arguments, environment: environment, timeout: 120))
        try #require(result.succeeded, "\(program) \(arguments): \(result.errors)")
        return String(decoding: result.output, as: UTF8.self)
    }

    static func job(_ repository: RepositoryEntry, paths: [String], excludes: [String] = [], host: String = "web01")
        -> PlannedBackup
    {
        let isNative = ["pgbackrest", "dumps", "qemu-image"].contains(repository.engine)
        return PlannedBackup(
            host: .host(host), hostNames: [host, "\(host).example"], repository: repository.name,
            engine: repository.engine, method: isNative ? .native(data: paths[0]) : .files, subjects: [],
            applications: [], paths: paths, excludes: excludes, dumps: [], group: nil,
            schedule: BackupSchedule(interval: 86_400, minutes: [60], window: nil),
            retention: .init(age: nil), why: [], shortfalls: [])
    }

    /// The body as it ended, with the last lines that a step runner would keep.
    func perform(
        _ engine: any Engine, _ job: PlannedBackup, _ repository: RepositoryEntry,
        environment extra: [String: String] = [:]
    ) async throws -> StepResult {
        let request = ProtectionRequest(host: job.host.text, paths: job.paths, excludes: job.excludes)
        let protection = try engine.protection(of: request, in: repository)
        #expect(protection.body.place == .target)
        var environment = Dictionary(uniqueKeysWithValues: protection.parameters.map { ($0.name, $0.value) })
        for secret in protection.secrets {
            #expect(!environment.values.contains { $0.contains("correct") })
            environment[secret.name] = String(secret.reference.dropFirst("file:".count))
        }
        environment["GU_SCRATCH"] = folder.path
        environment["HOME"] = folder.path
        environment.merge(extra) { _, new in new }
        let request2 = ProcessRequest(
            "sh", ["-s"], environment: environment, input: Array(protection.body.script.utf8), timeout: 120)
        let result = try await runner.run(request2)
        let lines = (String(decoding: result.output, as: UTF8.self) + result.errors).split(separator: "\n").suffix(20)
        guard case .exited(let code) = result.outcome else {
            return StepResult(outcome: .lost, milliseconds: 1, lastLines: lines.map(String.init))
        }
        return StepResult(
            outcome: code == 0 ? .succeeded : .failed(exit: code), milliseconds: 1, lastLines: lines.map(String.init))
    }

    /// As a run does it: list, back up, list again, judge.
    func backUp(
        _ engine: any Engine, _ job: PlannedBackup, _ repository: RepositoryEntry,
        environment: [String: String] = [:]
    ) async throws -> BackupResult {
        let before = try await engine.restorePoints(in: repository)
        let step = try await perform(engine, job, repository, environment: environment)
        let after = await engine.answer(of: repository)
        return BackupJudgement(engine: engine, job: job).result(of: step, before: before, after: after, named: "x")
    }
}
