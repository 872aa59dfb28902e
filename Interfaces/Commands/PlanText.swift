internal import Assurance
internal import ByteParsing
internal import Estate
internal import Orchestration
internal import Pictures
internal import RecoveryPlan

/// A plan as text for a terminal.
struct PlanText {
    private let plan: Plan
    private let digest: String
    private let approvals: ApprovalState

    init(_ plan: Plan, digest: String, approvals: ApprovalState) {
        self.plan = plan
        self.digest = digest
        self.approvals = approvals
    }

    var text: String {
        [summary, decisions, prediction, bootstraps, restorePoints, steps, gaps].filter { !$0.isEmpty }.joined(
            separator: "\n")
    }

    private var summary: String {
        let critical = plan.schedule.filter(\.isCritical).map { $0.step.text }
        return """
            Plan \(digest.prefix(12)) of estate \(printable(plan.estate)): \(plan.scope.map(printable).joined(separator: ", "))
            \(plan.steps.count) steps, predicted \(duration(plan.makespan)); one after another they would take \
            \(duration(plan.steps.reduce(0) { $0 + $1.estimate.seconds })).
            Critical path: \(critical.map(printable).joined(separator: " -> "))
            Approvals:
            \(ApprovalText(approvals).text)
            """
    }

    /// What people decided of it.
    private var decisions: String {
        var lines: [String] = []
        let incident = plan.incident
        if let record = incident.record { lines.append("Under incident \(printable(record))") }
        if incident.kind != .disaster || incident.compromisedAt != nil {
            let before = incident.compromisedAt.map { ", restore points before \(timestamp($0)) only" } ?? ""
            let person = incident.person.map { ", the accounts of \(printable($0)) are locked" } ?? ""
            lines.append("Incident: \(incident.kind.rawValue)\(before)\(person)")
        }
        if !plan.exclusions.isEmpty {
            lines.append("Left out by decision: \(plan.exclusions.map { printable($0.text) }.joined(separator: ", "))")
        }
        lines += plan.holds.map { "Asks a person: \(printable($0.step.text)), because \(printable($0.because))" }
        lines += plan.mappings.map { "Comes back elsewhere: \(printable($0.description))" }
        lines += plan.references.map { reference in
            let who = reference.changedBy.map { "changed by \($0)" } ?? "TO BE CHANGED BY A PERSON"
            return printable(
                "  \(reference.host) \(reference.place): \(reference.old) becomes \(reference.new), \(who)")
        }
        return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
    }

    private var prediction: String { plan.prediction.map { PredictionText($0).text } ?? "" }

    private var bootstraps: String {
        plan.bootstraps.map { bootstrap in
            """
            Circular need: \(bootstrap.circle.map { printable($0.text) }.joined(separator: " <-> "))
              bootstrap '\(bootstrap.name)': \(printable(bootstrap.asset.text)) starts without \
            \(bootstrap.without.map { printable($0.text) }.joined(separator: ", "))
              \(printable(bootstrap.why))

            """
        }.joined(separator: "\n")
    }

    private var restorePoints: String {
        var table = TextTable("DATASET", "REPOSITORY", "RESTORE POINT", "DATA FROM", "LOSES", "WHY")
        for point in plan.restorePoints {
            let dataFrom = point.moment ?? point.dataFrom ?? point.takenAt
            // What came after the newest thing that is known, nobody can count.
            let lost = max(0, plan.asOf.seconds(since: dataFrom))
            table.add(
                point.dataset.text, point.repository, Words.point(point.point, digits: 16), timestamp(dataFrom),
                hours(lost),
                (point.moment == nil ? "" : "To a moment. ") + point.why)
        }
        guard !plan.restorePoints.isEmpty else { return "" }
        return table.text
            + "What is lost is counted up to \(timestamp(plan.asOf)), the newest that the plan knows of.\n"
    }

    private var steps: String {
        var table = TextTable("START", "TAKES", "STEP", "AFTER")
        for scheduled in plan.schedule {
            let needs = plan.step(scheduled.step)?.needs.map(\.step.text) ?? []
            let after = needs.prefix(4).joined(separator: " ") + (needs.count > 4 ? " +\(needs.count - 4)" : "")
            table.add(
                "+\(duration(scheduled.start))", duration(scheduled.finish - scheduled.start),
                scheduled.step.text + (scheduled.isCritical ? " *" : ""), after)
        }
        return table.text + "* on the critical path\n"
    }

    private var gaps: String {
        guard !plan.gaps.isEmpty else { return "" }
        return "What this plan does not bring back:\n"
            + plan.gaps.map { "  \(printable($0.subject)): \(printable($0.reason))" }.joined(separator: "\n") + "\n"
    }
}

/// Hours with one decimal.
func hours(_ seconds: Int64) -> String { "\(seconds / 3_600).\(seconds % 3_600 / 360) h" }

/// A moment as RFC 3339 in UTC.
func timestamp(_ instant: Instant) -> String {
    rfc3339(secondsSinceEpoch: instant.seconds) ?? "\(instant.seconds) s since 1970"
}
