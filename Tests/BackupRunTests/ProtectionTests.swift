import BackupPlan
import Borg
import CommandTemplate
import Contracts
import Estate
import Foundation
import Host
import Orchestration
import Restic
import Synchronization
import Testing

@Suite(.serialized) struct ProtectionTests {
    private let runner = SubprocessRunner()

    private func held(_ engine: any Engine, _ repository: RepositoryEntry, below path: String) async throws -> Set<
        String
    > {
        let point = try #require(try await engine.restorePoints(in: repository).points.last)
        let paths = Mutex<Set<String>>([])
        try await engine.manifest(of: point, below: [path], in: repository) { entry in
            if entry.type == "file" { paths.withLock { _ = $0.insert(entry.path) } }
        }
        return paths.withLock { $0 }
    }

    /// Whatever the paths are called, exactly they are held, and what must not be copied is not.
    @Test(.timeLimit(.minutes(2)), arguments: ["restic", "borg"])
    func `a backup is proven by its tool and by the list`(name: String) async throws {
        let real = try RealBackups()
        defer { real.remove() }
        let repository = RepositoryEntry(
            name: "files", engine: name, url: real.path("repository"), password: real.password)
        let engine: any Engine
        if name == "restic" {
            engine = ResticEngine(runner: runner, secrets: SecretPlaces())
            _ = try await real.run(
                "restic", ["--repo", repository.url, "--password-file", real.path("password"), "--no-cache", "init"])
        } else {
            engine = BorgEngine(runner: runner, secrets: SecretPlaces())
            _ = try await real.run(
                "borg", ["init", "-e", "repokey-blake2", repository.url],
                ["BORG_PASSPHRASE": "correct", "BORG_BASE_DIR": real.path("base")])
        }
        // Borg takes the name that the machine gives itself.
        let own = try await real.run("uname", ["-n"]).split(separator: "\n").joined()
        let host = name == "restic" ? "web01" : own
        let job = RealBackups.job(
            repository, paths: [real.path("data")], excludes: [real.path("data/star*[a-z]?")], host: host)
        let result = try await real.backUp(engine, job, repository)
        #expect(result.state == .done, "\(result)")
        let list = try await engine.restorePoints(in: repository)
        #expect(list.points.map(\.id) == [result.restorePoint] && list.points[0].host == host)
        let paths = try await held(engine, repository, below: real.path("data"))
        #expect(
            paths == Set(["plain", "it's \"q\" $x", "left out"].map { real.path("data/\($0)/file") }), "\(paths)")
        // A second one is another point; the first stays.
        let again = try await real.backUp(engine, job, repository)
        #expect(again.state == .done && again.restorePoint != result.restorePoint, "\(again)")
        #expect(try await engine.restorePoints(in: repository).points.count == 2)

        try await failures(real, engine, repository, host)
    }

    private func failures(
        _ real: RealBackups, _ engine: any Engine, _ repository: RepositoryEntry, _ host: String
    ) async throws {
        let count = try await engine.restorePoints(in: repository).points.count
        let absent = RealBackups.job(repository, paths: [real.path("data/plain"), real.path("absent")], host: host)
        let lacking = try await real.backUp(engine, absent, repository)
        #expect(lacking.state == .failed && lacking.detail.contains("expected \(real.path("absent"))"), "\(lacking)")
        let job = RealBackups.job(repository, paths: [real.path("data/plain")], host: host)
        let locked = try await real.backUp(
            engine, job, repository, environment: ["GU_REPOSITORY_PASSWORD": real.path("wrong")])
        #expect(locked.state == .failed, "\(locked)")
        #expect(try await engine.restorePoints(in: repository).points.count == count)
        var closed = repository
        closed.url = real.path("nothing")
        let step = try await real.perform(engine, job, closed)
        let ending = try #require(ProtectionFrame.ending(in: step.lastLines), "\(step)")
        guard case .failed = engine.outcome(of: ending, after: .backup) else {
            Issue.record("no repository, and yet \(ending)")
            return
        }
    }

    /// Whoever comes second says so, instead of doing half of it.
    @Test(.timeLimit(.minutes(5))) func `two backups of a host into one repository do not mix`() async throws {
        let real = try RealBackups()
        defer { real.remove() }
        let repository = RepositoryEntry(
            name: "files", engine: "restic", url: real.path("repository"), password: real.password)
        let engine = ResticEngine(runner: runner, secrets: SecretPlaces())
        let job = RealBackups.job(repository, paths: [real.path("data")])
        let script = """
            lock=/run/groundup-backup-$(printf '%s' "$URL" | sha256sum | cut -c 1-16).lock
            exec 8>"$lock"; flock 8; echo held; sleep 30
            """
        async let holder = try? runner.run(
            ProcessRequest("timeout", ["5", "sh", "-c", script], environment: ["URL": repository.url], timeout: 20))
        try await Task.sleep(for: .milliseconds(500))
        let second = try await real.perform(engine, job, repository, environment: ["GU_PATIENCE": "0"])
        #expect(second.outcome == .failed(exit: 1))
        #expect(second.lastLines.last?.contains("another backup of this host") == true, "\(second)")
        _ = await holder
    }

    @Test(.timeLimit(.minutes(5))) func `a configured command makes a restore point, or says why not`() async throws {
        let real = try RealBackups()
        defer { real.remove() }
        let entry = CommandEngineEntry(
            name: "dumps", tools: ["find"],
            list: ["find", "{repository}", "-name", "*.sql", "-printf", "%T@ %s %f\n"], point: "{time} {bytes} {id}",
            backup: ["sh", "-c", "cp /etc/hostname \"$1/$(date +%s%N).sql\"", "sh", "{repository}"])
        let engine = CommandTemplateEngine(entry, runner: runner)
        let folder = real.path("dumps")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let repository = RepositoryEntry(
            name: "dumps", engine: "dumps", url: folder, settings: ["host": "web01", "folder": folder])
        #expect(engine.scope(of: repository) == .cluster(host: "web01", data: folder))
        let job = RealBackups.job(repository, paths: [folder])
        let result = try await real.backUp(engine, job, repository)
        #expect(result.state == .done && result.restorePoint?.hasSuffix(".sql") == true, "\(result)")
        var idle = entry
        idle.backup = ["true"]
        let nothing = try await real.backUp(CommandTemplateEngine(idle, runner: runner), job, repository)
        #expect(nothing.state == .failed && nothing.detail.contains("no new restore point"), "\(nothing)")
        idle.backup = []
        #expect(throws: EngineFailure.self) {
            try CommandTemplateEngine(idle, runner: runner).protection(
                of: ProtectionRequest(host: "web01", paths: [folder]), in: repository)
        }
    }

    @Test(arguments: [["relative"], ["/a\nb"], [], ["/a\u{0}"]] as [[String]])
    func `paths that no list can hold are refused before anything runs`(paths: [String]) {
        let engine = ResticEngine(runner: runner, secrets: SecretPlaces())
        let repository = RepositoryEntry(name: "r", engine: "restic", url: "/r", password: "file:/p")
        #expect(throws: EngineFailure.self) {
            try engine.protection(of: ProtectionRequest(host: "h", paths: paths), in: repository)
        }
    }
}
