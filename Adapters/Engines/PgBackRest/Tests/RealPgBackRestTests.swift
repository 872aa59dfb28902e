import Contracts
import Estate
import Foundation
import Host
import PgBackRest
import RecoveryPlan
import TestKit
import Testing

@Suite(.serialized) struct RealPgBackRestTests {
    @Test(.timeLimit(.minutes(5))) func `keeps the contract, and tells what the tool does not`() async throws {
        let cluster = try await RealCluster()
        do {
            let violations = try await EngineContract.violations(cluster)
            #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
            try await restoresToMoment(cluster)
            try await seesGaps(cluster)
            try await answersOverSSH(cluster)
            try await readsEncrypted(cluster)
        } catch {
            await cluster.remove()
            throw error
        }
        await cluster.remove()
    }

    /// Exactly the rows of then: neither fewer nor one more.
    private func restoresToMoment(_ cluster: RealCluster) async throws {
        try await cluster.sql("insert into entries values ('before')")
        let moment = try #require(Int64(try await cluster.run(["moment"])))
        try await cluster.sql("insert into entries values ('after')")
        _ = try await cluster.run(["segment"])
        _ = try await cluster.run(["segment"])
        let point = try #require(try await cluster.engine.restorePoints(in: cluster.entry).points.last)
        let window = try #require(point.window)
        #expect(window.contains(Instant(seconds: moment)) && window.end.hasSuffix("is the newest"))
        let early = try await cluster.restore(point, at: RecoveryMoment(Instant(seconds: moment)), to: "then")
        #expect(early == ["before"])
        // The state at the end of the backup, from the same repository.
        #expect(try await cluster.restore(point, at: nil, to: "backup") == [])
    }

    private func seesGaps(_ cluster: RealCluster) async throws {
        let first = try await cluster.run(["segment"])
        _ = try await cluster.run(["segment"])
        let copy = try await cluster.copy("gap")
        try cluster.removeSegment(first, of: copy)
        let list = try await cluster.engine.restorePoints(in: copy)
        let point = try #require(list.points.last)
        #expect(point.state == .complete)
        #expect(point.window?.end == "segment \(first) of the log is missing")
        let whole = try await cluster.engine.restorePoints(in: cluster.entry).points.last?.window
        let latest = try #require(point.window?.latest)
        #expect(try #require(whole).latest >= latest)
        // The tool itself says that all is well, with status 0.
        let found = await cluster.engine.verify(VerifyRequest(depth: .bytes), in: copy)
        #expect(found.outcome.word == "corrupt")

        // Without a segment of its own a backup never becomes consistent.
        let useless = try await cluster.copy("useless")
        let own = try #require(try await cluster.firstSegment())
        try cluster.removeSegment(own, of: useless)
        let failed = try await cluster.engine.restorePoints(in: useless)
        #expect(failed.points.contains { $0.state == .failed && $0.warnings.joined().contains(own) })
    }

    /// The same answers, and the same cluster on the controller.
    private func answersOverSSH(_ cluster: RealCluster) async throws {
        let host = try await SSHHost(in: cluster.folder)
        let engine = PgBackRestEngine(
            runner: SubprocessRunner(), secrets: SecretPlaces(), sshConfiguration: host.configuration)
        let work = cluster.folder.path("work")
        try await cluster.folder.sh("mkdir work near far")
        let settings = ["user": "postgres", "scratch": work]
        let differences = try await EngineContract.differences(of: engine, cluster.entry, to: .bytes, settings)
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")

        let point = try #require(try await engine.restorePoints(in: cluster.entry).points.last)
        var there = cluster.entry
        there.via = SSHHost.name
        there.settings.merge(settings) { $1 }
        try await engine.extract(nil, of: point, in: cluster.entry, to: cluster.folder.path("near"))
        try await engine.extract(nil, of: point, in: there, to: cluster.folder.path("far"))
        let found = try await cluster.folder.sh(
            "diff -r --no-dereference near far && find far -path '*/pg_wal/0000*' | wc -l")
        #expect(Int(found).map { $0 > 0 } == true, "the log that it needs came along: \(found)")
        #expect(try await cluster.folder.sh("ls -A work") == "", "nothing is left there")
    }

    /// Manifests have keys of their own there; files can be had without the log, which is not there, and the cluster cannot.
    private func readsEncrypted(_ cluster: RealCluster) async throws {
        let password = cluster.folder.path("password")
        var entry = cluster.entry
        entry.url = cluster.folder.path("encrypted")
        entry.password = "file:\(password)"
        try await cluster.run(["stanza", entry.url, password])
        try await cluster.run(["backup", "full", entry.url, password])
        let point = try #require(try await cluster.engine.restorePoints(in: entry).points.last)
        #expect(point.state == .failed)
        let one = "\(cluster.folder.path("data"))/one"
        let out = cluster.folder.path("out")
        try await cluster.folder.sh("mkdir out")
        try await cluster.engine.extract([one], of: point, in: entry, to: out)
        #expect(try await cluster.folder.sh("find out -type f -exec cat {} +") == "one")
        do throws(EngineFailure) {
            try await cluster.engine.extract(nil, of: point, in: entry, to: "\(out)/all")
            Issue.record("it came without its log")
        } catch {
            #expect(error.kind == .corrupt && error.words.contains("segment 0000"), "\(error)")
        }
    }
}

