internal import Estate

/// The RPO is kept now, but the usual interval between restore points will break it.
package enum RecoveryPointForecast: ObjectiveRule {
    package static let id = "recovery-point-forecast"
    package static let severity = Severity.warning
    package static let why = "A schedule that is as long as the objective breaks it with every late backup."
    package static let objective = "rpo"

    package static func judge(_ assessed: AssessedEstate) -> [ObjectiveResult] {
        assessed.input.applications.flatMap { application -> [ObjectiveResult] in
            guard let limit = application.recoveryPoint else { return [] }
            return assessed.series(neededBy: application.name).compactMap { series in
                judge(series, application.name, limit, now: assessed.input.now)
            }
        }
    }

    private static func judge(
        _ series: PointSeries, _ application: String, _ limit: Int64, now: Instant
    ) -> ObjectiveResult? {
        let target = "at most \(Age.text(limit)) of lost data"
        if let latest = series.windows.map(\.latest).max() {
            return continuous(series, application, limit, target, age: max(0, now.seconds(since: latest)))
        }
        guard let intervals = Intervals(series.moments(series.points)) else {
            return ObjectiveResult(
                .unknown, application: application, subject: series.subject, target: target,
                found: "how often restore points are taken is not known yet",
                basis: "\(Words.count(series.points.count, "restore point")), \(Intervals.fewest + 1) are needed",
                remedy: "Nothing now: every 'groundup coverage' remembers what it sees.")
        }
        let age = now.seconds(since: intervals.newest)
        // That it is broken already is told of each dataset by its own rule.
        guard age <= limit else { return nil }
        let breach = Words.moment(Instant(seconds: intervals.newest.seconds + limit))
        let usual = "restore points usually come \(Age.text(intervals.usual)) apart"
        if intervals.rarelyMore > limit {
            let worst = intervals.rarelyMore > intervals.usual ? ", sometimes \(Age.text(intervals.rarelyMore))" : ""
            return result(
                .endangered, application, series, target, intervals,
                "\(usual)\(worst); without a new one the objective is broken at \(breach)")
        }
        if age > intervals.rarelyMore {
            return result(
                .endangered, application, series, target, intervals,
                "\(usual), but the newest is \(Age.text(age)) old; without a new one the objective is broken at \(breach)"
            )
        }
        return result(.met, application, series, target, intervals, usual)
    }

    /// Where every change is kept as it comes, how often backups are taken says nothing of what is lost.
    private static func continuous(
        _ series: PointSeries, _ application: String, _ limit: Int64, _ target: String, age: Int64
    ) -> ObjectiveResult? {
        guard age <= limit else { return nil }
        return ObjectiveResult(
            .met, application: application, subject: series.subject, target: target,
            found: "changes are kept as they come; the newest that is held is \(Age.text(age)) old",
            basis: Words.count(series.windows.count, "continuous backup"))
    }

    private static func result(
        _ state: ObjectiveResult.State, _ application: String, _ series: PointSeries, _ target: String,
        _ intervals: Intervals, _ found: String
    ) -> ObjectiveResult {
        ObjectiveResult(
            state, application: application, subject: series.subject, target: target, found: found,
            basis: intervals.basis, remedy: "Back \(series.host.text) up more often, or see why its backup is late.",
            trend: .values(intervals.gaps))
    }
}
