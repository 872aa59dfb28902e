import Contracts
import Estate
import Foundation
import Host
import Rclone
import RecoveryPlan
import Synchronization
import TestKit
import Testing

@Suite(.serialized) struct RealRcloneTests {
    @Test(.timeLimit(.minutes(5))) func `keeps the contract of engines, on an encrypted remote`() async throws {
        let harness = try RealRclone()
        defer { harness.remove() }
        let violations = try await EngineContract.violations(harness)
        #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
    }

    @Test(.timeLimit(.minutes(5))) func `a plain copy is a point until it is copied anew`() async throws {
        let harness = try RealRclone()
        defer { harness.remove() }
        var entry = harness.plain()
        let point = try #require(try await harness.engine.restorePoints(in: entry).points.last)
        #expect(point.host == "web01" && point.warnings.count == 1)
        let unsummed = await harness.engine.verify(VerifyRequest(point: point, depth: .bytes), in: entry)
        #expect(unsummed.outcome.word == "unsupported" && unsummed.reached == nil)
        let listed = await harness.engine.verify(VerifyRequest(point: point, depth: .structure), in: entry)
        #expect(listed.reached == .structure)

        entry.settings["mark"] = "one"
        #expect(try await harness.engine.restorePoints(in: entry).points.last?.warnings == [])
        entry.settings["mark"] = nil
        try await harness.folder.command("touch", ["-d", "2031-02-03", "\(harness.data)/one"])
        let failure = await #expect(throws: EngineFailure.self) {
            try await harness.engine.manifest(of: point, below: ["/"], in: entry) { _ in }
        }
        #expect(failure?.kind == .noSuchPoint)
    }

    @Test(.timeLimit(.minutes(5))) func `sums of a copy are compared with its bytes`() async throws {
        let harness = try RealRclone()
        defer { harness.remove() }
        try await harness.folder.command(
            "sh",
            [
                "-c", "cd \"$1\" && find . -type f -exec sha256sum {} + >../sums && mv ../sums SHA256SUMS", "sh",
                harness.data,
            ])
        let entry = harness.plain()
        let point = try #require(try await harness.engine.restorePoints(in: entry).points.last)
        let good = await harness.engine.verify(VerifyRequest(point: point, depth: .bytes), in: entry)
        #expect(good.reached == .bytes && good.outcome.word == "ok", "\(good.outcome)")
        try Data("more\n".utf8).write(to: URL(filePath: "\(harness.data)/folder/more"))
        try await harness.folder.command("touch", ["-d", "2001-02-03", "\(harness.data)/folder/more"])
        let more = await harness.engine.verify(VerifyRequest(point: point, depth: .bytes), in: entry)
        #expect(more.outcome.word == "warned", "\(more.outcome)")
        try await harness.folder.command(
            "sh",
            [
                "-c", "printf TWO2 | dd of=\"$1/folder/two\" conv=notrunc && touch -d 2001-02-03 \"$1/folder/two\"",
                "sh", harness.data,
            ])
        let bad = await harness.engine.verify(VerifyRequest(point: point, depth: .bytes), in: entry)
        #expect(bad.reached == .bytes && bad.outcome.word == "corrupt", "\(bad.outcome)")
    }

    @Test(.timeLimit(.minutes(5))) func `contents come to the controller`() async throws {
        let harness = try RealRclone()
        defer { harness.remove() }
        let repository = try #require(try await harness.repository(in: .filled))
        let points = try await harness.engine.restorePoints(in: repository).points
        let some = harness.folder.path("some")
        let wanted = ["\(harness.data)/folder", "\(harness.data)/one*", "/no/such"]
        try await harness.engine.extract(wanted, of: points[0], in: repository, to: some)
        let names = try FileManager.default.subpathsOfDirectory(atPath: some + harness.data)
        #expect(Set(names) == ["folder", "folder/bulk", "folder/two"])
        let all = harness.folder.path("all")
        try await harness.engine.extract(nil, of: points[1], in: repository, to: all)
        #expect(try Data(contentsOf: URL(filePath: all + harness.data + "/folder/three")) == Data("three33\n".utf8))
    }

    @Test(.timeLimit(.minutes(5))) func `the configuration is copied, and no secret is among the arguments`()
        async throws
    {
        let harness = try RealRclone()
        defer { harness.remove() }
        let repository = try #require(try await harness.repository(in: .filled))
        let before = try Data(contentsOf: harness.folder.url.appending(path: "rclone.conf"))
        let runner = RecordingRunner(harness.runner)
        _ = try await RcloneEngine(runner: runner, secrets: SecretPlaces()).restorePoints(in: repository)
        let words = runner.requests.flatMap(\.arguments)
        #expect(!words.isEmpty && !words.contains { $0.contains(harness.folder.path("rclone.conf")) })
        #expect(try Data(contentsOf: harness.folder.url.appending(path: "rclone.conf")) == before)
    }

    @Test(arguments: [
        ":sftp,host=vault1,pass=x:/srv", "--config", "secret", "secret:../x", "/srv/../etc", "a b:x", "-x:y",
        "secret:a\nb",
    ])
    func `hostile addresses start nothing`(url: String) async throws {
        let harness = try RealRclone()
        defer { harness.remove() }
        let runner = RecordingRunner(harness.runner)
        let entry = RepositoryEntry(
            name: "x", engine: "rclone", url: url, password: "file:\(harness.folder.path)/rclone.conf",
            settings: ["host": "web01"])
        await #expect(throws: EngineFailure.self) {
            try await RcloneEngine(runner: runner, secrets: SecretPlaces()).restorePoints(in: entry)
        }
        #expect(runner.requests.isEmpty)
    }
}

