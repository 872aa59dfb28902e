import Contracts
import Foundation
import MariaDBBackup
import TestKit
import Testing

/// Every recorded end of mariadb-backup and innochecksum 10.11 has the verdict that its data deserves.
@Suite struct RecordedEndTests {
    static let ends = RecordedEnds("../Fixtures/mariadb-backup-10.11/ends", beside: #filePath)

    private static let verdicts: [String: (EngineOperation, String)] = [
        "backup": (.backup, "ok"),
        "backup_increment": (.backup, "ok"),
        "backup_nonempty": (.backup, "unsupported"),
        "backup_refused": (.backup, "network"),
        "copy_back": (.restore, "ok"),
        "copy_back_nonempty": (.restore, "unsupported"),
        "innochecksum": (.verify(.bytes), "ok"),
        "innochecksum_damaged": (.verify(.bytes), "corrupt"),
        // Status 0, and not one page of a tablespace in it.
        "innochecksum_zeros": (.verify(.bytes), "corrupt"),
        "prepare": (.verify(.decoded), "ok"),
        "prepare_damaged_log": (.verify(.decoded), "corrupt"),
        // It completes over a page of the system tablespace that is damaged: the engine reads every page afterwards.
        "prepare_damaged_page": (.verify(.decoded), "ok"),
        "prepare_gap": (.verify(.decoded), "corrupt"),
        "prepare_increment": (.verify(.decoded), "ok"),
        "prepare_missing": (.verify(.decoded), "no repository"),
        "prepare_without_log": (.verify(.decoded), "corrupt"),
        "version": (.list, "unknown outcome"),
    ]

    private static let engine = MariaDBBackupEngine(runner: AnsweringRunner(printing: ""))

    @Test(arguments: verdicts.keys.sorted()) func `is judged`(name: String) throws {
        let (operation, verdict) = try #require(Self.verdicts[name])
        #expect(Self.engine.outcome(of: try Self.ends.result(name), after: operation).word == verdict)
    }

    @Test func `none is left out`() throws {
        #expect(try Self.ends.names() == Set(Self.verdicts.keys))
    }

    /// Ends that others recorded, where they are at hand; of long ones only the beginning was kept, which proves nothing.
    @Test(arguments: [
        ("backup", EngineOperation.backup, "unknown outcome"), ("backup_incr", .backup, "unknown outcome"),
        ("copyback", .restore, "unknown outcome"), ("copyback_nonempty", .restore, "unsupported"),
        ("err_conn", .backup, "network"), ("innochecksum_ok", .verify(.bytes), "ok"),
        ("innochecksum_bad", .verify(.bytes), "corrupt"),
        // The first lacks bytes of rows of MyISAM, which nothing can see.
        ("mysqlcheck_bad", .verify(.working), "unknown outcome"),
        ("mysqlcheck_ok", .verify(.working), "unknown outcome"),
        ("mysqlcheck_innodb_bad", .verify(.working), "corrupt"), ("prepare", .verify(.decoded), "ok"),
        ("prepare_incr", .verify(.decoded), "unknown outcome"),
    ])
    func `samples of others`(name: String, operation: EngineOperation, verdict: String) throws {
        guard let samples = OtherSamples("mariadb") else { return }
        #expect(Self.engine.outcome(of: try samples.ends.result(name), after: operation).word == verdict)
    }
}
