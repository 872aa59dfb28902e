import Contracts
import Estate
import Foundation
import Host
import MariaDBBackup
import RecoveryPlan
import TestKit
import Testing

@Suite(.serialized) struct RealMariaDBTests {
    @Test(.timeLimit(.minutes(5))) func `keeps the contract, restores, and tells what the tool does not`() async throws
    {
        let server = try await RealServer()
        do {
            let violations = try await EngineContract.violations(server)
            #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
            try await restores(server)
            try await seesGaps(server)
            try await seesWhatPrepareDoesNot(server)
        } catch {
            await server.remove()
            throw error
        }
        await server.remove()
    }

    /// The increment brings exactly what was there when it was taken; the full one what was there before.
    private func restores(_ server: RealServer) async throws {
        let points = try await server.engine.restorePoints(in: server.entry).points
        #expect(points.map(\.kind) == [.full, .incremental] && points[1].requires == [points[0].id])
        #expect(try await server.restore(points[1], to: "later") == ["of the increment", "of MyISAM"])
        #expect(try await server.restore(points[0], to: "earlier") == ["of MyISAM"])
        #expect(server.text("earlier/groundup-restored") == points[0].id)
        // What was there before a second restore is kept beside it.
        #expect(server.names().contains { $0.hasPrefix("earlier.before-") })
        var unknown = points[0]
        unknown.id = "00000000-0000-0000-0000-000000000000"
        let refused = try await server.restoring(unknown, to: "none")
        #expect(!refused.succeeded && refused.errors.contains("found none; plan anew"))
        #expect(!server.names().contains("none"))
    }

    private func seesGaps(_ server: RealServer) async throws {
        let copy = try await server.copy("gap")
        try server.remove("gap/full")
        let points = try await server.engine.restorePoints(in: copy).points
        #expect(points.map(\.state) == [.failed])
        #expect(points[0].warnings.joined().contains("no backup ends at"))
        let found = await server.engine.verify(VerifyRequest(depth: .structure), in: copy)
        #expect(found.outcome.word == "corrupt")
        let refused = try await server.restoring(points[0], to: "none", from: copy)
        #expect(!refused.succeeded && refused.errors.contains("on which"))
    }

    /// Files that lack, pages that lack, and damage that `--prepare` completes over.
    private func seesWhatPrepareDoesNot(_ server: RealServer) async throws {
        for (damage, depth) in [
            ("rm ib_logfile0", VerifyDepth.structure), ("rm shop/m.MYD", .structure),
            ("truncate --size=65536 shop/o.ibd", .bytes), ("truncate --size=0 shop/o.ibd", .bytes),
            ("truncate --size=0 shop/o.ibd && truncate --size=163840 shop/o.ibd", .bytes),
            ("printf XXXXXX | dd of=ibdata1 bs=1 seek=114788 conv=notrunc status=none", .decoded),
        ] {
            let copy = try await server.copy("damaged", damage: damage)
            let full = try #require(try await server.engine.restorePoints(in: copy).points.first)
            let found = await server.engine.verify(VerifyRequest(point: full, depth: depth), in: copy)
            #expect(found.outcome.word == "corrupt", "\(damage): \(found)")
        }
        // A table without its file may lie in the shared one: neither good nor bad.
        let copy = try await server.copy("damaged", damage: "rm shop/o.ibd")
        let full = try #require(try await server.engine.restorePoints(in: copy).points.first)
        let found = await server.engine.verify(VerifyRequest(point: full, depth: .decoded), in: copy)
        #expect(found.outcome.word == "unknown outcome")
        // An increment names it.
        let newest = await server.engine.verify(VerifyRequest(depth: .decoded), in: copy)
        #expect(newest.outcome.word != "ok")
    }
}

/// One real server with its repository; other conditions are copies of that.
final class RealServer: EngineHarness {
    let engine: any Engine
    let entry: RepositoryEntry
    let held: [(path: String, bytes: Int64)]
    let looksAtPointsAlone = true
    private let runner = SubprocessRunner()
    private let folder: URL

