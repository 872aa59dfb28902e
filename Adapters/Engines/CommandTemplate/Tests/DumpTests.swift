import CommandTemplate
import Contracts
import Estate
import Foundation
import Host
import RecoveryPlan
import Synchronization
import TestKit
import Testing

/// Real dumps of pg_dump and mysqldump, through commands of a configuration.
@Suite(.serialized) struct DumpTests {
    private let folder: URL
    private let runner = SubprocessRunner()

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "dumps-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private let list = ["find", "{repository}", "-maxdepth", "1", "-type", "f", "-printf", #"%T@ %s %f\n"#]

    private var sql: CommandEngineEntry {
        CommandEngineEntry(
            name: "mysqldump", tools: ["find", "tail", "cat"], list: list, point: "{time} {bytes} {id}",
            verify: ["tail", "-n", "1", "{repository}/{id}"], proof: "-- Dump completed on ",
            restore: ["cat", "{repository}/{id}"])
    }

    private var archive: CommandEngineEntry {
        CommandEngineEntry(
            name: "pg-dump", tools: ["find", "pg_restore", "cat"], list: list, point: "{time} {bytes} {id}",
            verify: ["pg_restore", "--file=-", "{repository}/{id}"], proof: "-- PostgreSQL database dump complete",
            depth: .decoded, restore: ["cat", "{repository}/{id}"])
    }

    private var repository: RepositoryEntry {
        RepositoryEntry(
            name: "dumps", engine: "dumps", url: folder.path,
            settings: ["host": "db1", "folder": "/var/backups/database"])
    }

    private func fixture(_ name: String) throws -> Data {
        try Data(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/\(name)"))
    }

    private func verify(_ entry: CommandEngineEntry, _ bytes: Data) async throws -> PointVerification {
        try bytes.write(to: folder.appending(path: "shop"))
        return await CommandTemplateEngine(entry, runner: runner)
            .verify(VerifyRequest(depth: .decoded), in: repository)
    }

    @Test(.timeLimit(.minutes(5))) func `a whole dump of mysqldump is good by its last line, and a cut one is not`()
        async throws
    {
        defer { try? FileManager.default.removeItem(at: folder) }
        let whole = try fixture("mariadb-10.11/dump_good.sql")
        let good = try await verify(sql, whole)
        guard case .ok(let proof) = good.outcome else {
            Issue.record("\(good)")
            return
        }
        #expect(proof.hasPrefix("-- Dump completed on ") && good.reached == .structure)
        // mysqldump stopped at a damaged index.
        #expect(try await verify(sql, fixture("mariadb-10.11/dump_bad.sql")).outcome.word == "corrupt")
        #expect(try await verify(sql, whole.dropLast(50)).outcome.word == "corrupt")
        #expect(try await verify(sql, Data()).outcome.word == "corrupt")
    }

    @Test(.timeLimit(.minutes(5))) func `a real archive of pg_dump is decoded, and a damaged one is not good`()
        async throws
    {
        defer { try? FileManager.default.removeItem(at: folder) }
        let whole = try fixture("postgresql-15/shop.dump")
        let good = try await verify(archive, whole)
        #expect(good.outcome.word == "ok" && good.reached == .decoded)
        var damaged = whole
        for position in (whole.count - 400)..<(whole.count - 380) { damaged[position] ^= 0x5a }
        let found = try await verify(archive, damaged)
        #expect(["ok", "warned"].contains(found.outcome.word) == false)
        #expect(["ok", "warned"].contains(try await verify(archive, whole.dropLast(300)).outcome.word) == false)
    }

    @Test(.timeLimit(.minutes(5))) func `points, manifests and failures`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let engine = CommandTemplateEngine(sql, runner: runner)
        #expect(try await engine.restorePoints(in: repository).points.isEmpty)
        let empty = await engine.verify(VerifyRequest(depth: .bytes), in: repository)
        #expect(empty.outcome.word == "unknown outcome")
        try Data("a\n".utf8).write(to: folder.appending(path: "one"))
        try Data("b\n".utf8).write(to: folder.appending(path: "two\nlines"))
        let list = try await engine.restorePoints(in: repository)
        #expect(!list.isComplete && list.points.contains { $0.id == "one" })
        let point = try #require(list.points.first { $0.id == "one" })
        #expect(point.host == "db1" && point.paths == ["/var/backups/database/one"])
        let held = Mutex<[ManifestEntry]>([])
        try await engine.manifest(of: point, below: ["/var/backups"], in: repository) { entry in
            held.withLock { $0.append(entry) }
        }
        #expect(held.withLock { $0.map(\.bytes) } == [2])
        var missing = repository
        missing.url += "/none"
        let failure = await #expect(throws: EngineFailure.self) { try await engine.restorePoints(in: missing) }
        #expect(failure?.kind == .noRepository)
        var tool = sql
        tool.list = ["groundup-no-such-program"]
        let absent = await #expect(throws: EngineFailure.self) {
            try await CommandTemplateEngine(tool, runner: runner).restorePoints(in: repository)
        }
        #expect(absent?.kind == .toolMissing)
    }

    @Test(.timeLimit(.minutes(5))) func `a file is put on the host whole, or not at all`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder.appending(path: "dumps"), withIntermediateDirectories: true)
        let ssh = folder.appending(path: "ssh")
        try Data("#!/bin/sh\nexec sh -c \"$2\"\n".utf8).write(to: ssh)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: ssh.path)
        var entry = repository
        entry.url = folder.appending(path: "dumps").path
        entry.settings["folder"] = folder.appending(path: "on the host").path
        let contents = Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0) })
        try contents.write(to: folder.appending(path: "dumps/it's"))
        let engine = CommandTemplateEngine(sql, runner: runner)
        let point = try #require(try await engine.restorePoints(in: entry).points.first)
        let restoration = try engine.restoration(of: point, at: nil, in: entry)
        var environment = restoration.parameters.reduce(into: ["GU_HOST": "db1", "GU_SSH": ssh.path]) {
            $0[$1.name] = $1.value
        }
        environment["GU_SCRATCH"] = folder.path
        let result = try await runner.run(
            ProcessRequest("sh", ["-c", restoration.body.script], environment: environment))
        #expect(result.succeeded, "\(result.errors)")
        #expect(try Data(contentsOf: folder.appending(path: "on the host/it's")) == contents)
        try FileManager.default.removeItem(at: folder.appending(path: "dumps/it's"))
        let failed = try await runner.run(
            ProcessRequest("sh", ["-c", restoration.body.script], environment: environment))
        #expect(!failed.succeeded && failed.errors.contains("ended with 1"))
        #expect(try Data(contentsOf: folder.appending(path: "on the host/it's")) == contents)
    }

    @Test func `what is unsupported says so`() {
        let engine = CommandTemplateEngine(sql, runner: runner)
        var entry = repository
        entry.settings["host"] = nil
        let point = RestorePoint(id: "shop", host: "db1", takenAt: Instant(seconds: 0), paths: [])
        #expect(throws: EngineFailure.self) { try engine.restoration(of: point, at: nil, in: entry) }
        #expect(throws: EngineFailure.self) {
            try engine.restoration(of: point, at: RecoveryMoment(Instant(seconds: 0)), in: repository)
        }
        var odd = point
        odd.id = "../../etc/shadow"
        #expect(throws: EngineFailure.self) { try engine.restoration(of: odd, at: nil, in: repository) }
        try? FileManager.default.removeItem(at: folder)
    }
}
