internal import Estate

/// A backup that always came at its time did not come.
package enum ScheduleGap: Rule {
    package static let id = "schedule-gap"
    package static let severity = Severity.warning
    package static let why = "A backup that stopped is noticed by its silence, long before an objective is broken."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        let readable = Set(assessed.input.repositories.filter { $0.condition == .readable }.map(\.name))
        var checked = 0
        var findings: [Finding] = []
        for series in assessed.series {
            // What cannot be read now may hold newer ones.
            guard let last = series.present.last, readable.contains(last.repository),
                let intervals = Intervals(series.moments(series.points))
            else { continue }
            checked += 1
            let age = assessed.input.now.seconds(since: intervals.newest)
            guard age > intervals.overdueAge else { continue }
            findings.append(
                Finding(
                    Self.self, subject: series.subject, applications: series.applications,
                    message: "\(series.title): restore points usually come \(Age.text(intervals.usual)) apart "
                        + "(\(intervals.basis)); the newest is \(Age.text(age)) old.",
                    path: assessed.path(from: series.applications.first ?? "", to: AssetID(series.subject)),
                    remedy: "See whether the backup job of \(series.host.text) still runs, and what it says."))
        }
        return RuleResult(checked: checked, findings: findings)
    }
}
