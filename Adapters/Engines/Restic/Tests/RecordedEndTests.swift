import Contracts
import TestKit
import Testing

@testable import Restic

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

    private static let pack = "5d7b4504e8bb5fd62844f4bc8bd1473f849ce9f06b970b5dfd5cd350eafa662c"

    @Test func `a check tells the packs that are damaged, and whether it told everything`() throws {
        let read = ResticDamage(try Self.ends.result("corrupt_check_readdata"))
        #expect(read.changedPacks == [Self.pack] && read.lostPacks.isEmpty && read.isAccounted && read.hasReadAll)
        for lost in ["missingpack_check", "truncpack_check"] {
            let damage = ResticDamage(try Self.ends.result(lost))
            #expect(damage.lostPacks == [Self.pack] && damage.changedPacks.isEmpty && damage.isAccounted, "\(lost)")
            #expect(!damage.hasReadAll)
        }
        let snapshot = ResticDamage(try Self.ends.result("badsnap_check"))
        #expect(snapshot.changedPacks.isEmpty && snapshot.lostPacks.isEmpty && snapshot.isAccounted)
        #expect(!ResticDamage(try Self.ends.result("err_locked")).isAccounted)
    }

    @Test func `what newer versions say as JSON is read, too`() {
        let error = #"{"message_type":"error","message":"pack \#(Self.pack): does not exist"}"#
        let damage = ResticDamage(ProcessResult(outcome: .exited(1), output: [], errors: error + "\n"))
        #expect(damage.lostPacks == [Self.pack] && damage.isAccounted)
    }

    @Test(arguments: ["", "[{}]", "[", "nothing", "[]\n"]) func `an answer that is none hits nothing in silence`(
        answer: String
    ) {
        var hits = ResticHits()
        let result = ProcessResult(outcome: .exited(0), output: Array(answer.utf8), errors: "")
        if answer == "[]\n" {
            #expect(throws: Never.self) { try hits.take(result) }
        } else {
            #expect(throws: EngineFailure.self) { try hits.take(result) }
        }
        #expect(hits.snapshots.isEmpty)
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
