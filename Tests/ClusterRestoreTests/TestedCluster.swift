import Builtins
import Contracts
import Foundation
import Host
import Orchestration
import TestKit
import Testing

/// A real PostgreSQL cluster with a backup, and what `groundup repository verify` says of it.
///
/// It holds a table in a table space, one with a single row, and one with a row and room for its
/// next version in each of several pages, which are written to while they are backed up.
final class TestedCluster: Sendable {
    enum Tool: String, CaseIterable, Sendable {
        case pgbackrest, barman

        /// What makes and uses clusters in the tests of the engine itself.
        var script: String {
            let engines = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Adapters/Engines")
            let name = self == .pgbackrest ? "PgBackRest/Tests/cluster.sh" : "Barman/Tests/barman.sh"
            return engines.appending(path: name).path
        }

        var backup: String { self == .pgbackrest ? "backup full" : "backup" }

        /// The repository below the cluster's folder.
        var repository: String { self == .pgbackrest ? "repository" : "home" }
    }

    let tool: Tool
    let folder: ScratchFolder
    private let host: SSHHost

    init(_ tool: Tool) async throws {
        self.tool = tool
        folder = try ScratchFolder(tool.rawValue, runner: SubprocessRunner())
        host = try await SSHHost(in: folder)
        do {
            try await sh("$CLUSTER make && install -d -o \"$(stat -c %U data)\" -m 700 space")
            try await sql("create tablespace space location '\(folder.path("space"))'")
            try await sql(
                """
                create table spaced (word text) tablespace space; insert into spaced values ('in a table space');
                create table single (n int); insert into single values (1);
                create table busy (n int, filling text) with (fillfactor = 30);
                alter table busy alter filling set storage plain;
                insert into busy select n, repeat('x', 2000) from generate_series(1, 4) n
                """)
            try await backup()
        } catch {
            await remove()
            throw error
        }
    }

    func remove() async {
        _ = try? await sh("$CLUSTER stop")
        folder.remove()
    }

    /// Runs `script` in the folder; `$CLUSTER` begins the commands of the tool's own script.
    @discardableResult func sh(_ script: String, _ arguments: [String] = []) async throws -> String {
        try await folder.sh("CLUSTER='sh \(tool.script)'; " + script, arguments, timeout: 300)
    }

    @discardableResult func sql(_ text: String) async throws -> String {
        try await sh("printf '%s;\\n' \"$1\" >query && $CLUSTER sql <query", [text])
    }

    /// While it is taken, every page of one table is written anew.
    func backup() async throws {
        try await sh(
            """
            echo 'update busy set n = n + 1;' >update; rm -f done
            (while [ ! -e done ]; do $CLUSTER sql <update; sleep 0.05; done) & writer=$!
            code=0; $CLUSTER \(tool.backup) || code=$?
            touch done; wait "$writer"; exit "$code"
            """)
    }

    /// The file of a table below the data folder.
    func file(of table: String) async throws -> String {
        try await sql("select pg_relation_filepath('\(table)')")
    }

    /// A copy of the repository, after `damage` was done in it.
    func copy(_ name: String, damage: String) async throws {
        try await sh("rm -rf \"$1\" && cp -a \(tool.repository) \"$1\" && cd \"$1\" && \(damage)", [name])
        guard tool == .barman else { return }
        // Barman finds its files by its configuration.
        try await sh("sed \"s,$FOLDER/home,$FOLDER/$1,\" barman.conf >\"$1.conf\"", [name])
    }

    /// - Parameters:
    ///   - name: of the repository's folder; the cluster's own by default.
    ///   - isRemote: it is reached over ssh.
    func verify(_ depth: VerifyDepth, of name: String? = nil, point: String? = nil, isRemote: Bool = false) async throws
        -> PointVerification
    {
        let workplace = try workplace(name ?? tool.repository, isRemote: isRemote)
        let testing = Builtins.restoreTesting(workplace, workers: 2)
        return try await RepositoryInspection("db", in: workplace)
            .restoreTest(point: point, depth: depth, timeout: 300, by: testing).result
    }

    func points(of name: String) async throws -> [RestorePoint] {
        try await RepositoryInspection("db", in: try workplace(name, isRemote: false)).restorePoints().points
    }

    private func workplace(_ name: String, isRemote: Bool) throws -> Workplace {
        let own =
            tool == .pgbackrest
            ? "stanza: main" + (isRemote ? ", user: postgres" : "")
            : "server: main, config: '\(folder.path(name == tool.repository ? "barman" : name)).conf'"
        try folder.write(
            """
            version: 1
            estate: shop
            ssh: {config: '\(host.configuration)'}
            hosts: [{name: web01}]
            repositories:
              - name: db
                engine: \(tool.rawValue)
                url: '\(folder.path(name))'
                \(isRemote ? "via: \(SSHHost.name)" : "")
                settings: {host: web01, data: /var/lib/postgresql/15/main, \(own)}
            """, "groundup.yaml")
        return try Builtins.workplace(configuration: folder.path("groundup.yaml"), state: folder.path("state"))
    }
}
