import Contracts
import Estate
import Foundation
import TestKit
import Testing
import Tree

/// Every recorded end of rsnapshot 1.4.5 and of the questions about its trees has the verdict that its data deserves.
@Suite struct RecordedEndTests {
    private let nothing = ProcessResult(outcome: .exited(0), output: [], errors: "")
    private static let ends = RecordedEnds("../Fixtures/rsnapshot-1.4.5/ends", beside: #filePath)

    private static let verdicts: [String: (EngineOperation, String)] = [
        "changes": (.changes, "ok"),
        "files": (.manifest, "ok"),
        "files_no_point": (.manifest, "no such restore point"),
        "list": (.list, "ok"),
        "list_locked": (.list, "ok"),
        "list_no_repository": (.list, "no repository"),
        "list_stale_lock": (.list, "ok"),
        "list_unreadable": (.list, "permission"),
        "run_first": (.backup, "ok"),
        "run_locked": (.backup, "locked"),
        "run_no_source": (.backup, "source incomplete"),
        "run_second": (.backup, "ok"),
        "sums": (.verify(.bytes), "ok"),
        "sums_absent": (.verify(.bytes), "unsupported"),
        "sums_damaged": (.verify(.bytes), "corrupt"),
        // What nobody summed may be anything.
        "sums_extra_file": (.verify(.bytes), "warned"),
        "sums_missing": (.verify(.bytes), "corrupt"),
        "sums_outside": (.verify(.bytes), "unknown outcome"),
        "sums_unreadable": (.verify(.bytes), "unknown outcome"),
    ]

    private func engine(_ result: ProcessResult) -> any Engine {
        TreeEngine(runner: AnsweringRunner(result))
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
        "configtest": (.list, "ok"),
        "diff": (.changes, "ok"),
        "du": (.list, "ok"),
        "err_locked": (.backup, "locked"),
        "err_missing_src": (.backup, "source incomplete"),
        "log": (.list, "ok"),
        "ls": (.list, "ok"),
        "run1": (.backup, "ok"),
        "run2": (.backup, "ok"),
    ]

    @Test func `ends that were recorded elsewhere are judged by the same rules`() throws {
        guard let samples = OtherSamples("rsnapshot") else { return }
        let violations = try RecordedVerdicts(Self.elsewhere, of: samples.ends).violations(engine(nothing))
        #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
    }

    @Test func `a check of sums that was cut off proves nothing`() throws {
        var result = try Self.ends.result("sums")
        result.output = Array(result.output.dropLast(6))
        #expect(verdict(result, .verify(.bytes)) == "unknown outcome")
    }

    @Test func `recorded points have the host and time of their folders`() async throws {
        let engine = TreeEngine(runner: AnsweringRunner(try Self.ends.result("list")))
        let list = try await engine.restorePoints(in: RepositoryEntry(name: "x", engine: "tree", url: "/srv/rsnapshot"))
        #expect(list.points.map(\.host) == ["web01", "web01"] && list.warnings.isEmpty)
        #expect(list.points.allSatisfy { $0.id.hasSuffix("Z:web01") })
        #expect(list.points[0].takenAt < list.points[1].takenAt)
    }

    @Test func `a run that goes on is a warning, and its point is not finished`() async throws {
        let engine = TreeEngine(runner: AnsweringRunner(try Self.ends.result("list_locked")))
        let entry = RepositoryEntry(name: "x", engine: "tree", url: "/srv/rsnapshot")
        let list = try await engine.restorePoints(in: entry)
        #expect(list.points.map(\.state) == [.complete, .running])
        #expect(list.warnings.count == 1 && list.warnings[0].contains("is working in it"))
    }

    @Test(arguments: [
        ["layout": "weekly"], ["layout": "dated"], ["folder": "web01/.."], ["root": "srv"], ["sum": "x"],
        ["host": "a", "folder": "/etc"], ["host": "a\nb"],
    ])
    func `settings that mean nothing start nothing`(settings: [String: String]) async throws {
        let runner = AnsweringRunner(try Self.ends.result("list"))
        let entry = RepositoryEntry(name: "x", engine: "tree", url: "/srv/rsnapshot", settings: settings)
        await #expect(throws: EngineFailure.self) {
            try await TreeEngine(runner: runner).restorePoints(in: entry)
        }
    }
}
