import BackupForms
import BackupPlan
import Contracts
import Foundation
import Testing

@Suite(.serialized) struct PgBackRestFormTests {
    private let script = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Engines/PgBackRest/Tests/cluster.sh").standardizedFileURL.path

    @Test(.timeLimit(.minutes(2))) func `pgbackrest backs a real cluster up with it`() async throws {
        let host = try HostileHost()
        let folder = "/tmp/forms-pg-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        do { try await backUp(host, folder) } catch {
            await close(host, folder)
            throw error
        }
        await close(host, folder)
    }

    private func close(_ host: HostileHost, _ folder: String) async {
        _ = try? await host.run("sh", [script, "stop"], ["FOLDER": folder])
        try? FileManager.default.removeItem(atPath: folder)
        host.remove()
    }

    private func backUp(_ host: HostileHost, _ folder: String) async throws {
        _ = try await host.run("sh", [script, "make"], ["FOLDER": folder])
        let repository = RepositoryEntry(
            name: "store", engine: "pgbackrest", url: "\(folder)/repository", settings: ["stanza": "main"])
        let sources = host.sources(engine: "pgbackrest", repository: repository, native: "\(folder)/data")
        let file = try #require(try host.write(PgBackRestForm(), sources)["pgbackrest.conf"])
        // The account of the database reads it.
        let shared = "\(folder)/pgbackrest.conf"
        try FileManager.default.copyItem(atPath: file, toPath: shared)
        _ = try await host.run("chmod", ["644", shared])
        let around = ["--pg1-socket-path=\(folder)/socket", "--lock-path=\(folder)/lock"]
        func rest(_ arguments: [String]) async throws -> String {
            try await host.run(
                "runuser",
                ["-u", "postgres", "--", "pgbackrest", "--config=\(shared)", "--stanza=main"] + arguments)
        }
        let said = try await rest(around + ["backup"])
        #expect(said.contains("backup command end: completed successfully"), "\(said)")
        // What is kept is what the objectives ask for, as the tool itself understood it.
        #expect(said.contains("--repo1-retention-full=14 --repo1-retention-full-type=time"), "\(said)")
        let list = try await rest(["--output=json", "--log-level-console=off", "info"])
        #expect(list.contains("\"type\":\"full\""), "\(list)")
    }

    @Test func `what such a file cannot hold is said, and not written`() throws {
        let host = try HostileHost()
        defer { host.remove() }
        for url in ["/srv/a\nb", "/srv/ends ", "/srv/]x"] {
            let repository = RepositoryEntry(
                name: "store", engine: "pgbackrest", url: url, settings: ["stanza": "main"])
            let sources = host.sources(engine: "pgbackrest", repository: repository, native: "/data")
            let made = PgBackRestForm().files(for: sources.plan.hosts[0], sources)
            #expect(made.files.isEmpty && made.remarks.count == 1, "\(url)")
        }
    }
}