/// Makes and breaks real remotes in a folder of its own.
final class RealRclone: EngineHarness {
    let engine: any Engine
    let runner = SubprocessRunner()
    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder("rclone", runner: runner)
        try folder.fillData()
        try folder.write("", "rclone.conf")
        engine = RcloneEngine(runner: runner, secrets: SecretPlaces())
    }

    var data: String { folder.data }

    func remove() { folder.remove() }

    func repository(in condition: EngineContract.Condition) async throws -> RepositoryEntry? {
        try await configure()
        var entry = entry(condition.rawValue)
        switch condition {
        // Nobody locks anything; what is there is the list.
        case .lockedExclusively, .lockedShared, .damagedPoint, .damagedContents: return nil
        case .missing: return entry
        case .empty:
            try await rclone(["mkdir", entry.url])
            return entry
        default: break
        }
        try await rclone(["copy", data, "\(entry.url)/2026-11-23"])
        try folder.write("three33\n", "data/folder/three")
        try await rclone(["copy", data, "\(entry.url)/2026-11-24"])
        try FileManager.default.removeItem(atPath: folder.path("data/folder/three"))
        switch condition {
        case .moved:
            try await rclone(["moveto", entry.url, "secret:elsewhere"])
            entry.url = "secret:elsewhere"
        case .noPassword: entry.password = nil
        case .passwordFileAbsent: entry.password = "file:\(folder.path)/absent"
        case .wrongPassword: entry.password = "file:\(folder.path)/wrong.conf"
        case .damagedBytes: try await damage()
        default: break
        }
        return entry
    }

    /// A copy on the controller that needs no configuration.
    func plain() -> RepositoryEntry {
        RepositoryEntry(name: "plain", engine: "rclone", url: data, settings: ["host": "web01", "root": "/srv/shop"])
    }

    func fingerprint(of repository: RepositoryEntry) async throws -> String {
        try await folder.fingerprint(of: folder.path("remote"))
    }

    private func configure() async throws {
        if FileManager.default.fileExists(atPath: folder.path("remote")) { return }
        try FileManager.default.createDirectory(
            atPath: folder.path("remote"), withIntermediateDirectories: true)
        for (file, password) in [("rclone.conf", "correct"), ("wrong.conf", "incorrect")] {
            let hidden = try await folder.command("rclone", ["--config", "", "obscure", password])
            let text = "[secret]\ntype = crypt\nremote = \(folder.path("remote"))\npassword = \(hidden)"
            try folder.write(text, file)
        }
    }

    private func damage() async throws {
        let large = try await folder.command("find", [folder.path("remote"), "-type", "f", "-size", "+50k"])
        for file in large.split(separator: "\n") { try folder.damage(String(file)) }
    }

    private func rclone(_ arguments: [String]) async throws {
        try await folder.command("rclone", ["--config", folder.path("rclone.conf")] + arguments)
    }

    private func entry(_ name: String) -> RepositoryEntry {
        RepositoryEntry(
            name: name, engine: "rclone", url: "secret:\(name)", password: "file:\(folder.path)/rclone.conf",
            settings: ["layout": "dated", "host": "web01", "root": data])
    }
}
