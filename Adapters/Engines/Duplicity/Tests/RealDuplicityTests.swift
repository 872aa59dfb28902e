import Contracts
import Duplicity
import Estate
import Foundation
import Host
import RecoveryPlan
import Synchronization
import TestKit
import Testing

@Suite(.serialized) struct RealDuplicityTests {
    @Test(.timeLimit(.minutes(5))) func `keeps the contract of engines`() async throws {
        let harness = try RealDuplicity()
        defer { harness.remove() }
        let violations = try await EngineContract.violations(harness)
        #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
    }

    @Test(.timeLimit(.minutes(5))) func `host, folder, chain and time are those of the backup`() async throws {
        let harness = try RealDuplicity()
        defer { harness.remove() }
        var repository = try #require(try await harness.repository(in: .filled))
        let points = try await harness.engine.restorePoints(in: repository).points
        #expect(points.map(\.kind) == [.full, .incremental] && points[1].requires == [points[0].id])
        #expect(points[0].paths == [harness.data])
        #expect(abs(points[0].takenAt.seconds - Int64(Date().timeIntervalSince1970)) < 120)
        let estimate = try await harness.engine.estimate(points[1], below: points[1].paths, in: repository)
        #expect(estimate.basis == .stored && estimate.bytes > 50_000)
        repository.settings = ["host": "web02", "root": "/srv/shop"]
        let renamed = try await harness.engine.restorePoints(in: repository).points
        #expect(renamed.map(\.host) == ["web02", "web02"] && renamed[0].paths == ["/srv/shop"])
    }

    @Test(.timeLimit(.minutes(5))) func `a folder that lacks is not made`() async throws {
        let harness = try RealDuplicity()
        defer { harness.remove() }
        let repository = try #require(try await harness.repository(in: .missing))
        let failure = await #expect(throws: EngineFailure.self) {
            try await harness.engine.restorePoints(in: repository)
        }
        #expect(failure?.kind == .noRepository)
        #expect(!FileManager.default.fileExists(atPath: String(repository.url.dropFirst(7))))
    }

    @Test(.timeLimit(.minutes(5))) func `a full backup without its volumes takes its chain with it`() async throws {
        let harness = try RealDuplicity()
        defer { harness.remove() }
        let repository = try #require(try await harness.repository(in: .filled))
        let points = try await harness.engine.restorePoints(in: repository).points
        try harness.delete(from: repository) { $0.contains("duplicity-full.") && $0.contains(".vol1.") }
        let list = try await harness.engine.restorePoints(in: repository)
        #expect(list.points.isEmpty && !list.isComplete && list.warnings.count >= 2)
        let found = await harness.engine.verify(VerifyRequest(point: points[1], depth: .structure), in: repository)
        #expect(found.reached == nil && found.outcome.word == "no such restore point")
    }

    @Test(.timeLimit(.minutes(5))) func `contents come to the controller, odd names are listed`() async throws {
        let harness = try RealDuplicity()
        defer { harness.remove() }
        let odd = "\(harness.data)/it's\nodd"
        try Data("odd\n".utf8).write(to: URL(filePath: odd))
        try await harness.folder.command("sh", ["-c", "printf six >\"$1/$(printf 'latin\\351')\"", "sh", harness.data])
        let repository = try #require(try await harness.repository(in: .filled))
        let points = try await harness.engine.restorePoints(in: repository).points
        let held = Mutex<Set<String>>([])
        try await harness.engine.manifest(of: points[0], below: ["/"], in: repository) { entry in
            held.withLock { _ = $0.insert(entry.path) }
        }
        let names = held.withLock { $0 }
        #expect(names.contains(odd) && names.contains("\(harness.data)/latin\u{FFFD}"), "\(names)")

        let first = harness.folder.path("first")
        let wanted = [odd, "\(harness.data)/latin\u{FFFD}", "\(harness.data)/no/such"]
        try await harness.engine.extract(wanted, of: points[0], in: repository, to: first)
        #expect(try Data(contentsOf: URL(filePath: first + odd)) == Data("odd\n".utf8))
        #expect(try FileManager.default.subpathsOfDirectory(atPath: first + harness.data).count == 2)
        let second = harness.folder.path("second")
        try await harness.engine.extract(["\(harness.data)/folder/three"], of: points[1], in: repository, to: second)
        #expect(try Data(contentsOf: URL(filePath: second + harness.data + "/folder/three")).count == 8)
        let third = harness.folder.path("third")
        try await harness.engine.extract(nil, of: points[0], in: repository, to: third)
        #expect(try Data(contentsOf: URL(filePath: third + harness.data + "/folder/two")) == Data("two2\n".utf8))
    }

    @Test(.timeLimit(.minutes(5))) func `a repository without encryption is read without a password`() async throws {
        let harness = try RealDuplicity()
        defer { harness.remove() }
        let repository = try await harness.unencrypted()
        let point = try #require(try await harness.engine.restorePoints(in: repository).points.last)
        let found = await harness.engine.verify(VerifyRequest(point: point, depth: .decoded), in: repository)
        #expect(found.reached == .decoded && found.outcome.word == "ok", "\(found.outcome)")
        #expect(try await harness.engine.probe(repository).isEncrypted == false)
    }
}

