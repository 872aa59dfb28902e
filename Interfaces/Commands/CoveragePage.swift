internal import Assurance
internal import Estate
internal import Pictures

/// A coverage report as a page that can be kept, printed and sent.
struct CoveragePage {
    private let report: CoverageReport

    init(_ report: CoverageReport) {
        self.report = report
    }

    var html: String {
        var page = Page(title: "Protection of \(report.estate)")
        page.paragraph(
            "Assessed \(timestamp(report.assessedAt)); the estate was observed \(timestamp(report.observedAt)).")
        verdict(on: &page)
        applications(on: &page)
        objectives(on: &page)
        findings(on: &page)
        data(on: &page)
        repositories(on: &page)
        accepted(on: &page)
        unseen(on: &page)
        return page.html
    }

    /// Names come from hosts and repositories: what would turn text around or hide it is shown instead.
    private func text(_ text: String) -> Page.Cell { .text(printable(text)) }

    private func verdict(on page: inout Page) {
        let counts = Severity.allCases.map { severity in
            "\(report.findings.count { $0.severity == severity }) \(severity.rawValue)"
        }
        switch report.verdict {
        case .covered: page.verdict(true, "Everything that was examined is covered; \(counts.joined(separator: ", ")).")
        case .findings: page.verdict(false, "Findings: \(counts.joined(separator: ", ")).")
        case .nothingChecked: page.verdict(false, "Nothing could be examined, so nothing is known.")
        }
    }

    private func applications(on page: inout Page) {
        page.heading("Applications")
        page.table(
            ["Application", "Coverage", "Because of", "Objectives"],
            cells: report.applications.map { application in
                let path = application.path.map(\.text).joined(separator: " → ")
                return [
                    text(application.name), .state(application.worst.pageState, application.worst.word),
                    text([path, application.worst.reason].filter { !$0.isEmpty }.joined(separator: ": ")),
                    text(summary(of: application.name)),
                ]
            })
    }

    private func summary(of application: String) -> String {
        let results = report.objectives.filter { $0.application == application }
        guard !results.isEmpty else { return "none are written" }
        return ObjectiveResult.State.allCases.compactMap { state in
            let count = results.count { $0.state == state }
            return count > 0 ? "\(count) \(state.rawValue)" : nil
        }.joined(separator: ", ")
    }

    private func objectives(on page: inout Page) {
        for application in report.applications {
            let results = report.objectives.filter { $0.application == application.name }
            guard !results.isEmpty else { continue }
            page.heading("Objectives of \(application.name)")
            page.table(
                ["Objective", "State", "Of", "Asked for", "Found", "Rests on", "Over time"],
                cells: results.map { result in
                    [
                        text(result.objective), .state(result.state.pageState, result.state.rawValue),
                        text(result.subject), text(result.target), text(result.found), text(result.basis),
                        .picture(svg: picture(result)),
                    ]
                })
        }
    }

    private func picture(_ result: ObjectiveResult) -> String {
        switch result.trend {
        case .none: ""
        case .values(let values):
            Sparkline.line(
                values, words: printable("\(values.count) values of \(result.objective) of \(result.subject)"))
        case .moments(let moments):
            Sparkline.ticks(
                moments, until: report.assessedAt.seconds,
                words: printable("\(moments.count) restore points of \(result.subject)")
            )
        }
    }

    private func findings(on page: inout Page) {
        page.heading("Findings")
        guard !report.findings.isEmpty else { return page.paragraph("None.") }
        page.table(
            ["Severity", "Rule", "Found", "Why it matters", "What to do"],
            cells: report.findings.map { finding in
                [
                    .state(finding.severity.pageState, finding.severity.rawValue), text(finding.rule),
                    text(finding.message), text(finding.why), text(finding.remedy),
                ]
            })
    }

    private func data(on page: inout Page) {
        page.heading("Data")
        page.table(
            ["Data", "Coverage", "Age", "Reason", "Needed by"],
            cells: report.subjects.map { assessed in
                [
                    text(assessed.subject.title), .state(assessed.coverage.pageState, assessed.coverage.word),
                    text(assessed.coverage.point.map { Age.text($0.age) } ?? "-"), text(assessed.coverage.reason),
                    text(assessed.applications.joined(separator: ", ")),
                ]
            })
    }

    private func repositories(on page: inout Page) {
        page.heading("Repositories")
        let gone = Dictionary(grouping: report.history.points.filter { $0.goneSince != nil }, by: \.repository)
        page.table(
            ["Repository", "Engine", "State", "Restore points", "Gone since they were first seen", "Over time"],
            cells: report.repositories.map { repository in
                [
                    text(repository.name), text(repository.engine),
                    .state(repository.condition == .readable ? .good : .bad, repository.condition.word),
                    text(repository.condition == .readable ? String(repository.points.count) : "not known"),
                    text(String(gone[repository.name]?.count ?? 0)),
                    .picture(
                        svg: Sparkline.ticks(
                            repository.points.map(\.takenAt.seconds), until: report.assessedAt.seconds,
                            words: printable("\(repository.points.count) restore points of \(repository.name)"))),
                ]
            })
    }

    private func accepted(on page: inout Page) {
        guard !report.accepted.isEmpty else { return }
        page.heading("Accepted risks")
        page.table(
            ["Rule", "Found", "Accepted by", "Because", "Until"],
            report.accepted.map { item in
                [
                    item.finding.rule, item.finding.message, item.risk.owner, item.risk.because,
                    timestamp(item.risk.until),
                ].map(printable)
            })
    }

    private func unseen(on page: inout Page) {
        page.heading("Not checked")
        page.table(
            ["Subject", "Reason"],
            (report.notChecked.map { ["-", $0] } + report.blindSpots.map { [$0.subject, $0.reason] }).map {
                $0.map(printable)
            })
    }
}

extension Coverage {
    fileprivate var pageState: Page.State {
        switch self {
        case .covered: .good
        case .excluded, .stale: .doubtful
        case .partly, .uncovered: .bad
        case .unknown: .unknown
        }
    }
}

extension ObjectiveResult.State {
    fileprivate var pageState: Page.State {
        switch self {
        case .met: .good
        case .endangered: .doubtful
        case .breached: .bad
        case .unknown: .unknown
        }
    }
}

extension Severity {
    fileprivate var pageState: Page.State {
        switch self {
        case .critical: .bad
        case .warning: .doubtful
        case .notice: .unknown
        }
    }
}
