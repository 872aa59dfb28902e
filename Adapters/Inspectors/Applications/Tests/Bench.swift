import Contracts
import FileContent
import Foundation
import Host
import Testing

@testable import Applications

/// A folder of restored files, made by the applications themselves.
final class CheckBench: Sendable {
    let folder = FileManager.default.temporaryDirectory.appending(path: "gu-checks-\(UUID().uuidString)").path()
    let runner = SubprocessRunner()

    init() throws {
        try FileManager.default.createDirectory(atPath: "\(folder)/files", withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var files: String { "\(folder)/files" }
    var checks: SandboxedChecks { SandboxedChecks(runner: runner, scratch: ScratchFolders(state: "\(folder)/state")) }

    /// Runs `script` in the folder of the files.
    func sh(_ script: String) async throws {
        let request = ProcessRequest(
            "bash", ["-euc", "cd \"$F\"; \(script)"],
            environment: ["F": files, "P": "/usr/lib/postgresql/15/bin", "SOCKET": folder], timeout: 120)
        let result = try await runner.run(request)
        try #require(result.succeeded, "\(result.errors)")
    }

    /// What is found in the folder, by path.
    func findings(within seconds: Int = 100) async throws -> [String: ApplicationFinding] {
        var found: [String: ApplicationFinding] = [:]
        for subject in checks.subjects(in: try FileContent().tree(at: files)) {
            found["\(subject.kind) \(subject.path)"] = await checks.check(subject, in: files, within: seconds)
        }
        return found
    }

    /// A PostgreSQL cluster with two tables and an index, stopped as it should be.
    static let cluster = """
        mkdir -p srv; chown postgres srv; as() { runuser -u postgres -- "$@"; }
        as $P/initdb --pgdata="$F/srv/data" --username=boss --auth=trust --no-sync --data-checksums >/dev/null
        chmod 711 "$SOCKET" "$F" .; mkdir -p /tmp/gu-$$; chown postgres /tmp/gu-$$
        as $P/pg_ctl start -w -s -D "$F/srv/data" -l /tmp/gu-$$/log -o "-c listen_addresses= -c fsync=off -c unix_socket_directories=/tmp/gu-$$" >/dev/null
        q() { as psql -h /tmp/gu-$$ -U boss -d postgres -Atqc "$1"; }
        q "create table t as select g, md5(g::text) m from generate_series(1, 20000) g"
        q "create index t_m on t (m)"; q "create table u (id int primary key, x text); checkpoint"
        q "insert into u select g, repeat('x', 90) from generate_series(1, 900) g; checkpoint"
        TABLE=$(q "select pg_relation_filepath('t')"); INDEX=$(q "select pg_relation_filepath('t_m')")
        as pg_dump -h /tmp/gu-$$ -U boss postgres >dump.sql; as pg_dump -h /tmp/gu-$$ -U boss -Fc postgres >dump.own
        as $P/pg_ctl stop -s -m fast -D "$F/srv/data"; rm -r /tmp/gu-$$

        """
}

extension ApplicationFinding {
    var isWorking: Bool { if case .works = self { true } else { false } }
    var damage: String? { if case .damaged(let words) = self { words } else { nil } }
    var reason: String? { if case .notJudged(let words) = self { words } else { nil } }
}
