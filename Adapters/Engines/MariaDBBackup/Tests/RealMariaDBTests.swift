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
            try await worksOverSSH(server)
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

    /// The same answers, and a restore that begins there.
    private func worksOverSSH(_ server: RealServer) async throws {
        let host = try await SSHHost(in: server.folder)
        let engine = MariaDBBackupEngine(runner: SubprocessRunner(), sshConfiguration: host.configuration)
        let differences = try await EngineContract.differences(of: engine, server.entry, to: .decoded)
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
        var there = server.entry
        there.via = SSHHost.name
        let point = try #require(try await engine.restorePoints(in: there).points.last)
        let rows = try await server.restore(point, to: "over-ssh", from: there, on: host)
        #expect(rows == ["of the increment", "of MyISAM"])
    }
}

/// One real server with its repository; other conditions are copies of that.
final class RealServer: EngineHarness {
    let engine: any Engine
    let entry: RepositoryEntry
    let held: [(path: String, bytes: Int64)]
    let looksAtPointsAlone = true
    let folder: ScratchFolder

    init() async throws {
        let runner = SubprocessRunner()
        folder = try ScratchFolder("mariadb", runner: runner)
        engine = MariaDBBackupEngine(runner: runner)
        entry = RepositoryEntry(
            name: "db", engine: "mariadb-backup", url: folder.path("repository"),
            settings: ["host": "web01", "data": folder.path("data")])
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
        folder.remove()
    }

    @discardableResult func run(_ arguments: [String], input: String = "") async throws -> String {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "server.sh").path
        return try await folder.sh(
            "printf %s \"$1\" >input && shift && exec sh \"$@\" <input", [input, script] + arguments)
    }

    func restoring(
        _ point: RestorePoint, to name: String, from repository: RepositoryEntry? = nil, on source: SSHHost? = nil
    ) async throws -> ProcessResult {
        var target = repository ?? entry
        target.settings["data"] = folder.path(name)
        return try await folder.run(
            try engine.restoration(of: point, at: nil, in: target), paths: [folder.path(name)], from: source)
    }

    /// The rows of a server that the restore body brought back, twice.
    func restore(
        _ point: RestorePoint, to name: String, from repository: RepositoryEntry? = nil, on source: SSHHost? = nil
    ) async throws -> [String] {
        for _ in 0..<2 {
            let result = try await restoring(point, to: name, from: repository, on: source)
            #expect(result.succeeded, "\(result.text) \(result.errors)")
        }
        return try await run(["rows", folder.path(name)]).split(separator: "\n").map(String.init)
    }

    func text(_ name: String) -> String {
        (try? String(contentsOf: folder.url.appending(path: name), encoding: .utf8))?
            .trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    }

    func names() -> [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: folder.path(name)) }

    /// - Parameter damage: run in the folder of the full backup.
    func copy(_ name: String, damage: String = "true") async throws -> RepositoryEntry {
        try await folder.copy(entry, to: name, damage: "cd full && \(damage)")
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
            return try await folder.without(entry, isThere: true)
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
        try await folder.fingerprint(of: repository.url)
    }
}
