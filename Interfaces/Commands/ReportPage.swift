internal import Assurance
internal import Contracts
internal import Estate
internal import Orchestration
internal import Pictures
internal import RecoveryPlan

/// A run's report as a page that can be kept, printed and sent.
struct ReportPage {
    private let report: RunReport
    private let graph: GraphView

    init(_ report: RunReport, estate: Estate, recipes: [String: Recipe]) {
        self.report = report
        graph = GraphView(estate, recipes: recipes)
    }

    var html: String {
        var page = Page(title: "Restoration of \(report.plan.estate)")
        page.paragraph("Run \(report.run.id), plan \(report.run.planDigest), opened \(timestamp(report.run.openedAt)).")
        verdict(on: &page)
        comparison(on: &page)
        page.heading("Timeline")
        page.picture(
            StepTimeline(plan: report.plan, measured: report.timings.map(measured)).svg,
            caption: "Outlines are the prediction, bars what was measured; the critical path is set in bold.")
        bootstraps(on: &page)
        restorePoints(on: &page)
        page.heading("The estate")
        page.picture(graph.svg, caption: "What needs what; providers stand to the left of their dependents.")
        gaps(on: &page)
        return page.html
    }

    private func verdict(on page: inout Page) {
        let done = report.run.outcome == "succeeded" && report.unfinished.isEmpty
        page.verdict(
            done,
            done
                ? "All \(report.plan.steps.count) steps succeeded: \(ReportView(report).times)."
                : "\(report.unfinished.count) of \(report.plan.steps.count) steps did not succeed.")
        guard let comparison = report.comparison else {
            return page.verdict(false, "The rebuilt estate was not compared with the original.")
        }
        page.verdict(comparison.isComplete, ComparisonView(comparison).verdict)
    }

    private func comparison(on page: inout Page) {
        guard let comparison = report.comparison else { return }
        let view = ComparisonView(comparison)
        page.heading("What came back")
        page.table(
            ["Compared", "Same", "Lost or changed", "New"],
            view.counts.map { [$0.subject, String($0.same), String($0.lost), String($0.added)] })
        if !comparison.differences.isEmpty {
            page.table(
                ["Subject", "Name", "Original", "Rebuilt"],
                comparison.differences.map { [$0.subject.rawValue, $0.name, $0.before ?? "-", $0.after ?? "gone"] })
        }
        if !comparison.notCompared.isEmpty {
            page.heading("Not compared")
            page.table(["Subject", "Reason"], comparison.notCompared.map { [$0.subject, $0.reason] })
        }
    }

    private func bootstraps(on page: inout Page) {
        guard !report.plan.bootstraps.isEmpty else { return }
        page.heading("Circular needs")
        page.table(
            ["Circle", "Bootstrap", "Started without", "Why"],
            report.plan.bootstraps.map {
                [
                    $0.circle.map(\.text).joined(separator: " ⇄ "), "\($0.asset): \($0.name)",
                    $0.without.map(\.text).joined(separator: ", "), $0.why,
                ]
            })
    }

    private func restorePoints(on page: inout Page) {
        page.heading("Restore points")
        page.table(
            ["Dataset", "Repository", "Restore point", "Taken"],
            report.plan.restorePoints.map {
                [$0.dataset.text, $0.repository, Words.point($0.point), timestamp($0.takenAt)]
            })
    }

    private func gaps(on page: inout Page) {
        guard !report.plan.gaps.isEmpty else { return }
        page.heading("Not part of the plan")
        page.table(["Subject", "Reason"], report.plan.gaps.map { [$0.subject, $0.reason] })
    }

    private func measured(_ timing: RunReport.Timing) -> MeasuredStep {
        MeasuredStep(
            step: timing.step, start: timing.start / 1_000, finish: timing.finish / 1_000, state: timing.state.rawValue)
    }
}
