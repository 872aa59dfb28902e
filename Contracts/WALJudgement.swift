internal import ByteParsing
internal import Estate

extension RestorePoint {
    /// Judges the log that a backup of PostgreSQL needs, and how far it goes on after that: sets the window, and warns.
    ///
    /// - Parameters:
    ///   - log: what is there of it; `nil` when there is no archive.
    ///   - start: the first segment that it needs to become consistent, and `stop` the last one.
    /// - Returns: what keeps the backup from ever being consistent.
    package mutating func judge(log: WALArchive?, from start: String?, through stop: String?) -> String? {
        guard let start, let stop else { return "no segments of the log are named that would make it consistent" }
        guard let first = WALSegment(start), let last = WALSegment(stop) else {
            warnings.append("segments of the log are not of 16 MiB, so the log was not compared")
            return nil
        }
        guard let log else { return "there is no archive of its log" }
        if let missing = log.gap(from: first, through: last) {
            return "segment \(missing.name) of the log is missing, without which it cannot become consistent"
        }
        let run = log.run(after: last)
        let earliest = endedAt ?? takenAt
        let latest = run.until.map { max(Instant(seconds: $0), earliest) } ?? earliest
        let end =
            run.missing.map { "segment \($0.name) of the log is missing" } ?? "segment \(run.last.name) is the newest"
        window = RecoveryWindow(earliest: earliest, latest: latest, end: end)
        if let missing = run.missing {
            warnings.append("segment \(missing.name) of the log is missing: nothing after it can be restored")
        }
        return nil
    }
}

/// A moment as PostgreSQL reads it, in UTC, once a point has shown that it can bring it back.
extension RecoveryMoment {
    package func text(within window: RecoveryWindow?) throws(EngineFailure) -> String {
        guard let window, window.contains(instant),
            let text = rfc3339(secondsSinceEpoch: instant.seconds)
        else {
            let words = window.map { "the window ends where it ends because \($0.end)" } ?? "the backup has no window"
            throw EngineFailure(.noSuchPoint, "the moment cannot be restored from this backup: \(words)")
        }
        return String(text.prefix(19)).replacing("T", with: " ") + "+00"
    }
}
