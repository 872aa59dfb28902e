import Borg
import Contracts
import Estate
import Foundation
import Host
import RecoveryPlan
import TestKit
import Testing

@Suite(.serialized) struct RealBorgTests {
    @Test(.timeLimit(.minutes(5))) func `keeps the contract of engines`() async throws {
        let harness = try RealBorg()
        defer { harness.remove() }
        let violations = try await EngineContract.violations(harness)
        #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
    }

    @Test(.timeLimit(.minutes(5))) func `a repository that cannot be written to is read without a lock`() async throws {
        let harness = try RealBorg()
        defer { harness.remove() }
        let repository = try #require(try await harness.repository(in: .filled))
        let engine = BorgEngine(
            runner: harness.runner, secrets: SecretPlaces(), program: try harness.readOnlyBorg(repository))
        #expect(try await engine.restorePoints(in: repository).points.count == 2)
    }

    @Test(.timeLimit(.minutes(5))) func `files are brought to the controller, those that are asked for`() async throws {
        let harness = try RealBorg()
        defer { harness.remove() }
        let repository = try #require(try await harness.repository(in: .filled))
        let point = try #require(try await harness.engine.restorePoints(in: repository).points.last)
        func extracted(_ paths: [String]?) async throws -> Set<String> {
            let target = harness.folder.appending(path: "out-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: target, withIntermediateDirectories: false)
            try await harness.engine.extract(paths, of: point, in: repository, to: target.path)
            let all = FileManager.default.enumerator(at: target, includingPropertiesForKeys: nil)?.allObjects as? [URL]
            let prefix = target.resolvingSymlinksInPath().path
            return Set(
                (all ?? []).filter { !$0.hasDirectoryPath }
                    .map { String($0.resolvingSymlinksInPath().path.dropFirst(prefix.count)) })
        }
        let two = "\(harness.data)/folder/two"
        #expect(try await extracted([two, "\(harness.data)/absent"]) == [two])
        #expect(try await extracted([]).isEmpty)
        #expect(try await extracted(nil).isSuperset(of: [two, "\(harness.data)/one"]))
    }

    @Test(.timeLimit(.minutes(5))) func `an unencrypted repository in place of the real one is refused`() async throws {
        let harness = try RealBorg()
        defer { harness.remove() }
        let repository = try await harness.unencrypted()
        let open = RepositoryEntry(name: "x", engine: "borg", url: repository.url)
        #expect(try await harness.engine.restorePoints(in: open).points.count == 1)
        let failure = await #expect(throws: EngineFailure.self) {
            try await harness.engine.restorePoints(in: repository)
        }
        #expect(failure?.kind == .wrongKey)
    }

    @Test(.timeLimit(.minutes(5))) func `contents come to the controller, each at its own path`() async throws {
        let harness = try RealBorg()
        defer { harness.remove() }
        let repository = try #require(try await harness.repository(in: .filled))
        let points = try await harness.engine.restorePoints(in: repository).points
        let some = harness.folder.appending(path: "some")
        let all = harness.folder.appending(path: "all")
        for folder in [some, all] {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        let wanted = ["\(harness.data)/folder/three", "\(harness.data)/one", "/no/such", "\(harness.data)/o*"]
        try await harness.engine.extract(wanted, of: points[1], in: repository, to: some.path)
        let names = try FileManager.default.subpathsOfDirectory(atPath: some.path + harness.data)
        #expect(Set(names) == ["one", "folder", "folder/three"])
        try await harness.engine.extract(nil, of: points[0], in: repository, to: all.path)
        #expect(try Data(contentsOf: URL(filePath: "\(all.path)\(harness.data)/folder/two")) == Data("two2\n".utf8))
        #expect(!FileManager.default.fileExists(atPath: "\(all.path)\(harness.data)/folder/three"))

        let damaged = try #require(try await harness.repository(in: .damagedBytes))
        let failure = await #expect(throws: EngineFailure.self) {
            try await harness.engine.extract(nil, of: points[0], in: damaged, to: some.path)
        }
        #expect(failure?.kind == .corrupt)
    }

    @Test(.timeLimit(.minutes(5))) func `a host's paths, times and sizes are those of its archive`() async throws {
        let harness = try RealBorg()
        defer { harness.remove() }
        let repository = try #require(try await harness.repository(in: .filled))
        let point = try #require(try await harness.engine.restorePoints(in: repository).points.last)
        #expect(point.paths == [harness.data] && point.warnings.isEmpty)
        let ended = try #require(point.endedAt)
        let now = Int64(Date().timeIntervalSince1970)
        #expect(point.takenAt <= ended && abs(now - ended.seconds) < 120)
        #expect(try await harness.engine.probe(repository).isEncrypted)
        let found = await harness.engine.verify(VerifyRequest(point: point, depth: .bytes), in: repository)
        #expect(found.reached == .bytes && found.percent == 100)
    }
}

