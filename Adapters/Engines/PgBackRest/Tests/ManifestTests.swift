import Contracts
import EngineParts
import Host
import Synchronization
import TestKit
import Testing

@testable import PgBackRest

/// What a manifest may name, for pgBackRest writes to it.
@Suite struct ManifestTests {
    private func read(_ targets: [String], _ names: [String]) throws -> [String] {
        let paths = Mutex<[String]>([])
        let manifest = PgBackRestManifest(data: "/pg/main", below: []) { entry in
            paths.withLock { $0.append(entry.path) }
        }
        let files = names.map { "\($0)={\"size\":1}" }
        for line in ["[backup:target]"] + targets + ["", "[target:file]"] + files + [
            "[target:path:default]", "mode=\"0700\"",
        ] {
            try manifest.read(Array(line.utf8))
        }
        try manifest.finish()
        return paths.withLock { $0 }
    }

    @Test func `files lie in the data folder and its table spaces`() throws {
        let paths = try read(
            [#"pg_data={"path":"/elsewhere","type":"path"}"#, space("16384", "/fast/space")],
            ["pg_data/base/1/2", "pg_data/tablespace_map", "pg_data/pg_tblspc/16384", "pg_tblspc/16384/PG_15_2/5/6"])
        #expect(paths == ["/pg/main/base/1/2", "/pg/main/pg_tblspc/16384", "/fast/space/PG_15_2/5/6"])
    }

    @Test(arguments: [
        "pg_data/../../etc/cron.d/x", "pg_data//x", "/etc/passwd", "pg_tblspc/1/x", "pg_tblspc/../x", "pg_datax/y", "x",
    ])
    func `names that lead elsewhere are refused`(name: String) {
        #expect(throws: EngineFailure.self) { try read([], [name]) }
    }

    @Test(arguments: [
        space("1", "/etc/../srv"), space("1", "relative"), space("1", "/"), space("..", "/srv/x"),
        space("1", "/x", named: "2"),
        space("1", "/pg/main/inside"), space("1", "/pg"), #"pg_tblspc/1={"path":"/x"}"#,
    ])
    func `table spaces at other places are refused`(target: String) {
        #expect(throws: EngineFailure.self) { try read([target], []) }
        #expect(throws: EngineFailure.self) { try read([space("7", "/one"), space("8", "/one/two")], []) }
    }

    @Test func `the tool writes nowhere but in its folders`() async throws {
        let folder = try ScratchFolder("confined", runner: SubprocessRunner())
        defer { folder.remove() }
        let script = RestoreParts.confined(
            Array(
                """
                mkdir 'a b' outside; code=0
                confined "$PWD/a b" sh -c 'touch "a b/in" && touch outside/out' || code=$?
                ls 'a b' outside; echo "$code"
                """.utf8))
        #expect(try await folder.sh(script).split(separator: "\n") == ["a b:", "in", "outside:", "1"])
    }
}

/// A line of a manifest that names a table space.
private func space(_ id: String, _ path: String, named: String? = nil) -> String {
    "pg_tblspc/\(id)={\"path\":\"\(path)\",\"tablespace-id\":\"\(named ?? id)\",\"type\":\"link\"}"
}
