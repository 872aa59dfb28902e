import Barman
import Contracts
import TestKit
import Testing

/// Every recorded end of Barman 3.4 has the verdict that its data deserves, whatever status it had.
@Suite struct RecordedEndTests {
    static let ends = RecordedEnds("../Fixtures/barman-3.4/ends", beside: #filePath)

    private static let verdicts: [String: (EngineOperation, String)] = [
        "backup": (.backup, "ok"),
        "check": (.list, "ok"),
        // Status 0 and an empty object, with and without the segment that the backup needs.
        "check_backup": (.verify(.structure), "unknown outcome"),
        "check_backup_missing_segment": (.verify(.structure), "unknown outcome"),
        "check_without_database": (.list, "unknown"),
        "list_backups": (.list, "ok"),
        // Lists say nothing of the files: the engine verifies, and compares the log itself.
        "list_backups_damaged": (.list, "ok"),
        "list_backups_missing_segment": (.list, "ok"),
        "list_backups_nonsense": (.list, "corrupt"),
        "list_backups_waiting": (.list, "ok"),
        "list_servers": (.list, "ok"),
        "recover": (.restore, "warned"),
        // Status 0 over files that are damaged: only PostgreSQL shows it, or verify-backup before.
        "recover_damaged": (.restore, "warned"),
        "recover_failed_backup": (.restore, "unsupported"),
        "recover_json": (.restore, "warned"),
        "recover_missing_segment": (.restore, "corrupt"),
        "recover_moment": (.restore, "warned"),
        "recover_nonempty": (.restore, "warned"),
        "show_backup": (.list, "ok"),
        "show_backup_nonsense": (.list, "corrupt"),
        "show_servers_without_database": (.list, "ok"),
        "unknown_backup": (.list, "no such restore point"),
        "unknown_server": (.list, "no repository"),
        "verify_backup": (.verify(.bytes), "ok"),
        "verify_damaged": (.verify(.bytes), "corrupt"),
        "verify_missing_files": (.verify(.bytes), "corrupt"),
        "verify_missing_segment": (.verify(.bytes), "ok"),
        "verify_without_manifest": (.verify(.bytes), "unsupported"),
        "version": (.list, "unknown outcome"),
        "without_configuration": (.list, "no repository"),
    ]

    private static let engine = BarmanEngine(runner: AnsweringRunner(printing: ""))

    @Test(arguments: verdicts.keys.sorted()) func `is judged`(name: String) throws {
        let (operation, verdict) = try #require(Self.verdicts[name])
        #expect(Self.engine.outcome(of: try Self.ends.result(name), after: operation).word == verdict)
    }

    @Test func `none is left out`() throws {
        #expect(try Self.ends.names() == Set(Self.verdicts.keys))
    }

    @Test(arguments: [
        ("backup", EngineOperation.backup, "ok"), ("check", .list, "unknown"), ("check0", .list, "unknown"),
        ("check_backup", .verify(.structure), "unknown outcome"),
        ("corrupt_checkbackup", .verify(.structure), "unknown outcome"), ("corrupt_list", .list, "ok"),
        ("corrupt_recover", .restore, "warned"), ("corrupt_verify", .verify(.bytes), "corrupt"),
        ("delete_minred", .backup, "no such restore point"), ("diagnose", .verify(.structure), "unknown outcome"),
        ("err_badconf", .list, "no repository"), ("err_unknown_backup", .list, "no such restore point"),
        ("err_unknown_server", .list, "no repository"), ("list_backups", .list, "ok"),
        ("list_backups_all", .list, "ok"), ("list_servers", .list, "ok"),
        ("missingwal_checkbackup", .verify(.structure), "unknown outcome"), ("missingwal_list", .list, "ok"),
        ("missingwal_recover", .restore, "no such restore point"), ("nagios", .verify(.structure), "unknown outcome"),
        ("recover", .restore, "warned"), ("recover_pitr_text", .restore, "warned"), ("show_backup", .list, "ok"),
        ("show_server", .list, "ok"), ("status", .list, "ok"), ("verify", .verify(.bytes), "ok"),
    ])
    func `samples of others`(name: String, operation: EngineOperation, verdict: String) throws {
        guard let samples = OtherSamples("barman") else { return }
        #expect(Self.engine.outcome(of: try samples.ends.result(name), after: operation).word == verdict)
    }

    @Test(arguments: ["server": "all", "data": "relative", "host": "-x", "user": "a b"].map { ($0.key, $0.value) })
    func `hostile settings start nothing`(key: String, value: String) async {
        var entry = RepositoryEntry(
            name: "db", engine: "barman", url: "/var/lib/barman",
            settings: ["server": "main", "host": "db1", "data": "/var/lib/postgresql/15/main"])
        entry.settings[key] = value
        let runner = AnsweringRunner(printing: "")
        await #expect(throws: EngineFailure.self) { try await BarmanEngine(runner: runner).restorePoints(in: entry) }
        #expect(runner.requests.isEmpty)
    }

    @Test func `on another machine it runs as its own account`() async throws {
        let entry = RepositoryEntry(
            name: "db", engine: "barman", url: "/var/lib/barman", via: "backup1",
            settings: ["server": "main", "host": "db1", "data": "/var/lib/postgresql/15/main"])
        let runner = AnsweringRunner(printing: "")
        await #expect(throws: EngineFailure.self) { try await BarmanEngine(runner: runner).restorePoints(in: entry) }
        let request = try #require(runner.requests.first)
        #expect(request.arguments.suffix(3) == ["--", "backup1", "exec sh -s"])
        let script = String(decoding: request.input, as: UTF8.self)
        #expect(script.contains("exec 'runuser' '-u' 'barman' '--' 'barman' '--config' '/etc/barman.conf'"))
    }
}