/// One real cluster with its repository; other conditions are copies of that.
final class RealCluster: EngineHarness {
    let engine: any Engine
    let entry: RepositoryEntry
    let folder: ScratchFolder
    private let runner = SubprocessRunner()

    init() async throws {
        folder = try ScratchFolder("pgbackrest", runner: runner)
        engine = PgBackRestEngine(runner: runner, secrets: SecretPlaces())
        entry = RepositoryEntry(
            name: "db", engine: "pgbackrest", url: folder.path("repository"),
            settings: ["stanza": "main", "host": "web01", "data": folder.path("data")])
        do {
            _ = try await run(["make"])
            _ = try await run(["backup", "full"])
            _ = try await run(["backup", "incr"])
            try folder.write("correct\n", "password")
            try folder.write("incorrect\n", "wrong-password")
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
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "cluster.sh").path
        let result = try await runner.run(
            ProcessRequest(
                "sh", [script] + arguments, environment: ["FOLDER": folder.path], input: Array(input.utf8), timeout: 120
            ))
        guard result.succeeded else {
            throw GroundupError(.state, "\(arguments): \(result.outcome) \(result.errors)", hint: "")
        }
        return String(decoding: result.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func sql(_ text: String) async throws { try await run(["sql"], input: text) }

    /// The rows of a cluster that the restore body brought back.
    func restore(_ point: RestorePoint, at moment: RecoveryMoment?, to name: String) async throws -> [String] {
        var target = entry
        target.settings["data"] = folder.path(name)
        let restoration = try engine.restoration(of: point, at: moment, in: target)
        var environment = restoration.parameters.reduce(into: ["GU_HOST": "web01"]) { $0[$1.name] = $1.value }
        environment["GU_PATHS"] = target.settings["data"]
        // Twice: the second run finds what the first one left.
        for _ in 0..<2 {
            let result = try await runner.run(
                ProcessRequest("sh", ["-c", restoration.body.script], environment: environment, timeout: 120))
            #expect(result.succeeded, "\(String(decoding: result.output, as: UTF8.self)) \(result.errors)")
        }
        return try await run(["rows", folder.path(name)]).split(separator: "\n").map(String.init)
    }

    func copy(_ name: String) async throws -> RepositoryEntry {
        try await folder.copy(entry, to: name)
    }

    func removeSegment(_ segment: String, of repository: RepositoryEntry) throws {
        let files = try files(of: repository).filter { $0.lastPathComponent.hasPrefix("\(segment)-") }
        try FileManager.default.removeItem(at: #require(files.first))
    }

    /// The segment in which the newest backup began.
    func firstSegment() async throws -> String? {
        try files(of: entry).map(\.lastPathComponent).filter { $0.hasSuffix(".backup") }.max().map {
            String($0.prefix(24))
        }
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
            empty.url = folder.path("empty")
            try await run(["stanza", empty.url])
            return empty
        case .wrongPassword, .passwordFileAbsent:
            var encrypted = entry
            encrypted.url = folder.path(condition.rawValue)
            let password = folder.path("password")
            try await run(["stanza", encrypted.url, password])
            encrypted.password =
                "file:\(condition == .wrongPassword ? folder.path + "/wrong-password" : folder.path + "/absent")"
            return encrypted
        case .damagedBytes:
            let copy = try await copy("bytes")
            let file = try #require(
                try files(of: copy).filter { $0.path.contains("/pg_data/base/") }.max { try size($0) < size($1) })
            var bytes = try Data(contentsOf: file)
            for position in 100..<108 { bytes[position] ^= 0x5a }
            try bytes.write(to: file)
            return copy
        case .damagedContents:
            let copy = try await copy("contents")
            for file in try files(of: copy) where file.lastPathComponent.hasPrefix("backup.manifest") {
                try Data("[backup]\n".utf8).write(to: file)
            }
            return copy
        // Encrypted bytes without a password look like any others that make no sense; a lock lies with whoever holds it.
        case .noPassword, .lockedExclusively, .lockedShared, .damagedPoint: return nil
        }
    }

    func fingerprint(of repository: RepositoryEntry) async throws -> String {
        guard FileManager.default.fileExists(atPath: repository.url) else { return "" }
        return try files(of: repository).sorted { $0.path < $1.path }
            .map { "\($0.path) \(try Data(contentsOf: $0).hashValue)" }.joined(separator: "\n")
    }

    private func files(of repository: RepositoryEntry) throws -> [URL] {
        let all = FileManager.default.enumerator(
            at: URL(filePath: repository.url), includingPropertiesForKeys: [.isRegularFileKey])
        return try (all?.allObjects as? [URL] ?? [])
            .filter { try $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true }
    }

    private func size(_ file: URL) throws -> Int { try Data(contentsOf: file).count }
}
