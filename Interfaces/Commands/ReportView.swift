internal import Contracts
internal import Estate
internal import Formats
internal import Orchestration
internal import Pictures
internal import RecoveryPlan

/// A run's report as text and as data.
struct ReportView {
    let report: RunReport

    init(_ report: RunReport) {
        self.report = report
    }

    var text: String {
        [summary, steps, decisions, checks, comparison, gaps].filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// What was predicted and what was measured, in one line.
    var times: String {
        let sum = report.timings.reduce(0) { $0 + $1.finish - $1.start } / 1_000
        return "predicted \(duration(report.plan.makespan)), measured \(duration(report.measuredSeconds)); "
            + "its steps took \(duration(sum)) in all"
    }

    private var summary: String {
        """
        Run \(report.run.id) of plan \(report.run.planDigest.prefix(12)): \(report.run.outcome ?? "unfinished")
        \(times)

        """
    }

    private var steps: String {
        var table = TextTable("STARTED", "TOOK", "PREDICTED", "STATE", "STEP")
        for timing in report.timings {
            let predicted = report.plan.step(timing.step)?.estimate.seconds
            table.add(
                "+\(duration(timing.start / 1_000))", duration((timing.finish - timing.start) / 1_000),
                predicted.map(duration) ?? "-",
                timing.attempts > 1 ? "\(timing.state.rawValue) (attempt \(timing.attempts))" : timing.state.rawValue,
                timing.step.text)
        }
        for (step, state) in report.unfinished where state == "never started" {
            table.add("-", "-", "-", state, step.text)
        }
        return table.text
    }

    /// Who decided what, and why.
    private var decisions: String {
        guard !report.decisions.isEmpty else { return "" }
        return "Decided while it went on:\n"
            + report.decisions.map { entry in
                "  \(timestamp(entry.time)) \(entry.event.kind.rawValue) \(entry.event.step?.text ?? "the run"): "
                    + "\(printable(entry.event.detail))"
            }.joined(separator: "\n") + "\n"
    }

    private var checks: String {
        guard !report.verifications.isEmpty else { return "No check was made again at the end.\n" }
        let counts = ["pass", "fail", "not tested"].map { word in
            "\(report.verifications.count { $0.result.word == word }) \(word)"
        }
        let bad = report.verifications.filter { $0.result != .pass }.map { "  \($0.step): \(printable($0.text))" }
        return (["Checks that were made again: \(counts.joined(separator: ", "))"] + bad).joined(separator: "\n") + "\n"
    }

    private var comparison: String {
        guard let comparison = report.comparison else {
            return "The rebuilt estate was not compared with the original: run 'groundup compare'.\n"
        }
        return ComparisonView(comparison).text
    }

    private var gaps: String {
        guard !report.plan.gaps.isEmpty else { return "" }
        return "Not part of the plan:\n"
            + report.plan.gaps.map { "  \(printable($0.subject)): \(printable($0.reason))" }.joined(separator: "\n")
    }

    var json: JSONValue {
        .record([
            "format": .string("groundup-report"), "version": .integer(1), "run": .string(report.run.id.text),
            "plan": .string(report.run.planDigest), "outcome": .optional(report.run.outcome),
            "predictedSeconds": .number(report.plan.makespan), "measuredSeconds": .number(report.measuredSeconds),
            "steps": .array(
                report.timings.map {
                    .record([
                        "step": .string($0.step.text), "startMilliseconds": .number($0.start),
                        "finishMilliseconds": .number($0.finish), "state": .string($0.state.rawValue),
                        "attempts": .number($0.attempts),
                    ])
                }),
            "decisions": .array(
                report.decisions.map {
                    .record([
                        "time": .integer($0.time.seconds), "kind": .string($0.event.kind.rawValue),
                        "step": .optional($0.event.step?.text), "note": .string($0.event.detail),
                    ])
                }),
            "verifications": .array(
                report.verifications.map {
                    .record([
                        "step": .string($0.step.text), "mode": .string($0.mode.rawValue),
                        "result": .string($0.result.word), "detail": .string($0.result.detail),
                    ])
                }),
            "unfinished": .strings(report.unfinished.map(\.step.text)),
            "comparison": report.comparison.map { ComparisonView($0).json },
            "gaps": .array(
                report.plan.gaps.map { .record(["subject": .string($0.subject), "reason": .string($0.reason)]) }),
        ])
    }
}
