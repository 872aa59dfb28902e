import Barman
import Contracts
import Estate
import Foundation
import Host
import RecoveryPlan
import TestKit
import Testing

@Suite(.serialized) struct RealBarmanTests {
    @Test(.timeLimit(.minutes(8))) func `keeps the contract, restores to a moment, and sees gaps`() async throws {
        let server = try await RealServer()
        do {
            let violations = try await EngineContract.violations(server)
            #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
            try await restoresToMoment(server)
            try await seesGaps(server)
            try await worksOverSSH(server)
        } catch {
            await server.remove()
            throw error
        }
        await server.remove()
    }

    /// Exactly the rows of then: neither fewer nor one more; PostgreSQL was started on it.
    private func restoresToMoment(_ server: RealServer) async throws {
        try await server.sql("insert into entries values ('before')")
        let moment = RecoveryMoment(Instant(seconds: try #require(Int64(try await server.run("moment")))))
        try await server.sql("insert into entries values ('after')")
        try await server.run("segment")
        try await server.run("segment")
        let point = try #require(try await server.engine.restorePoints(in: server.entry).points.last)
        let window = try #require(point.window)
        #expect(window.contains(moment.instant) && window.end.hasSuffix("is the newest"))
        #expect(try await server.restore(point, at: moment, to: "then") == ["before"])
        // The state at the end of the backup, over what the other restore left.
        #expect(try await server.restore(point, at: nil, to: "then") == [])
        #expect(try await server.folder.sh("ls -d then.before-* | wc -l") == "1")
    }

    private func seesGaps(_ server: RealServer) async throws {
        let wal = "home/main/wals/*/"
        let segments = try await server.folder.sh("ls \(wal) | grep -x '[0-9A-F]\\{24\\}'").split(separator: "\n")
        let newest = try #require(try await server.engine.restorePoints(in: server.entry).points.last)
        // The one before the newest: after the backup, and not at the end of the log.
        let late = try #require(segments.dropLast().last)
        let gap = try await server.copy("gap", damage: "rm main/wals/*/\(late)")
        let point = try #require(try await server.engine.restorePoints(in: gap).points.last)
        #expect(point.state == .complete && point.window?.end == "segment \(late) of the log is missing")
        let cut = try await server.copy("gap", damage: "truncate --size=1000 main/wals/*/\(late)")
        #expect(
            try await server.engine.restorePoints(in: cut).points.last?.window?.end
                == "segment \(late) of the log is missing")

        // Without a segment of its own a backup never becomes consistent; its tool verifies it all the same.
        let own = try await server.folder.sh("sed -n s/^begin_wal=//p home/main/base/\(newest.id)/backup.info")
        let useless = try await server.copy("gap", damage: "rm main/wals/*/\(own)")
        let failed = try await server.engine.restorePoints(in: useless).points.last
        #expect(failed?.state == .failed && failed?.warnings.joined().contains(own) == true)
        let found = await server.engine.verify(VerifyRequest(depth: .bytes), in: useless)
        #expect(found.outcome.word == "corrupt")
        let refused = try await server.restoring(newest, at: nil, to: "none", from: useless)
        #expect(!refused.succeeded)
        #expect(try await server.folder.sh("ls -d none 2>/dev/null || true").isEmpty)
    }

    /// The same answers, the same cluster on the controller, and a restore that begins there.
    private func worksOverSSH(_ server: RealServer) async throws {
        let host = try await SSHHost(in: server.folder)
        let engine = BarmanEngine(runner: SubprocessRunner(), sshConfiguration: host.configuration)
        let differences = try await EngineContract.differences(of: engine, server.entry, to: .bytes)
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")

        let point = try #require(try await engine.restorePoints(in: server.entry).points.last)
        var there = server.entry
        there.via = SSHHost.name
        try await server.folder.sh("mkdir near far")
        try await engine.extract(nil, of: point, in: server.entry, to: server.folder.path("near"))
        try await engine.extract(nil, of: point, in: there, to: server.folder.path("far"))
        let found = try await server.folder.sh(
            "diff -r --no-dereference near far && find far -path '*/pg_wal/0000*' | wc -l")
        #expect(Int(found).map { $0 > 0 } == true, "the log that it needs came along: \(found)")
        #expect(try await server.restore(point, at: nil, to: "over-ssh", from: there, on: host) == [])
    }
}

/// One real server with its repository; other conditions are copies of that.
final class RealServer: EngineHarness {
    let engine: any Engine
    let entry: RepositoryEntry
    let folder: ScratchFolder

