import Contracts
import Foundation
import Host
import Restic
import TestKit
import Testing

@Suite struct RealResticTests {
    @Test(.timeLimit(.minutes(3))) func `keeps the contract of engines`() async throws {
        let harness = try RealRestic()
        defer { harness.remove() }
        let violations = try await EngineContract.violations(harness)
        #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
    }

    @Test(.timeLimit(.minutes(5))) func `a lost pack ends in an error, at the latest when the time is over`()
        async throws
    {
        let harness = try RealRestic(limits: EngineLimits(manifest: 2))
        defer { harness.remove() }
        let repository = try #require(try await harness.repository(in: .filled))
        let point = try #require(try await harness.engine.restorePoints(in: repository).points.last)
        try harness.removeFolder("data", of: repository)
        await #expect(throws: EngineFailure.self) {
            try await harness.engine.manifest(of: point, below: point.paths, in: repository) { _ in }
        }
    }
}

/// Makes and breaks real repositories in a folder of its own.
final class RealRestic: EngineHarness {
    let engine: any Engine
    private let runner = SubprocessRunner()
    private let folder: URL

    init(limits: EngineLimits = EngineLimits()) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "restic-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "data/folder"), withIntermediateDirectories: true)
        try Data("one\n".utf8).write(to: folder.appending(path: "data/one"))
        try Data("two2\n".utf8).write(to: folder.appending(path: "data/folder/two"))
        try Data("correct\n".utf8).write(to: folder.appending(path: "password"))
        try Data("incorrect\n".utf8).write(to: folder.appending(path: "wrong-password"))
        engine = ResticEngine(runner: runner, secrets: OneSecret(), limits: limits)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    func repository(in condition: EngineContract.Condition) async throws -> RepositoryEntry? {
        var entry = RepositoryEntry(
            name: condition.rawValue, engine: "restic", url: folder.appending(path: condition.rawValue).path,
            password: "file:\(folder.appending(path: "password").path)")
        if condition == .missing { return entry }
        if condition == .empty {
            try await restic(entry, ["init"])
            return entry
        }
        try await copyFilled(to: entry.url)
        switch condition {
        case .noPassword: entry.password = nil
        case .passwordFileAbsent: entry.password = "file:\(folder.path)/absent"
        case .wrongPassword: entry.password = "file:\(folder.path)/wrong-password"
        case .lockedExclusively: try await lock(entry, exclusively: true)
        case .lockedShared: try await lock(entry, exclusively: false)
        case .damagedPoint: try overwriteFirst(in: "snapshots", of: entry)
        case .damagedContents: try overwriteFirst(in: "index", of: entry)
        case .damagedBytes: try flipBytes(of: entry)
        case .filled, .moved, .empty, .missing: break
        }
        return entry
    }

    func fingerprint(of repository: RepositoryEntry) async throws -> String {
        let root = URL(filePath: repository.url)
        let files =
            FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? []
        return try files.filter { !$0.hasDirectoryPath }.sorted { $0.path < $1.path }
            .map { "\($0.path) \(try Data(contentsOf: $0).base64EncodedString())" }.joined(separator: "\n")
    }

    func removeFolder(_ name: String, of repository: RepositoryEntry) throws {
        try FileManager.default.removeItem(at: URL(filePath: repository.url).appending(path: name))
    }

    /// A copy of one repository that is made once: every call of restic takes half a second at least.
    private func copyFilled(to path: String) async throws {
        let original = RepositoryEntry(name: "original", engine: "restic", url: folder.appending(path: "original").path)
        if !FileManager.default.fileExists(atPath: original.url) {
            try await restic(original, ["init"])
            try await restic(original, ["backup", "--host", "web01", folder.appending(path: "data").path])
            try Data("three33\n".utf8).write(to: folder.appending(path: "data/folder/three"))
            try await restic(original, ["backup", "--host", "web01", folder.appending(path: "data").path])
        }
        try FileManager.default.copyItem(atPath: original.url, toPath: path)
    }

    /// Overwrites bytes in the middle of every pack that holds data, and leaves their sizes.
    private func flipBytes(of repository: RepositoryEntry) throws {
        let data = URL(filePath: repository.url).appending(path: "data")
        let files =
            FileManager.default.enumerator(at: data, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? []
        for file in files where !file.hasDirectoryPath {
            var bytes = try Data(contentsOf: file)
            guard bytes.count > 40 else { continue }
            for position in 4..<12 { bytes[position] ^= 0x5a }
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
            try bytes.write(to: file)
        }
    }

    private func restic(_ repository: RepositoryEntry, _ arguments: [String]) async throws {
        let result = try await runner.run(
            ProcessRequest(
                "restic", ["--repo", repository.url, "--no-cache", "--quiet"] + arguments,
                environment: ["RESTIC_PASSWORD_FILE": folder.appending(path: "password").path]))
        guard result.succeeded else {
            throw GroundupError(.state, "restic \(arguments): \(result.errors)", hint: "Install restic.")
        }
    }

    private func overwriteFirst(in name: String, of repository: RepositoryEntry) throws {
        let folder = URL(filePath: repository.url).appending(path: name)
        let file = try #require(
            FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).first)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        try Data("overwritten by something".utf8).write(to: file)
    }

    /// Leaves behind the lock of a restic that was killed while it held one.
    private func lock(_ repository: RepositoryEntry, exclusively: Bool) async throws {
        let environment = [
            "RESTIC_PASSWORD_FILE": folder.appending(path: "password").path, "REPOSITORY": repository.url,
        ]
        let request =
            exclusively
            ? ProcessRequest(
                "restic", ["--repo", repository.url, "--no-cache", "--limit-download", "1", "check", "--read-data"],
                environment: environment)
            : ProcessRequest(
                "sh", ["-c", "sleep 60 | restic --repo \"$REPOSITORY\" --no-cache backup --stdin"],
                environment: environment)
        let locks = URL(filePath: repository.url).appending(path: "locks")
        let holder = Task { [runner] in try await runner.run(request) }
        // A name of 64 digits: the lock is complete, no longer a temporary file.
        func isLocked() throws -> Bool {
            try FileManager.default.contentsOfDirectory(atPath: locks.path).contains { $0.utf8.count == 64 }
        }
        while try !isLocked() { await Task.yield() }
        holder.cancel()
        _ = try? await holder.value
    }
}
