import Contracts
import Estate
import RecoveryPlan
import Testing

@testable import Commands

@Suite("Progress")
struct ProgressTests {
    private let run: RunID
    private let zero = Instant(seconds: 1_000)

    init() throws { run = try #require(RunID("20261123T213000-aa")) }

    /// First a (10 s), then b (20 s), then c (5 s), which needs d (8 s), too.
    private var plan: Plan {
        func step(_ name: String, _ seconds: Int, _ needs: [String]) -> Step {
            Step(
                id: StepID(name), title: "", asset: AssetID("x"), target: AssetID("x"), place: .controller, body: "b",
                needs: needs.map { Need(step: StepID($0), why: "test") },
                estimate: Estimate(seconds: seconds, basis: "test"), timeout: 60, attempts: 1, why: "test")
        }
        var plan = Plan(estate: "shop", estateDigest: "", scope: ["all"], asOf: zero)
        plan.steps = [step("a", 10, []), step("b", 20, ["a"]), step("c", 5, ["b", "d"]), step("d", 8, [])]
        return plan
    }

    private func model(_ changes: [(RunChange, Int64)]) -> ProgressModel {
        var model = ProgressModel(plan: plan, run: run, succeeded: [], at: zero)
        for (change, second) in changes { model.apply(change, at: Instant(seconds: 1_000 + second)) }
        return model
    }

    private func failure(_ step: String) -> StepFailure {
        StepFailure(
            step: StepID(step), attempt: 1, outcome: .failed(exit: 3), lastLines: ["one", "two\u{1B}[31m"],
            logPath: "/state/log")
    }

    @Test("what is left follows the longest path and what already ran")
    func criticalPath() {
        let fresh = model([]).criticalPath(at: zero)
        #expect(fresh.seconds == 35 && fresh.steps.map(\.text) == ["a", "b", "c"])
        let started: [(RunChange, Int64)] = [
            (.started(StepID("a"), attempt: 1, isAttached: false), 0),
            (.started(StepID("d"), attempt: 1, isAttached: false), 0),
        ]
        #expect(model(started).criticalPath(at: Instant(seconds: 1_004)).seconds == 31)
        #expect(
            model(started).criticalPath(at: Instant(seconds: 1_400)).seconds == 26, "late is never less than a second")
        let broken =
            started + [
                (.failed(failure("a"), retryAfter: nil), 3), (.skipped(StepID("b"), because: StepID("a")), 3),
                (.skipped(StepID("c"), because: StepID("a")), 3),
            ]
        #expect(model(broken).criticalPath(at: Instant(seconds: 1_003)).seconds == 5)
    }

    @Test("the block fits and says what runs and what waits for what")
    func block() {
        let model = model([(.started(StepID("a"), attempt: 2, isAttached: false), 2)])
        let block = ProgressBlock(width: 70, height: 10, signs: .ascii)
        #expect(
            block.lines(model, at: Instant(seconds: 1_009)) == [
                "shop  > 1 running  . 3 waiting  elapsed 00:09, about 00:28 left",
                "  > a attempt 2  00:07 of about 00:10", "  . b waits for a", "  . c waits for b",
            ])
        let tiny = ProgressBlock(width: 12, height: 2, signs: .unicode).lines(model, at: zero)
        #expect(tiny.count == 2 && tiny.allSatisfy { $0.count <= 12 } && tiny[0].hasSuffix("…"))
    }

    @Test("each change has its line")
    func lines() {
        let lines = ProgressLines(prefix: "")
        let model = model([])
        func text(_ change: RunChange) -> [String] { lines.lines(for: change, model, at: Instant(seconds: 1_075)) }
        #expect(text(.started(StepID("a"), attempt: 1, isAttached: false)) == ["start  a"])
        #expect(text(.started(StepID("a"), attempt: 1, isAttached: true)) == ["start  a (was running already)"])
        #expect(text(.succeeded(StepID("a"), milliseconds: 1_250)) == ["done   a: 1.2 s, expected 10 s"])
        #expect(text(.failed(failure("a"), retryAfter: nil)) == ["FAILED a, attempt 1: exit status 3"])
        #expect(text(.failed(failure("a"), retryAfter: 2))[0].hasSuffix("two\\u{1b}[31m; tried again in 2 s"))
        #expect(text(.skipped(StepID("b"), because: StepID("a"))) == ["skip   b: needs a, which failed"])
        #expect(text(.finished(outcome: "stopped")) == ["end    \(run) stopped after 01:15: 4 not finished"])
        #expect(text(.stopRequested(.finishRunning, running: 2))[0].contains("Ctrl-C again"))
    }

    @Test("a failure is reported last with its log and the next command")
    func failureReport() {
        #expect(ProgressLines.failureReport(model([])).isEmpty)
        let failed = model([(.failed(failure("a"), retryAfter: nil), 3)])
        #expect(
            ProgressLines.failureReport(failed) == [
                "", "a failed: exit status 3",
                "  ran on the controller: sh b; 'groundup show --step a' prints that script", "    one",
                "    two\\u{1b}[31m", "  whole log: /state/log", "",
                "When the cause is gone: groundup resume \(run)",
                "To go on without a step: groundup skip STEP --run \(run) --as NAME --because REASON, then resume",
            ])
        #expect(ProgressLines.failureReport(model([(.failed(failure("a"), retryAfter: 1), 3)])).isEmpty)
    }

    @Test("a sign of life names the longest running step")
    func heartbeat() {
        let lines = ProgressLines(prefix: "")
        #expect(lines.heartbeat(model([]), at: zero) == nil)
        let model = model([(.started(StepID("d"), attempt: 1, isAttached: false), 0)])
        let expected = "alive  1 running, longest d for 00:03 of about 00:08; about 00:35 left"
        #expect(lines.heartbeat(model, at: Instant(seconds: 1_003)) == expected)
    }

    @Test("times", arguments: [(0, "00:00"), (75, "01:15"), (3_909, "1:05:09")])
    func times(seconds: Int, text: String) {
        #expect(clockText(seconds) == text)
    }
}
