import Contracts
import Restic
import TestKit
import Testing

/// Every recorded end of restic 0.14.0 has the verdict that its data deserves, whatever status it had.
@Suite struct RecordedEndTests {
    private static let ends = RecordedEnds("../Fixtures/restic-0.14/ends", beside: #filePath)

    private static let verdicts: [String: (EngineOperation, String)] = [
        "badsnap_snapshots_nocache": (.list, "corrupt"),
        "badsnap_check": (.verify(.structure), "corrupt"),
        "badsnap_ls": (.manifest, "no such restore point"),
        "check": (.verify(.structure), "ok"),
        "check_read": (.verify(.bytes), "ok"),
        // Reads no data, so it can say no more than this; the next one does.
        "corrupt_check_plain": (.verify(.structure), "ok"),
        "corrupt_check_readdata": (.verify(.bytes), "corrupt"),
        "corrupt_restore": (.restore, "corrupt"),
        "corrupt_restore_verify": (.restore, "corrupt"),
        "missingpack_check": (.verify(.structure), "corrupt"),
        "missingpack_restore": (.restore, "corrupt"),
        "nokey_check": (.verify(.structure), "wrong password or key"),
        "truncpack_check": (.verify(.structure), "corrupt"),
        "err_locked": (.verify(.structure), "locked"),
        "err_locked_prune": (.list, "locked"),
        "err_missing_src": (.backup, "source incomplete"),
        "err_norepo": (.list, "no repository"),
        "err_nosnap": (.restore, "no such restore point"),
        "err_partial": (.backup, "warned"),
        "err_wrongpw": (.list, "wrong password or key"),
        "warn_partial_src": (.backup, "source incomplete"),
        "restore_enospc": (.restore, "no space"),
        "restore_verify": (.restore, "ok"),
        "restore_sigint": (.restore, "unknown"),
        "restore_sigterm": (.restore, "unknown"),
        "diff": (.changes, "no such restore point"),
        "diff_ok": (.changes, "ok"),
        "stats_restore": (.list, "ok"),
        "cat_config": (.list, "ok"),
    ]

    @Test(arguments: verdicts.keys.sorted()) func `is judged`(name: String) throws {
        let (operation, verdict) = try #require(Self.verdicts[name])
        let engine = ResticEngine(runner: Replay([:]), secrets: OneSecret())
        #expect(engine.outcome(of: try Self.ends.result(name), after: operation).word == verdict)
    }

    @Test func `none is left out`() throws {
        #expect(try Self.ends.names() == Set(Self.verdicts.keys))
    }

    @Test func `newer versions tell how far a restore is`() {
        let engine = ResticEngine(runner: Replay([:]), secrets: OneSecret())
        let line = #"{"message_type":"status","percent_done":0.5,"total_bytes":8,"bytes_restored":4}"#
        #expect(engine.progress(in: line) == EngineProgress(done: 4, total: 8))
        #expect(engine.progress(in: #"{"message_type":"summary","total_bytes":8,"bytes_restored":8}"#) == nil)
    }
}
