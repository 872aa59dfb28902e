internal import Estate

/// Backups are taken when they should not be.
package enum OutsideBackupWindow: ObjectiveRule {
    package static let id = "outside-backup-window"
    package static let severity = Severity.warning
    package static let why = "A backup at the wrong time slows the application down, or copies what is being changed."
    package static let objective = "window"

    private static let horizon: Int64 = 30 * 86_400

    package static func judge(_ assessed: AssessedEstate) -> [ObjectiveResult] {
        assessed.input.applications.flatMap { application -> [ObjectiveResult] in
            guard let window = application.protection.window else { return [] }
            return assessed.series(neededBy: application.name).map { series in
                judge(series, application.name, window, now: assessed.input.now)
            }
        }
    }

    private static func judge(
        _ series: PointSeries, _ application: String, _ window: BackupWindow, now: Instant
    ) -> ObjectiveResult {
        let recent = series.points.filter { (0...horizon).contains(now.seconds(since: $0.facts.takenAt)) }
        let outside = recent.filter { !isInside($0.facts, window) }
        let state: ObjectiveResult.State = recent.isEmpty ? .unknown : outside.isEmpty ? .met : .breached
        let newest = outside.last.map { ", the newest at \(Words.moment($0.facts.takenAt))" } ?? ""
        return ObjectiveResult(
            state, application: application, subject: series.subject, target: "backups within \(window.text) UTC",
            found: recent.isEmpty
                ? "when backups are taken is not known"
                : "\(outside.count) of \(Words.count(recent.count, "restore point")) "
                    + "\(outside.count == 1 ? "was" : "were") taken outside\(newest)",
            basis: "restore points of the last 30 days",
            remedy: "Move the timer of the backup job on \(series.host.text) into the window.")
    }

    /// Its end counts, too, where the engine tells how long it took.
    private static func isInside(_ point: PointFacts, _ window: BackupWindow) -> Bool {
        guard window.contains(point.takenAt.seconds) else { return false }
        guard let seconds = point.seconds, seconds > 0 else { return true }
        return seconds < 86_400 && window.contains(point.takenAt.seconds + seconds - 1)
    }
}
