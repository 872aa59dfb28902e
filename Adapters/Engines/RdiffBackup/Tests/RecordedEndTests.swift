import Contracts
import Estate
import Foundation
import RdiffBackup
import TestKit
import Testing

/// Every recorded end of rdiff-backup 2.2.2 has the verdict that its data deserves, whatever status it had.
@Suite struct RecordedEndTests {
    private let nothing = ProcessResult(outcome: .exited(0), output: [], errors: "")
    private static let ends = RecordedEnds("../Fixtures/rdiff-backup-2.2.2/ends", beside: #filePath)

    private static let verdicts: [String: (EngineOperation, String)] = [
        "backup": (.backup, "ok"),
        "backup_increment": (.backup, "ok"),
        "backup_no_source": (.backup, "source incomplete"),
        "damaged_increment_verify": (.verify(.decoded), "corrupt"),
        // It lists and verifies what it has no list of: the engine reads the list itself before it asks.
        "damaged_metadata_list": (.manifest, "ok"),
        "damaged_metadata_verify": (.verify(.decoded), "ok"),
        // Status 0, and a damaged file restored.
        "damaged_restore": (.restore, "corrupt"),
        "damaged_verify": (.verify(.decoded), "corrupt"),
        "interrupted_list": (.list, "ok"),
        "interrupted_restore": (.restore, "locked"),
        "interrupted_verify": (.verify(.decoded), "locked"),
        "list_changed": (.changes, "ok"),
        "list_files": (.manifest, "ok"),
        "list_increments": (.list, "ok"),
        // It never came back.
        "missing_restore": (.restore, "timeout"),
        "missing_verify": (.verify(.decoded), "timeout"),
        "no_repository": (.list, "no repository"),
        "no_repository_empty": (.list, "no repository"),
        "restore": (.restore, "ok"),
        "restore_exists": (.restore, "unknown"),
        "verify": (.verify(.decoded), "ok"),
        "verify_old": (.verify(.decoded), "ok"),
    ]

    private func engine(_ result: ProcessResult) -> any Engine {
        RdiffBackupEngine(runner: AnsweringRunner(result))
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
        "backup1": (.backup, "ok"),
        "corrupt_restore": (.restore, "corrupt"),
        "corrupt_verify": (.verify(.decoded), "corrupt"),
        "err_norepo": (.list, "no repository"),
        "info": (.list, "ok"),
        "list_files_changed": (.changes, "ok"),
        "list_increments": (.list, "ok"),
        "list_increments_old": (.list, "unknown"),
        "list_increments_parsable": (.list, "ok"),
        "missing_verify": (.verify(.decoded), "corrupt"),
        "remove_dry": (.list, "ok"),
        "restore": (.restore, "ok"),
        "session_stats": (.list, "ok"),
        "verify": (.verify(.decoded), "ok"),
        "verify_old": (.verify(.decoded), "ok"),
    ]

    @Test func `ends that were recorded elsewhere are judged by the same rules`() throws {
        guard let samples = OtherSamples("rdiff-backup") else { return }
        let violations = try RecordedVerdicts(Self.elsewhere, of: samples.ends).violations(engine(nothing))
        #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
    }

    @Test func `a verification without its words proves nothing`() throws {
        var result = try Self.ends.result("verify")
        result.output = []
        #expect(verdict(result, .verify(.decoded)) == "unknown outcome")
        result.errors = "WARNING: something new\n"
        #expect(verdict(result, .verify(.decoded)) == "unknown")
    }

    @Test func `older points need all newer ones`() async throws {
        let engine = RdiffBackupEngine(runner: AnsweringRunner(try Self.ends.result("list_increments")))
        var entry = RepositoryEntry(name: "x", engine: "rdiff-backup", url: "/srv/rdiff", settings: ["host": "web01"])
        let points = try await engine.restorePoints(in: entry).points
        #expect(points.map(\.kind) == [.incremental, .full] && points[0].requires == [points[1].id])
        #expect(points[1].sizes.restored == 208_205 && points[0].host == "web01")
        entry.settings = [:]
        await #expect(throws: EngineFailure.self) { try await engine.restorePoints(in: entry) }
    }

    @Test(arguments: [
        "size: x", "- size: 1", "- {size: 1, time: -4, total_size: 1}", "- {size: 1, time: 1, more: 1}", "",
    ])
    func `a list that is none is an error`(text: String) async {
        let result = ProcessResult(outcome: .exited(0), output: Array("---\n\(text)\n...\n".utf8), errors: "")
        let entry = RepositoryEntry(name: "x", engine: "rdiff-backup", url: "/srv/rdiff", settings: ["host": "web01"])
        await #expect(throws: EngineFailure.self) {
            try await RdiffBackupEngine(runner: AnsweringRunner(result)).restorePoints(in: entry)
        }
    }
}