    init() async throws {
        folder = URL(filePath: "/tmp/mariadb-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        engine = MariaDBBackupEngine(runner: runner)
        entry = RepositoryEntry(
            name: "db", engine: "mariadb-backup", url: folder.appending(path: "repository").path,
            settings: ["host": "web01", "data": folder.appending(path: "data").path])
        // The size that a table's definition has depends on where its server was made.
        held = [("/shop/m.MYD", 20), ("/shop/o.ibd", 163_840)]
        do {
            try await run(["make"])
            try await run(["full", "full"])
            try await run(["sql"], input: "insert into shop.o (word) values ('of the increment')")
            // Times are whole seconds.
            try await run(["sql"], input: "select sleep(1.1); create table shop.n (id int) engine=innodb")
            try await run(["increment", "first", "full"])
        } catch {
            await remove()
            throw error
        }
    }

    func remove() async {
        _ = try? await run(["stop"])
        try? FileManager.default.removeItem(at: folder)
    }

    @discardableResult func run(_ arguments: [String], input: String = "") async throws -> String {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "server.sh").path
        return try await output(
            ProcessRequest(
                "sh", [script] + arguments, environment: ["FOLDER": folder.path], input: Array(input.utf8), timeout: 120
            ))
    }

    @discardableResult private func output(_ request: ProcessRequest) async throws -> String {
        let result = try await runner.run(request)
        guard result.succeeded else {
            throw GroundupError(.state, "\(request.arguments): \(result.outcome) \(result.errors)", hint: "")
        }
        return String(decoding: result.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func restoring(_ point: RestorePoint, to name: String, from repository: RepositoryEntry? = nil) async throws
        -> ProcessResult
    {
        var target = repository ?? entry
        target.settings["data"] = folder.appending(path: name).path
        let restoration = try engine.restoration(of: point, at: nil, in: target)
        let ssh = folder.appending(path: "ssh")
        try Data("#!/bin/sh\nexec sh -c \"$2\"\n".utf8).write(to: ssh)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: ssh.path)
        var environment = restoration.parameters.reduce(into: ["GU_HOST": "web01"]) { $0[$1.name] = $1.value }
        environment["GU_PATHS"] = target.settings["data"]
        environment["GU_SSH"] = ssh.path
        return try await runner.run(
            ProcessRequest("sh", ["-c", restoration.body.script], environment: environment, timeout: 120))
    }

    /// The rows of a server that the restore body brought back, twice.
    func restore(_ point: RestorePoint, to name: String) async throws -> [String] {
        for _ in 0..<2 {
            let result = try await restoring(point, to: name)
            #expect(result.succeeded, "\(result.text) \(result.errors)")
        }
        return try await run(["rows", folder.appending(path: name).path]).split(separator: "\n").map(String.init)
    }

    func text(_ name: String) -> String {
        (try? String(contentsOf: folder.appending(path: name), encoding: .utf8))?
            .trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    }

    func names() -> [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] }

    func remove(_ name: String) throws { try FileManager.default.removeItem(at: folder.appending(path: name)) }

    /// - Parameter damage: run in the folder of the full backup.
    func copy(_ name: String, damage: String = "true") async throws -> RepositoryEntry {
        var copy = entry
        copy.url = folder.appending(path: name).path
        try await output(
            ProcessRequest(
                "sh",
                [
                    "-c",
                    "rm -rf '\(copy.url)' && cp -a '\(entry.url)' '\(copy.url)' && cd '\(copy.url)/full' && \(damage)",
                ]))
        return copy
    }

    func repository(in condition: EngineContract.Condition) async throws -> RepositoryEntry? {
        switch condition {
        case .filled: return entry
        case .moved: return try await copy("moved")
        case .missing:
            var missing = entry
            missing.url += "-missing"
            return missing
        case .empty:
            var empty = entry
            empty.url = folder.appending(path: "empty").path
            try FileManager.default.createDirectory(atPath: empty.url, withIntermediateDirectories: true)
            return empty
        case .damagedBytes:
            return try await copy(
                "bytes", damage: "printf XXXXXXXX | dd of=shop/o.ibd bs=1 seek=70000 conv=notrunc status=none")
        case .damagedPoint: return try await copy("point", damage: "echo nonsense > ../first/xtrabackup_checkpoints")
        // A folder of files has no password and no lock, and tells its contents as long as it opens.
        case .noPassword, .passwordFileAbsent, .wrongPassword, .lockedExclusively, .lockedShared, .damagedContents:
            return nil
        }
    }

    func fingerprint(of repository: RepositoryEntry) async throws -> String {
        guard FileManager.default.fileExists(atPath: repository.url) else { return "" }
        return try await output(
            ProcessRequest(
                "sh", ["-c", "cd '\(repository.url)' && find . -type f | sort | xargs -r -d '\\n' sha256sum"]))
    }
}
