import Contracts
import Estate
import Foundation
import Host
import RdiffBackup
import RecoveryPlan
import Synchronization
import TestKit
import Testing

@Suite(.serialized) struct RealRdiffBackupTests {
    @Test(.timeLimit(.minutes(5))) func `keeps the contract of engines`() async throws {
        let harness = try RealRdiffBackup()
        defer { harness.remove() }
        let violations = try await EngineContract.violations(harness)
        #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
    }

    /// rdiff-backup itself waits for ever there.
    @Test(.timeLimit(.minutes(5))) func `a mirror that lacks a file is found, and one that hides it stalls`()
        async throws
    {
        let harness = try RealRdiffBackup()
        defer { harness.remove() }
        let repository = try #require(try await harness.repository(in: .filled))
        let point = try #require(try await harness.engine.restorePoints(in: repository).points.last)
        try FileManager.default.removeItem(atPath: "\(repository.url)/folder/two")
        let found = await harness.engine.verify(VerifyRequest(point: point, depth: .bytes), in: repository)
        #expect(found.outcome.word == "corrupt")

        // As many files as before, so that counting shows nothing.
        try Data("two2\n".utf8).write(to: URL(filePath: "\(repository.url)/folder/other"))
        let patient = RdiffBackupEngine(runner: harness.runner, limits: EngineLimits(stall: 3))
        let stalled = await patient.verify(VerifyRequest(point: point, depth: .bytes, timeout: 40), in: repository)
        #expect(stalled.outcome.word == "stalled" && stalled.reached == nil)
        let limited = await harness.engine.verify(
            VerifyRequest(point: point, depth: .bytes, timeout: 2), in: repository)
        #expect(limited.outcome.word == "timeout" && limited.reached == nil)
    }

    @Test(.timeLimit(.minutes(5))) func `a repository without its list of files is not said to be right`() async throws
    {
        let harness = try RealRdiffBackup()
        defer { harness.remove() }
        let repository = try #require(try await harness.repository(in: .filled))
        let point = try #require(try await harness.engine.restorePoints(in: repository).points.last)
        let data = "\(repository.url)/rdiff-backup-data"
        let list = try #require(
            try FileManager.default.contentsOfDirectory(atPath: data).first { $0.hasSuffix(".snapshot.gz") })
        try Data().write(to: URL(filePath: "\(data)/\(list)"))
        for depth in [VerifyDepth.structure, .bytes, .decoded] {
            let found = await harness.engine.verify(VerifyRequest(point: point, depth: depth), in: repository)
            #expect(found.outcome.word == "corrupt")
        }
    }

    @Test(.timeLimit(.minutes(5))) func `contents of every point come to the controller, odd names too`() async throws {
        let harness = try RealRdiffBackup()
        defer { harness.remove() }
        let odd = "\(harness.data)/back\\slash\nline"
        try Data("odd\n".utf8).write(to: URL(filePath: odd))
        try await harness.folder.command("sh", ["-c", "printf six >\"$1/$(printf 'latin\\351')\"", "sh", harness.data])
        let repository = try #require(try await harness.repository(in: .filled))
        let points = try await harness.engine.restorePoints(in: repository).points
        let first = harness.folder.path("first")
        let wanted = [odd, "\(harness.data)/latin\u{FFFD}", "\(harness.data)/folder", "/no/such/file"]
        try await harness.engine.extract(wanted, of: points[0], in: repository, to: first)
        #expect(try Data(contentsOf: URL(filePath: first + odd)) == Data("odd\n".utf8))
        let names = try FileManager.default.subpathsOfDirectory(atPath: first + harness.data)
        #expect(names.count == 5, "\(names)")
        let second = harness.folder.path("second")
        try await harness.engine.extract(nil, of: points[1], in: repository, to: second)
        #expect(try Data(contentsOf: URL(filePath: second + harness.data + "/folder/three")).count == 8)
        #expect(!FileManager.default.fileExists(atPath: first + harness.data + "/folder/three"))
    }

    @Test(.timeLimit(.minutes(5))) func `what a backup changed is what is told`() async throws {
        let harness = try RealRdiffBackup()
        defer { harness.remove() }
        let repository = try #require(try await harness.repository(in: .filled))
        try await harness.sleepSecond()
        try FileManager.default.removeItem(atPath: "\(harness.data)/one")
        try Data("TWO2\n".utf8).write(to: URL(filePath: "\(harness.data)/folder/two"))
        try await harness.backUp(to: repository)
        let points = try await harness.engine.restorePoints(in: repository).points
        #expect(points.count == 3)
        let changes = Mutex<Set<PathChange>>([])
        try await harness.engine.changes(from: points[0], to: points[2], in: repository) { change in
            changes.withLock { _ = $0.insert(change) }
        }
        #expect(
            changes.withLock { $0 } == [
                PathChange(.added, "\(harness.data)/folder/three"), PathChange(.removed, "\(harness.data)/one"),
                PathChange(.modified, "\(harness.data)/folder/two"),
            ])
    }
}

/// Makes and breaks real repositories in a folder of its own.
final class RealRdiffBackup: EngineHarness {
    let engine: any Engine
    let runner = SubprocessRunner()
    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder("rdiff-backup", runner: runner)
        try folder.fillData()
        engine = RdiffBackupEngine(runner: runner)
    }

    var data: String { folder.data }

    func remove() { folder.remove() }

    func repository(in condition: EngineContract.Condition) async throws -> RepositoryEntry? {
        var entry = entry(folder.path(condition.rawValue))
        switch condition {
        // There are no passwords, no reading beside a backup, and no repository without a backup.
        case .noPassword, .passwordFileAbsent, .wrongPassword, .lockedShared, .empty, .damagedPoint: return nil
        case .missing: return entry
        default: break
        }
        let original = self.entry(folder.path("original"))
        if !FileManager.default.fileExists(atPath: original.url) {
            try await backUp(to: original)
            try await sleepSecond()
            try folder.write("three33\n", "data/folder/three")
            try await backUp(to: original)
        }
        try await folder.command("cp", ["-a", original.url, entry.url])
        let notes = "\(entry.url)/rdiff-backup-data"
        switch condition {
        case .moved:
            try FileManager.default.moveItem(atPath: entry.url, toPath: entry.url + "-elsewhere")
            entry.url += "-elsewhere"
        case .lockedExclusively:
            try Data("PID 1\n".utf8).write(to: URL(filePath: "\(notes)/current_mirror.2001-01-01T00:00:00Z.data"))
        case .damagedContents:
            for name in try FileManager.default.contentsOfDirectory(atPath: notes)
            where name.hasPrefix("mirror_metadata") {
                try Data("nothing\n".utf8).write(to: URL(filePath: "\(notes)/\(name)"))
            }
        case .damagedBytes: try folder.damage("\(entry.url)/folder/bulk")
        default: break
        }
        return entry
    }

    func fingerprint(of repository: RepositoryEntry) async throws -> String {
        try await folder.fingerprint(of: repository.url)
    }

    func backUp(to repository: RepositoryEntry) async throws {
        try await folder.command("rdiff-backup", ["backup", data, repository.url])
    }

    /// rdiff-backup makes one backup in a second.
    func sleepSecond() async throws { try await folder.command("sleep", ["1.1"]) }

    private func entry(_ url: String) -> RepositoryEntry {
        RepositoryEntry(name: "files", engine: "rdiff-backup", url: url, settings: ["host": "web01", "root": data])
    }
}
