internal import Estate

/// Fewer, or younger, restore points are there than an application wants to have.
package enum RetentionUnmet: ObjectiveRule {
    package static let id = "retention-unmet"
    package static let severity = Severity.warning
    package static let why = "Damage that is noticed late is undone only from a restore point that is old enough."
    package static let objective = "retention"

    package static func judge(_ assessed: AssessedEstate) -> [ObjectiveResult] {
        assessed.input.applications.flatMap { application -> [ObjectiveResult] in
            guard !application.policy.isEmpty else { return [] }
            return assessed.series(neededBy: application.name).flatMap { series in
                judge(series, application, now: assessed.input.now)
            }
        }
    }

    private static func judge(_ series: PointSeries, _ application: ApplicationFacts, now: Instant) -> [ObjectiveResult]
    {
        guard !series.repositories.isEmpty else {
            return [
                ObjectiveResult(
                    .unknown, application: application.name, subject: series.subject, target: "retention",
                    found: "which restore points are there is not known",
                    basis: "no repository of its host can be read",
                    remedy: "Make the repository readable; its own finding tells how.")
            ]
        }
        var judged: [ObjectiveResult] = []
        if let age = application.retention { judged.append(reach(series, application.name, age, now)) }
        let kept = application.protection.kept
        if kept.last > 0 { judged.append(count(series, application.name, kept.last)) }
        for demand in kept.demands {
            judged.append(periods(series, application.name, demand.period, demand.count, now))
        }
        return judged
    }

    /// The oldest restore point has to be as old as the retention, once the series is.
    private static func reach(
        _ series: PointSeries, _ application: String, _ age: Int64, _ now: Instant
    ) -> ObjectiveResult {
        let oldest = series.present.first.map { now.seconds(since: $0.facts.takenAt) }
        // One that is gone proves that the series is older than what is left of it.
        let known = series.points.first.map { now.seconds(since: $0.facts.takenAt) } ?? 0
        let state: ObjectiveResult.State =
            if let oldest, oldest >= age { .met } else if known >= age { .breached } else { .unknown }
        let found =
            oldest.map { "the oldest restore point is \(Age.text(max(0, $0))) old" } ?? "there is no restore point"
        return result(
            state, series, application, "restore points for \(Age.text(age))",
            state == .breached ? "\(found), and older ones were removed" : found)
    }

    private static func count(_ series: PointSeries, _ application: String, _ wanted: Int) -> ObjectiveResult {
        let count = series.present.count
        // Ones that are gone, while too few are left, were removed too early.
        let state: ObjectiveResult.State =
            count >= wanted ? .met : series.points.count > count ? .breached : .unknown
        return result(
            state, series, application, "the last \(Words.count(wanted, "restore point"))",
            "\(count == 1 ? "1 is" : "\(count) are") there")
    }

    /// Among the last `2 * wanted` periods as many have to have a restore point; days without a backup are allowed for.
    private static func periods(
        _ series: PointSeries, _ application: String, _ period: CalendarPeriod, _ wanted: Int, _ now: Instant
    ) -> ObjectiveResult {
        let present = period.number(of: now)
        let window = (present - 2 * wanted + 1)...present
        let found = Set(series.present.map { period.number(of: $0.facts.takenAt) }).filter(window.contains)
        let since = series.points.first.map { present - period.number(of: $0.facts.takenAt) + 1 } ?? 0
        let state: ObjectiveResult.State = found.count >= wanted ? .met : since > wanted ? .breached : .unknown
        return result(
            state, series, application, "one restore point of each of \(period.text(wanted))",
            "of the last \(period.text(2 * wanted)), \(found.count) \(found.count == 1 ? "has" : "have") one")
    }

    private static func result(
        _ state: ObjectiveResult.State, _ series: PointSeries, _ application: String, _ target: String, _ found: String
    ) -> ObjectiveResult {
        let first = series.points.first.map { ", the first known one of \(Words.moment($0.facts.takenAt))" } ?? ""
        return ObjectiveResult(
            state, application: application, subject: series.subject, target: target,
            found: state == .unknown ? "\(found); the series is too young to tell more" : found,
            basis: Words.count(series.present.count, "restore point") + first,
            remedy: state == .unknown
                ? "Nothing now, as long as nothing is removed earlier."
                : "Compare what the backup tool is told to keep with this objective, such as restic forget --keep-daily.",
            trend: .moments(series.present.map { $0.facts.takenAt.seconds }))
    }
}