/// Makes and breaks real repositories in a folder of its own.
final class RealDuplicity: EngineHarness {
    let engine: any Engine
    let runner = SubprocessRunner()
    let folder: ScratchFolder
    /// Its manifests tell no sizes.
    let held: [(path: String, bytes: Int64)] = [("/one", 0), ("/folder/two", 0)]

    init() throws {
        folder = try ScratchFolder("duplicity", runner: runner)
        try folder.fillData()
        try folder.write("correct\n", "password")
        try folder.write("incorrect\n", "wrong-password")
        engine = DuplicityEngine(runner: runner, secrets: SecretPlaces())
    }

    var data: String { folder.data }

    func remove() { folder.remove() }

    func repository(in condition: EngineContract.Condition) async throws -> RepositoryEntry? {
        var entry = entry(condition.rawValue)
        switch condition {
        // Locks lie with whoever makes the backups; each point is verified by itself, so a damaged one leaves the others good.
        case .lockedExclusively, .lockedShared, .damagedPoint: return nil
        case .missing: return entry
        case .empty:
            try FileManager.default.createDirectory(atPath: path(entry), withIntermediateDirectories: true)
            return entry
        default: break
        }
        let original = self.entry("original")
        if !FileManager.default.fileExists(atPath: path(original)) {
            try await backUp("full", to: original)
            try await folder.command("sleep", ["1.1"])
            try folder.write("three33\n", "data/folder/three")
            try await backUp("incremental", to: original)
        }
        try await folder.command("cp", ["-a", path(original), path(entry)])
        switch condition {
        case .moved:
            try FileManager.default.moveItem(atPath: path(entry), toPath: path(entry) + "-elsewhere")
            entry.url += "-elsewhere"
        case .noPassword: entry.password = nil
        case .passwordFileAbsent: entry.password = "file:\(folder.path)/absent"
        case .wrongPassword: entry.password = "file:\(folder.path)/wrong-password"
        case .damagedContents: try overwrite(in: entry) { $0.contains("signatures") }
        case .damagedBytes: try overwrite(in: entry) { $0.contains("duplicity-full.") && $0.contains(".vol1.") }
        default: break
        }
        return entry
    }

    func unencrypted() async throws -> RepositoryEntry {
        var entry = entry("unencrypted")
        entry.password = nil
        try await backUp("full", to: entry)
        return entry
    }

    func fingerprint(of repository: RepositoryEntry) async throws -> String {
        try await folder.fingerprint(of: path(repository))
    }

    func delete(from repository: RepositoryEntry, where isMeant: (String) -> Bool) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: path(repository)) where isMeant(name) {
            try FileManager.default.removeItem(atPath: "\(path(repository))/\(name)")
        }
    }

    private func overwrite(in repository: RepositoryEntry, where isMeant: (String) -> Bool) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: path(repository)) where isMeant(name) {
            try folder.damage("\(path(repository))/\(name)")
        }
    }

    private func backUp(_ kind: String, to repository: RepositoryEntry) async throws {
        // duplicity notes the name of the machine that it runs on.
        let encryption = repository.password == nil ? ["--no-encryption"] : []
        try await folder.command(
            "unshare",
            [
                "--uts", "sh", "-c", "hostname web01 && exec duplicity \"$@\"", "sh", kind, "--archive-dir",
                folder.path("of-the-client"),
            ] + encryption + [data, repository.url],
            environment: ["PASSPHRASE": "correct", "GNUPGHOME": folder.path])
    }

    private func path(_ repository: RepositoryEntry) -> String { String(repository.url.dropFirst(7)) }

    private func entry(_ name: String) -> RepositoryEntry {
        RepositoryEntry(
            name: name, engine: "duplicity", url: "file://\(folder.path(name))",
            password: "file:\(folder.path("password"))")
    }
}
