import Contracts
import Foundation
import Host
import Orchestration
import PgBackRest
import Testing

@Suite(.serialized) struct ClusterProtectionTests {
    private let script = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Adapters/Engines/PgBackRest/Tests/cluster.sh").standardizedFileURL.path

    @Test(.timeLimit(.minutes(2))) func `a running cluster is backed up by its own tool`() async throws {
        let real = try RealBackups()
        let folder = real.path("cluster")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        do { try await backUp(real, folder) } catch {
            _ = try? await real.run("sh", [script, "stop"], ["FOLDER": folder])
            real.remove()
            throw error
        }
        _ = try? await real.run("sh", [script, "stop"], ["FOLDER": folder])
        real.remove()
    }

    private func backUp(_ real: RealBackups, _ folder: String) async throws {
        _ = try await real.run("chmod", ["755", real.folder.path])
        _ = try await real.run("sh", [script, "make"], ["FOLDER": folder])
        let engine = PgBackRestEngine(runner: SubprocessRunner(), secrets: SecretPlaces())
        let repository = RepositoryEntry(
            name: "db", engine: "pgbackrest", url: "\(folder)/repository",
            settings: ["stanza": "main", "host": "web01", "data": "\(folder)/data"])
        #expect(engine.scope(of: repository) == .cluster(host: "web01", data: "\(folder)/data"))
        let job = RealBackups.job(repository, paths: ["\(folder)/data"])
        let lock = ["PGBACKREST_LOCK_PATH": "\(folder)/lock"]
        let first = try await real.backUp(engine, job, repository, environment: lock)
        #expect(first.state == .done && first.restorePoint?.hasSuffix("F") == true, "\(first)")
        let second = try await real.backUp(engine, job, repository, environment: lock)
        #expect(second.state == .done && second.restorePoint?.hasSuffix("I") == true, "\(second)")
        // Nothing expired by it.
        #expect(try await engine.restorePoints(in: repository).points.count == 2)
        _ = try await real.run("sh", [script, "stop"], ["FOLDER": folder])
        let stopped = try await real.backUp(engine, job, repository, environment: lock)
        #expect(stopped.state == .failed, "\(stopped)")
        #expect(throws: EngineFailure.self) {
            try engine.protection(of: ProtectionRequest(host: "web01", paths: ["/etc"]), in: repository)
        }
    }
}
