import Contracts
import Estate
import Foundation
import Host
import RecoveryPlan
import Synchronization
import TestKit
import Testing
import Tree

@Suite(.serialized) struct RealTreeTests {
    private func entries(
        of point: RestorePoint, below paths: [String], _ harness: RealTree, _ repository: RepositoryEntry
    ) async throws -> [ManifestEntry] {
        let entries = Mutex<[ManifestEntry]>([])
        try await harness.engine.manifest(of: point, below: paths, in: repository) { entry in
            entries.withLock { $0.append(entry) }
        }
        return entries.withLock { $0 }
    }

    @Test(.timeLimit(.minutes(2))) func `keeps the contract of engines`() async throws {
        let harness = try RealTree()
        defer { harness.remove() }
        let violations = try await EngineContract.violations(harness)
        #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
    }

    @Test(.timeLimit(.minutes(5))) func `a point keeps its name when folders are rotated, and holds what it held`()
        async throws
    {
        let harness = try RealTree()
        defer { harness.remove() }
        let repository = try await harness.repository(after: 2)
        let before = try await harness.engine.restorePoints(in: repository).points
        try await harness.runOnce(more: "later")
        let after = try await harness.engine.restorePoints(in: repository).points
        #expect(after.count == 3 && Array(after.prefix(2)) == before)
        let held = try await entries(of: before[0], below: before[0].paths, harness, repository)
        #expect(held.contains { $0.path.hasSuffix("/one") } && !held.contains { $0.path.hasSuffix("/later") })
    }

    @Test(.timeLimit(.minutes(5))) func `names with line ends and other bytes than UTF-8 are listed and extracted`()
        async throws
    {
        let harness = try RealTree()
        defer { harness.remove() }
        let odd = harness.data + "/new\nline"
        try Data("odd\n".utf8).write(to: URL(filePath: odd))
        try await harness.folder.command("sh", ["-c", "printf six >\"$1/$(printf 'latin\\351')\"", "sh", harness.data])
        let repository = try await harness.repository(after: 1)
        let point = try #require(try await harness.engine.restorePoints(in: repository).points.last)
        let held = try await entries(of: point, below: ["/"], harness, repository).map(\.path)
        #expect(held.contains(odd) && held.contains("\(harness.data)/latin\u{FFFD}"))

        let folder = harness.folder.path("extracted")
        let wanted = [odd, "\(harness.data)/latin\u{FFFD}", "/no/such/file"]
        try await harness.engine.extract(wanted, of: point, in: repository, to: folder)
        #expect(try Data(contentsOf: URL(filePath: folder + odd)) == Data("odd\n".utf8))
        #expect(try FileManager.default.subpathsOfDirectory(atPath: folder + harness.data).count == 2)
        try await harness.engine.extract(nil, of: point, in: repository, to: folder)
        #expect(try Data(contentsOf: URL(filePath: folder + harness.data + "/folder/two")) == Data("two2\n".utf8))
    }

    @Test(.timeLimit(.minutes(5))) func `a run that was killed while it copied leaves no point of its own`()
        async throws
    {
        let harness = try RealTree()
        defer { harness.remove() }
        let repository = try await harness.repository(after: 2)
        // What rsnapshot does first: the newest folder is copied, with its time, and then changed in place.
        let root = harness.folder.path("trees")
        try await harness.folder.command(
            "sh", ["-c", "cd \"$1\" && mv daily.1 daily.2 && cp -al daily.0 daily.1", "sh", root])
        let list = try await harness.engine.restorePoints(in: repository)
        #expect(list.points.count == 2 && list.warnings.contains { $0.contains("has not ended") })
    }

    @Test(.timeLimit(.minutes(5))) func `folders with dates and single folders are points, too`() async throws {
        let harness = try RealTree()
        defer { harness.remove() }
        let root = harness.folder.path("copies")
        for name in ["web-2026-11-23", "web-2026-11-24_0130", "other", "latest-20261125T101112Z"] {
            try await harness.folder.command(
                "sh", ["-c", "mkdir -p \"$1\" && cp -a \"$2\" \"$1/$3\"", "sh", root, harness.data, name])
        }
        var entry = RepositoryEntry(
            name: "x", engine: "tree", url: root,
            settings: ["layout": "dated", "host": "web01", "root": "/srv/shop", "lock": "/nonexistent"])
        let list = try await harness.engine.restorePoints(in: entry)
        #expect(list.points.map(\.id) == ["web-2026-11-23", "web-2026-11-24_0130", "latest-20261125T101112Z"])
        #expect(list.points.map(\.takenAt.seconds) == [1_795_392_000, 1_795_483_800, 1_795_601_472])
        #expect(list.warnings == ["1 folder(s) have names that are none of restore points"])
        let held = try await entries(of: list.points[0], below: ["/srv/shop/folder"], harness, entry).map(\.path)
        #expect(held.sorted() == ["/srv/shop/folder", "/srv/shop/folder/bulk", "/srv/shop/folder/two"])

        entry.url = root + "/other"
        entry.settings["layout"] = "single"
        let single = try #require(try await harness.engine.restorePoints(in: entry).points.last)
        #expect(single.warnings.count == 1)
        entry.settings["mark"] = "one"
        let marked = try #require(try await harness.engine.restorePoints(in: entry).points.last)
        #expect(marked.warnings.isEmpty && marked.takenAt <= single.takenAt)
        let found = await harness.engine.verify(VerifyRequest(point: marked, depth: .structure), in: entry)
        #expect(found.reached == .structure)
    }

    @Test(.timeLimit(.minutes(5))) func `trees on another host are asked there`() async throws {
        let harness = try RealTree()
        defer { harness.remove() }
        var repository = try await harness.repository(after: 1)
        let direct = try await harness.engine.restorePoints(in: repository)
        repository.via = "vault1"
        let runner = RecordingRunner(harness.runner, programs: try harness.standInForSSH())
        let engine = TreeEngine(runner: runner, sshConfiguration: "/lab/ssh_config")
        let there = try await engine.restorePoints(in: repository)
        #expect(there == direct)
        let folder = harness.folder.path("extracted")
        let point = try #require(there.points.last)
        try await engine.extract(["\(harness.data)/one"], of: point, in: repository, to: folder)
        #expect(try Data(contentsOf: URL(filePath: "\(folder)\(harness.data)/one")) == Data("one\n".utf8))
        let first = try #require(runner.requests.first)
        #expect(first.program == "ssh" && first.arguments.prefix(2) == ["-F", "/lab/ssh_config"])
        // No path is part of a command line.
        #expect(!first.arguments.joined().contains(repository.url))
        repository.via = "-oProxyCommand=id"
        await #expect(throws: EngineFailure.self) { try await engine.restorePoints(in: repository) }
    }
}
