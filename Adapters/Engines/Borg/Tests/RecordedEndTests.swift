import Borg
import Contracts
import TestKit
import Testing

/// Every recorded end of Borg 1.2.4 and 1.4.5 has the verdict that its data deserves, whatever status it had.
@Suite struct RecordedEndTests {
    private static let old = RecordedEnds("../Fixtures/borg-1.2.4/ends", beside: #filePath)
    private static let new = RecordedEnds("../Fixtures/borg-1.4.5/ends", beside: #filePath)

    private static let oldVerdicts: [String: (EngineOperation, String)] = [
        // The lock of the cache: an empty folder for what Borg remembers avoids it.
        "bypass_lock": (.list, "unknown"),
        // Status 0, but without --info it did not say that it found no problems.
        "check": (.verify(.structure), "unknown outcome"),
        "check_verify": (.verify(.bytes), "unknown outcome"),
        "corrupt_check": (.verify(.structure), "corrupt"),
        // Status 0 on a damaged repository, and not a word: no proof.
        "corrupt_check_archives_only": (.verify(.structure), "unknown outcome"),
        "corrupt_check_repo_only": (.verify(.structure), "corrupt"),
        "corrupt_check_verify": (.verify(.bytes), "corrupt"),
        "corrupt_extract": (.restore, "corrupt"),
        "corrupt_extract_dry": (.verify(.decoded), "corrupt"),
        "corrupt_list": (.list, "ok"),
        "create1": (.backup, "ok"),
        "create2": (.backup, "ok"),
        "create_json_missing_src": (.backup, "source incomplete"),
        "diff": (.changes, "ok"),
        "err_locked": (.list, "locked"),
        "err_norepo": (.list, "no repository"),
        "err_wrongpw": (.list, "wrong password or key"),
        "extract": (.restore, "ok"),
        "extract_dry": (.verify(.decoded), "ok"),
        "extract_sigint": (.restore, "unknown"),
        "extract_sigterm": (.restore, "cancelled"),
        "info_archive": (.list, "ok"),
        "info_last": (.list, "ok"),
        "info_repo": (.list, "ok"),
        "list_archive_jsonl": (.manifest, "ok"),
        "list_format": (.list, "ok"),
        "list_json": (.list, "ok"),
        "missingseg_check": (.verify(.structure), "corrupt"),
        "missingseg_extract": (.restore, "corrupt"),
        "missingseg_list": (.list, "ok"),
        "relocated_noninteractive_12": (.list, "unsupported"),
        "tz_newyork": (.list, "ok"),
        "tz_utc": (.list, "ok"),
    ]

    private static let newVerdicts: [String: (EngineOperation, String)] = [
        "corrupt_check": (.verify(.structure), "corrupt"),
        "corrupt_extract": (.restore, "corrupt"),
        "err_locked": (.list, "locked"),
        // What Borg remembered of the repository was newer.
        "err_noarchive": (.list, "corrupt"),
        "err_norepo": (.list, "no repository"),
        "err_wrongpw": (.list, "wrong password or key"),
        "info_json": (.list, "ok"),
        // A question that its environment answered, in words of their own.
        "list_json": (.list, "unknown outcome"),
        "modern_corrupt_check": (.verify(.structure), "corrupt"),
        "modern_corrupt_extract": (.restore, "corrupt"),
        "modern_locked": (.list, "locked"),
        "modern_noarchive": (.list, "no such restore point"),
        "modern_norepo": (.list, "no repository"),
        "modern_relocated": (.list, "unsupported"),
        "modern_warn_missing_src": (.backup, "source incomplete"),
        "modern_wrongpw": (.list, "wrong password or key"),
        "warn_missing_src": (.backup, "source incomplete"),
    ]

    private func verdict(_ result: ProcessResult, _ operation: EngineOperation) -> String {
        BorgEngine(runner: NoRunner(), secrets: NoSecrets()).outcome(of: result, after: operation).word
    }

    @Test(arguments: oldVerdicts.keys.sorted()) func `1.2 is judged`(name: String) throws {
        let (operation, expected) = try #require(Self.oldVerdicts[name])
        #expect(verdict(try Self.old.result(name), operation) == expected)
    }

    @Test(arguments: newVerdicts.keys.sorted()) func `1.4 is judged`(name: String) throws {
        let (operation, expected) = try #require(Self.newVerdicts[name])
        #expect(verdict(try Self.new.result(name), operation) == expected)
    }

    @Test func `none is left out`() throws {
        #expect(try Self.old.names() == Set(Self.oldVerdicts.keys))
        #expect(try Self.new.names() == Set(Self.newVerdicts.keys))
    }

    /// `BORG_EXIT_CODES=modern` says by the status alone what the message says too.
    @Test(arguments: ["modern_locked", "modern_noarchive", "modern_norepo", "modern_wrongpw", "modern_corrupt_extract"])
    func `modern statuses say it without a message`(name: String) throws {
        var result = try Self.new.result(name)
        let expected = verdict(result, .list)
        result.errors = ""
        #expect(verdict(result, .list) == expected)
    }

    @Test func `it tells how far it is`() throws {
        let errors = try Self.old.result("extract_dry").errors
        let engine = BorgEngine(runner: NoRunner(), secrets: NoSecrets())
        let progress = errors.split(separator: "\n").compactMap { engine.progress(in: String($0)) }
        #expect(progress.first == EngineProgress(done: 1_460, total: 7_782_592, at: "src/etc/passwd"))
    }
}

struct NoRunner: ProcessRunner {
    func run(_ request: ProcessRequest) async throws -> ProcessResult {
        throw GroundupError(.state, "nothing is started here", hint: "")
    }
}
