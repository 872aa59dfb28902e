internal import Estate

/// For some time in the past there was no restore point that was young enough.
package enum RecoveryPointGap: ObjectiveRule {
    package static let id = "recovery-point-gap"
    package static let severity = Severity.warning
    package static let why = "An objective that holds today but was broken last week will be broken again."
    package static let objective = "rpo"

    /// Older gaps are history.
    private static let horizon: Int64 = 90 * 86_400
    /// How far back restore points are trusted that were there before the first look: retention may have thinned them.
    private static let trusted: Int64 = 7 * 86_400
    /// Objectives below it are often kept by points that are thinned within days.
    private static let daily: Int64 = 12 * 3_600

    package static func judge(_ assessed: AssessedEstate) -> [ObjectiveResult] {
        assessed.input.applications.flatMap { application -> [ObjectiveResult] in
            guard let limit = application.recoveryPoint else { return [] }
            return assessed.series(neededBy: application.name).map { series in
                judge(series, application.name, limit, now: assessed.input.now)
            }
        }
    }

    private static func judge(
        _ series: PointSeries, _ application: String, _ limit: Int64, now: Instant
    ) -> ObjectiveResult {
        let start = start(series, limit, now)
        let moments = series.moments(series.points).filter { $0 >= start && $0 <= now }
        let target = "at most \(Age.text(limit)) between restore points"
        guard moments.count >= 2 else {
            return ObjectiveResult(
                .unknown, application: application, subject: series.subject, target: target,
                found: "gaps between restore points are not known yet",
                basis: "\(Words.count(moments.count, "restore point")) since \(Words.moment(start))",
                remedy: "Nothing now: every 'groundup coverage' remembers what it sees.")
        }
        let gaps = zip(moments, moments.dropFirst()).map { (start: $0, seconds: series.unheld(from: $0, to: $1)) }
        let broken = gaps.filter { $0.seconds > limit }
        let worst = gaps.max { $0.seconds < $1.seconds } ?? gaps[0]
        return ObjectiveResult(
            broken.isEmpty ? .met : .breached, application: application, subject: series.subject, target: target,
            found: broken.isEmpty
                ? "the longest gap between restore points was \(Age.text(worst.seconds))"
                : "\(broken.count) of \(Words.count(gaps.count, "gap")) between restore points \(broken.count == 1 ? "was" : "were") "
                    + "too long, the longest \(Age.text(worst.seconds)) from \(Words.moment(worst.start)) on",
            basis: "\(Words.count(moments.count, "restore point")) since \(Words.moment(start))",
            remedy: "See why backups of \(series.host.text) failed then, and watch their next ones.",
            trend: .values(gaps.map(\.seconds)))
    }

    private static func start(_ series: PointSeries, _ limit: Int64, _ now: Instant) -> Instant {
        let firstLook = series.firstLook ?? now
        let trusted = limit >= daily ? Instant(seconds: now.seconds - trusted) : firstLook
        return max(min(firstLook, trusted), Instant(seconds: now.seconds - horizon))
    }
}
