internal import Estate

/// A backup takes longer than it may, or soon will.
package enum BackupTooLong: ObjectiveRule {
    package static let id = "backup-too-long"
    package static let severity = Severity.warning
    package static let why = "A backup that does not fit its window is skipped, or meets the next one."
    package static let objective = "max-duration"

    /// A forecast beyond it is no reason to act.
    private static let horizon: Int64 = 30 * 86_400

    package static func judge(_ assessed: AssessedEstate) -> [ObjectiveResult] {
        assessed.input.applications.flatMap { application -> [ObjectiveResult] in
            guard let limit = application.protection.maximalDuration else { return [] }
            return assessed.series(neededBy: application.name).map { judge($0, application.name, limit) }
        }
    }

    private static func judge(_ series: PointSeries, _ application: String, _ limit: Int64) -> ObjectiveResult {
        let timed = series.points.compactMap { point in
            point.facts.seconds.map { (moment: point.facts.takenAt.seconds, value: $0) }
        }
        let target = "a backup within \(Age.text(limit))"
        guard let newest = timed.last else {
            return ObjectiveResult(
                .unknown, application: application, subject: series.subject, target: target,
                found: "how long backups take is not known",
                basis: "the engine tells no durations of its restore points",
                remedy: "Nothing in groundup: newer versions of some engines tell it.")
        }
        let reached = RobustTrend(timed)?.seconds(until: limit)
        let state: ObjectiveResult.State =
            newest.value > limit ? .breached : (reached ?? .max) <= horizon ? .endangered : .met
        let forecast =
            state == .endangered ? reached.map { "; as they grow, the limit is reached in \(Age.text($0))" } : nil
        return ObjectiveResult(
            state, application: application, subject: series.subject, target: target,
            found: "the newest backup took \(Age.text(newest.value))\(forecast ?? "")",
            basis: "durations of \(Words.count(timed.count, "restore point"))",
            remedy: "See what grew on \(series.host.text), or give the backup more room.",
            trend: .values(timed.map(\.value)))
    }
}