    init() async throws {
        let runner = SubprocessRunner()
        let folder = try ScratchFolder("barman", runner: runner)
        self.folder = folder
        engine = BarmanEngine(runner: runner)
        entry = RepositoryEntry(
            name: "db", engine: "barman", url: "\(folder.path)/home",
            settings: [
                "server": "main", "host": "web01", "data": "\(folder.path)/data",
                "config": "\(folder.path)/barman.conf",
            ])
        do {
            try await run("make")
            try await run("backup")
            try await run("backup")
        } catch {
            await remove()
            throw error
        }
    }

    func remove() async {
        _ = try? await run("stop")
        folder.remove()
    }

    @discardableResult func run(_ arguments: String..., input: String = "") async throws -> String {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "barman.sh").path
        return try await folder.sh(
            "printf %s \"$1\" >input && shift && exec sh \"$@\" <input", [input, script] + arguments)
    }

    func sql(_ text: String) async throws { try await run("sql", input: text) }

    func restoring(
        _ point: RestorePoint, at moment: RecoveryMoment?, to name: String, from repository: RepositoryEntry,
        on source: SSHHost? = nil
    ) async throws -> ProcessResult {
        var target = repository
        target.settings["data"] = folder.path(name)
        return try await folder.run(
            try engine.restoration(of: point, at: moment, in: target), paths: [folder.path(name)], from: source)
    }

    /// The rows of a cluster that the restore body brought back.
    func restore(
        _ point: RestorePoint, at moment: RecoveryMoment?, to name: String, from repository: RepositoryEntry? = nil,
        on source: SSHHost? = nil
    ) async throws -> [String] {
        let result = try await restoring(point, at: moment, to: name, from: repository ?? entry, on: source)
        #expect(result.succeeded, "\(result.text) \(result.errors)")
        return try await run("rows", "\(folder.path)/\(name)").split(separator: "\n").map(String.init)
    }

    /// Barman finds its files by its configuration: a copy has one of its own.
    func copy(_ name: String, damage: String = "true") async throws -> RepositoryEntry {
        var copy = try await folder.copy(entry, to: name, damage: damage)
        copy.settings["config"] = "\(copy.url).conf"
        try await folder.sh("sed \"s,$FOLDER/home,$1,\" barman.conf >\"$1.conf\"", [copy.url])
        return copy
    }

    func repository(in condition: EngineContract.Condition) async throws -> RepositoryEntry? {
        let newest = "$(ls -d main/base/* | tail -n 1)"
        switch condition {
        case .filled: return entry
        case .moved: return try await copy("moved")
        case .missing:
            var missing = entry
            missing.url += "-missing"
            missing.settings["config"] = "\(folder.path)/missing.conf"
            return missing
        case .empty:
            var empty = try await folder.without(entry, isThere: true)
            empty.settings["config"] = "\(folder.path)/empty.conf"
            try await folder.sh("chown barman: empty && sed \"s,$FOLDER/home,$FOLDER/empty,\" barman.conf >empty.conf")
            return empty
        case .damagedBytes:
            return try await copy(
                "bytes",
                damage: "printf XXXXXXXX | dd of=\(newest)/data/base/1/1259 bs=1 seek=5000 conv=notrunc status=none")
        case .damagedContents: return try await copy("contents", damage: "rm -r \(newest)/data")
        case .damagedPoint: return try await copy("point", damage: "echo nonsense >\(newest)/backup.info")
        // Barman has no password, and a lock only for those who write.
        case .noPassword, .passwordFileAbsent, .wrongPassword, .lockedExclusively, .lockedShared: return nil
        }
    }

    func fingerprint(of repository: RepositoryEntry) async throws -> String {
        let folders = try await folder.sh(
            "ls -d \"$1\"/main/base \"$1\"/main/wals 2>/dev/null || true", [repository.url])
        var all = ""
        for name in folders.split(separator: "\n") { all += try await folder.fingerprint(of: String(name)) }
        return all
    }
}
