internal import Assurance
internal import Estate
internal import Formats

/// A coverage report as text and as data.
struct CoverageView {
    private let report: CoverageReport

    init(_ report: CoverageReport) {
        self.report = report
    }

    var text: String {
        [repositories, applications, subjects, objectives, findings, accepted, unseen].filter { !$0.isEmpty }.joined(
            separator: "\n")
    }

    private var repositories: String {
        var table = TextTable("REPOSITORY", "ENGINE", "STATE", "RESTORE POINTS", "NEWEST")
        for repository in report.repositories {
            table.add(
                repository.name, repository.engine, repository.condition.word,
                repository.condition == .readable ? String(repository.points.count) : "not known",
                repository.points.last.map { timestamp($0.takenAt) } ?? "-")
        }
        return table.text
    }

    private var applications: String {
        var table = TextTable("APPLICATION", "COVERAGE", "BECAUSE OF")
        for application in report.applications {
            let path = application.path.map { printable($0.text) }.joined(separator: " -> ")
            table.add(application.name, application.worst.word, path.isEmpty ? application.worst.reason : path)
        }
        return table.text
    }

    private var subjects: String {
        var table = TextTable("DATA", "COVERAGE", "AGE", "REASON")
        for assessed in report.subjects {
            table.add(
                assessed.subject.title, assessed.coverage.word, assessed.coverage.point.map { Age.text($0.age) } ?? "-",
                assessed.coverage.reason)
        }
        return table.text
    }

    /// What is not met comes with its reason; what is met is counted.
    private var objectives: String {
        guard !report.objectives.isEmpty else { return "" }
        var table = TextTable("APPLICATION", "OBJECTIVE", "STATE", "OF", "ASKED FOR", "FOUND")
        for result in report.objectives where result.state != .met {
            table.add(
                result.application, result.objective, result.state.rawValue, result.subject, result.target, result.found
            )
        }
        let met = report.objectives.count { $0.state == .met }
        let rest = met == report.objectives.count ? "" : table.text
        return rest + "\(met) of \(report.objectives.count) objectives are met.\n"
    }

    private var accepted: String {
        guard !report.accepted.isEmpty else { return "" }
        return "Accepted, and not counted:\n"
            + report.accepted.map { item in
                "  \(printable("\(item.finding.rule): \(item.finding.subject)")): until \(timestamp(item.risk.until)) by "
                    + "\(printable("\(item.risk.owner), \(item.risk.because)"))\n"
            }.joined()
    }

    private var findings: String {
        let lines = report.findings.map { finding in
            """
            \(finding.severity.rawValue.uppercased()) \(finding.rule): \(printable(finding.subject))
              \(printable(finding.message))
              do: \(printable(finding.remedy))
            """
        }
        let checked = report.checked.reduce(0) { $0 + $1.count }
        return
            (lines + [
                "\(report.findings.count) findings; \(checked) things checked by \(report.checked.count) rules.\n"
            ])
            .joined(separator: "\n")
    }

    private var unseen: String {
        return "Not checked:\n" + report.notChecked.map { "  \($0)\n" }.joined() + grouped(report.blindSpots)
    }

    var json: JSONValue {
        .record([
            "format": .string("groundup-coverage"), "version": .integer(1), "estate": .string(report.estate),
            "verdict": .string(report.verdict.rawValue), "assessedAt": .integer(report.assessedAt.seconds),
            "repositories": .array(report.repositories.map(json)),
            "applications": .array(report.applications.map(json)), "data": .array(report.subjects.map(json)),
            "objectives": .array(report.objectives.map(json)), "findings": .array(report.findings.map(json)),
            "accepted": .array(report.accepted.map(json)), "gone": .array(gone),
            "checked": .object(
                Dictionary(report.checked.map { ($0.rule, JSONValue.number($0.count)) }, uniquingKeysWith: { $1 })),
            "notChecked": .strings(report.notChecked),
            "blindSpots": .array(
                report.blindSpots.map { .record(["subject": .string($0.subject), "reason": .string($0.reason)]) }),
        ])
    }

    private func json(_ repository: RepositoryFacts) -> JSONValue {
        .record([
            "name": .string(repository.name), "engine": .string(repository.engine), "url": .string(repository.url),
            "state": .string(repository.condition.word.split(separator: " ").joined(separator: "-")),
            "detail": .string(repository.condition.detail),
            "restorePoints": repository.condition == .readable ? .number(repository.points.count) : nil,
        ])
    }

    private func json(_ application: ApplicationCoverage) -> JSONValue {
        .record([
            "name": .string(application.name), "coverage": .string(application.worst.word),
            "reason": .string(application.worst.reason), "path": .strings(application.path.map(\.text)),
        ])
    }

    private func json(_ assessed: AssessedSubject) -> JSONValue {
        .record([
            "subject": .string(assessed.subject.asset.text), "title": .string(assessed.subject.title),
            "coverage": .string(assessed.coverage.word), "reason": .string(assessed.coverage.reason),
            "restorePoint": .optional(assessed.coverage.point?.key.point),
            "repository": assessed.coverage.point.map { .string($0.key.repository) },
            "dataFrom": assessed.coverage.point.map { .string(timestamp($0.dataFrom)) },
            "ageSeconds": assessed.coverage.point.map { .integer($0.age) },
            "applications": .strings(assessed.applications),
        ])
    }

    /// Restore points that are remembered and no longer there, explained or not.
    private var gone: [JSONValue] {
        report.history.points.compactMap { point in
            point.goneSince.map { gone in
                .record([
                    "repository": .string(point.repository), "restorePoint": .string(point.facts.id),
                    "host": .string(point.facts.host), "takenAt": .integer(point.facts.takenAt.seconds),
                    "lastSeen": .integer(point.lastSeen.seconds), "goneSince": .integer(gone.seconds),
                ])
            }
        }
    }

    private func json(_ result: ObjectiveResult) -> JSONValue {
        .record([
            "application": .string(result.application), "objective": .string(result.objective),
            "rule": .string(result.rule), "subject": .string(result.subject), "state": .string(result.state.rawValue),
            "target": .string(result.target), "found": .string(result.found), "basis": .string(result.basis),
        ])
    }

    private func json(_ accepted: (finding: Finding, risk: AcceptedRisk)) -> JSONValue {
        .record([
            "finding": json(accepted.finding), "owner": .string(accepted.risk.owner),
            "because": .string(accepted.risk.because), "until": .integer(accepted.risk.until.seconds),
        ])
    }

    private func json(_ finding: Finding) -> JSONValue {
        .record([
            "rule": .string(finding.rule), "severity": .string(finding.severity.rawValue),
            "subject": .string(finding.subject), "applications": .strings(finding.applications),
            "message": .string(finding.message), "why": .string(finding.why),
            "path": .strings(finding.path.map(\.text)), "remedy": .string(finding.remedy),
        ])
    }
}
