import Contracts
import Duplicity
import Estate
import Foundation
import RecoveryPlan
import TestKit
import Testing

/// Every recorded end of duplicity 0.8.22 has the verdict that its data deserves, whatever status it had.
@Suite struct RecordedEndTests {
    private let nothing = ProcessResult(outcome: .exited(0), output: [], errors: "")
    private static let ends = RecordedEnds("../Fixtures/duplicity-0.8.22/ends", beside: #filePath)

    private static let verdicts: [String: (EngineOperation, String)] = [
        "backup_full": (.backup, "ok"),
        "backup_incremental": (.backup, "ok"),
        "backup_no_source": (.backup, "source incomplete"),
        "damaged_restore": (.restore, "corrupt"),
        // The list does not read volumes.
        "damaged_status": (.list, "ok"),
        "damaged_verify": (.verify(.decoded), "corrupt"),
        "list": (.manifest, "ok"),
        "missing_manifest_status": (.list, "no repository"),
        "missing_signatures_status": (.list, "warned"),
        // The full backup is not in its chain any more, and it finds no fault: the engine looks at the files itself.
        "missing_volume_status": (.list, "ok"),
        "missing_volume_verify": (.verify(.decoded), "corrupt"),
        "no_password": (.manifest, "no password"),
        // Status 0, and the folder was made.
        "no_repository": (.list, "no repository"),
        "no_repository_restore": (.restore, "no repository"),
        "orphaned_status": (.list, "no repository"),
        "restore": (.restore, "ok"),
        "restore_absent": (.restore, "no such restore point"),
        "restore_exists": (.restore, "unknown"),
        "restore_file": (.restore, "ok"),
        "status": (.list, "ok"),
        "unsupported": (.list, "unsupported"),
        "verify": (.verify(.decoded), "ok"),
        "verify_same": (.verify(.decoded), "ok"),
        "wrong_password": (.manifest, "wrong password or key"),
        "wrong_password_restore": (.restore, "wrong password or key"),
    ]

    private func engine(_ result: ProcessResult) -> any Engine {
        DuplicityEngine(runner: AnsweringRunner(result), secrets: NoSecrets())
    }

    private func verdict(_ result: ProcessResult, _ operation: EngineOperation) -> String {
        engine(result).outcome(of: result, after: operation).word
    }

    @Test func `each end is judged, and none is left out`() throws {
        let recorded = RecordedVerdicts(Self.verdicts, of: Self.ends)
        let violations = try recorded.violations(engine(nothing))
        #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
    }

    /// What other repositories of the same version led to.
    private static let elsewhere: [String: (EngineOperation, String)] = [
        "cleanup_dry": (.backup, "ok"),
        "corrupt_restore": (.restore, "corrupt"),
        "corrupt_status": (.list, "ok"),
        "corrupt_verify": (.verify(.decoded), "corrupt"),
        "err_norepo": (.list, "no repository"),
        "err_norepo_restore": (.restore, "no repository"),
        "err_wrongpw": (.restore, "wrong password or key"),
        "full": (.backup, "ok"),
        "full_stats": (.backup, "ok"),
        "incr_logfd": (.backup, "ok"),
        "list": (.manifest, "ok"),
        "restore": (.restore, "ok"),
        "status": (.list, "ok"),
        "status_jsonstat": (.list, "unsupported"),
        "status_logfd": (.list, "ok"),
        "verify": (.verify(.decoded), "ok"),
    ]

    @Test func `ends that were recorded elsewhere are judged by the same rules`() throws {
        guard let samples = OtherSamples("duplicity") else { return }
        let violations = try RecordedVerdicts(Self.elsewhere, of: samples.ends).violations(engine(nothing))
        #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
    }

    @Test func `a verification without its words proves nothing`() throws {
        var result = try Self.ends.result("verify")
        result.output = Array(result.output.prefix(200))
        #expect(verdict(result, .verify(.decoded)) == "unknown outcome")
    }

    @Test(arguments: [
        "sftp://vault1/srv", "file://relative", "file:///srv/../etc", "/srv/duplicity", "file:///srv\n", "--help",
    ])
    func `other places start nothing`(url: String) async throws {
        let engine = DuplicityEngine(runner: AnsweringRunner(try Self.ends.result("status")), secrets: NoSecrets())
        await #expect(throws: EngineFailure.self) {
            try await engine.restorePoints(in: RepositoryEntry(name: "x", engine: "duplicity", url: url))
        }
    }
}