/// Makes and breaks real repositories in a folder of its own.
final class RealBorg: EngineHarness {
    let engine: any Engine
    let runner = SubprocessRunner()
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "borg-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "data/folder"), withIntermediateDirectories: true)
        try Data("one\n".utf8).write(to: folder.appending(path: "data/one"))
        try Data("two2\n".utf8).write(to: folder.appending(path: "data/folder/two"))
        // Enough to have bytes to overwrite that no index holds.
        try Data((0..<200_000).map { _ in UInt8.random(in: .min ... .max) })
            .write(to: folder.appending(path: "data/folder/bulk"))
        try Data("correct\n".utf8).write(to: folder.appending(path: "password"))
        try Data("incorrect\n".utf8).write(to: folder.appending(path: "wrong-password"))
        engine = BorgEngine(runner: runner, secrets: SecretPlaces())
    }

    var data: String { folder.appending(path: "data").path }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    /// A borg that sees `repository` as storage that cannot be written to.
    func readOnlyBorg(_ repository: RepositoryEntry) throws -> String {
        let script = """
            #!/bin/sh
            exec unshare --mount sh -c 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec borg "$@"' '\(repository.url)' "$@"

            """
        let file = folder.appending(path: "read-only-borg")
        try Data(script.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        return file.path
    }

    func repository(in condition: EngineContract.Condition) async throws -> RepositoryEntry? {
        var entry = entry(condition.rawValue)
        switch condition {
        case .missing: return entry
        // Whoever writes holds the lock alone: there is nothing to read beside.
        case .lockedShared: return nil
        case .empty:
            try await borg(entry, ["init", "--encryption", "repokey"])
            return entry
        case .moved:
            try await copyFilled(to: entry.url)
            // Borg of this machine has seen it at its first place, and would ask.
            try FileManager.default.moveItem(atPath: entry.url, toPath: entry.url + "-elsewhere")
            entry.url += "-elsewhere"
            return entry
        default: try await copyFilled(to: entry.url)
        }
        switch condition {
        case .noPassword: entry.password = nil
        case .passwordFileAbsent: entry.password = "file:\(folder.path)/absent"
        case .wrongPassword: entry.password = "file:\(folder.path)/wrong-password"
        case .lockedExclusively:
            try FileManager.default.createDirectory(
                at: URL(filePath: entry.url).appending(path: "lock.exclusive/other-host@1.2345-0"),
                withIntermediateDirectories: true)
        case .damagedBytes: try overwriteBytes(of: entry)
        // Archives and contents lie in the same files: what is overwritten is one or the other by chance.
        case .damagedPoint, .damagedContents: return nil
        default: break
        }
        return entry
    }

    /// A repository without encryption, with the password of the real one.
    func unencrypted() async throws -> RepositoryEntry {
        let entry = entry("unencrypted")
        try await borg(entry, ["init", "--encryption", "none"])
        try await borg(entry, ["create", "::first", data])
        return entry
    }

    func fingerprint(of repository: RepositoryEntry) async throws -> String {
        let root = URL(filePath: repository.url)
        let files =
            FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? []
        // Where Borg notes how many encryption counters were reserved; a check reserves some, and uses none.
        return try files.filter { !$0.hasDirectoryPath && $0.lastPathComponent != "nonce" }
            .sorted { $0.path < $1.path }
            .map { "\($0.path) \(try Data(contentsOf: $0).base64EncodedString())" }.joined(separator: "\n")
    }

    private func entry(_ name: String) -> RepositoryEntry {
        RepositoryEntry(
            name: name, engine: "borg", url: folder.appending(path: name).path,
            password: "file:\(folder.appending(path: "password").path)")
    }

    /// A copy of one repository that is made once: every call of borg takes half a second at least.
    private func copyFilled(to path: String) async throws {
        let original = entry("original")
        if !FileManager.default.fileExists(atPath: original.url) {
            try await borg(original, ["init", "--encryption", "repokey"])
            try await borg(original, ["create", "::first", data])
            try Data("three33\n".utf8).write(to: folder.appending(path: "data/folder/three"))
            // The order of archives is that of their seconds.
            try await Task.sleep(for: .seconds(1))
            try await borg(original, ["create", "--comment", "a second one", "::second", data])
        }
        try FileManager.default.copyItem(atPath: original.url, toPath: path)
    }

    private func borg(_ repository: RepositoryEntry, _ arguments: [String]) async throws {
        // Borg notes the name of the machine that it runs on.
        let result = try await runner.run(
            ProcessRequest(
                "unshare", ["--uts", "sh", "-c", "hostname web01 && exec borg \"$@\"", "sh"] + arguments,
                environment: [
                    "BORG_REPO": repository.url, "BORG_PASSPHRASE": "correct",
                    "BORG_BASE_DIR": folder.appending(path: "of-the-client").path,
                    "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK": "yes",
                ]))
        guard result.succeeded else {
            throw GroundupError(.state, "borg \(arguments): \(result.errors)", hint: "Install borgbackup.")
        }
    }

    /// Overwrites bytes in the largest file of the repository, where the bulk of the data is.
    private func overwriteBytes(of repository: RepositoryEntry) throws {
        let root = URL(filePath: repository.url).appending(path: "data")
        let files =
            FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? []
        let sizes = try files.filter { !$0.hasDirectoryPath }.map { ($0, try Data(contentsOf: $0)) }
        var (file, bytes) = try #require(sizes.max { $0.1.count < $1.1.count })
        for position in 100_000..<100_016 { bytes[position] ^= 0x5a }
        try bytes.write(to: file)
        file.removeAllCachedResourceValues()
    }
}
