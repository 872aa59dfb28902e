import Contracts
import Foundation
import Rclone
import RecoveryPlan
import TestKit
import Testing

/// Every recorded end of rclone 1.60.1 has the verdict that its data deserves, whatever status it had.
@Suite struct RecordedEndTests {
    private let nothing = ProcessResult(outcome: .exited(0), output: [], errors: "")
    private static let ends = RecordedEnds("../Fixtures/rclone-1.60.1/ends", beside: #filePath)

    private static let verdicts: [String: (EngineOperation, String)] = [
        // Status 1 for a link alone, which has no sum.
        "check": (.verify(.bytes), "ok"),
        "check_extra": (.verify(.bytes), "warned"),
        "check_missing": (.verify(.bytes), "corrupt"),
        "check_other": (.verify(.bytes), "corrupt"),
        "copy": (.backup, "ok"),
        // Status 0, and a link and a pipe left out.
        "copy_incomplete": (.backup, "source incomplete"),
        "copy_no_source": (.backup, "source incomplete"),
        "damaged_check": (.verify(.bytes), "corrupt"),
        // A list reads no contents.
        "damaged_list": (.manifest, "ok"),
        "damaged_read": (.restore, "corrupt"),
        "damaged_restore": (.restore, "corrupt"),
        "list": (.manifest, "ok"),
        "list_alias": (.manifest, "ok"),
        "list_folders": (.list, "ok"),
        // It prints the beginning of a list first.
        "list_missing": (.list, "no repository"),
        "list_no_remote": (.list, "no repository"),
        // Status 0, and an empty list: the engine asks why.
        "list_wrong_key": (.list, "ok"),
        "list_wrong_key_reasons": (.list, "unknown outcome"),
        "read": (.restore, "ok"),
        "remotes": (.list, "ok"),
        "restore": (.restore, "ok"),
        "stat": (.list, "ok"),
        "unsupported": (.list, "unknown"),
    ]

    private func engine(_ result: ProcessResult) -> any Engine {
        RcloneEngine(runner: AnsweringRunner(result), secrets: NoSecrets())
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
        "check": (.verify(.bytes), "corrupt"),
        "check_ok": (.verify(.bytes), "ok"),
        "copy_json": (.restore, "ok"),
        "err_missing": (.list, "no repository"),
        "lsjson": (.manifest, "ok"),
        "size_json": (.list, "ok"),
    ]

    @Test func `ends that were recorded elsewhere are judged by the same rules`() throws {
        guard let samples = OtherSamples("rclone") else { return }
        let violations = try RecordedVerdicts(Self.elsewhere, of: samples.ends).violations(engine(nothing))
        #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
    }

    @Test func `a check that compared nothing proves nothing`() throws {
        var result = try Self.ends.result("check")
        result.output = []
        #expect(verdict(result, .verify(.bytes)) == "unknown")
        result.outcome = .exited(0)
        result.errors = ""
        #expect(verdict(result, .verify(.bytes)) == "unknown outcome")
    }

    @Test func `it tells how far it is`() throws {
        let lines = try Self.ends.result("restore").errors.split(separator: "\n")
        let progress = lines.compactMap { engine(nothing).progress(in: String($0)) }
        #expect(progress.last == EngineProgress(done: 200_012, total: 200_012))
    }
}
