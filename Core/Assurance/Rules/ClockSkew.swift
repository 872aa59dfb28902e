internal import Estate

/// A restore point has a time that cannot be right.
package enum ClockSkew: Rule {
    package static let id = "clock-skew"
    package static let severity = Severity.critical
    package static let why =
        "Ages, gaps and retention are computed from the times of restore points; wrong ones hide loss."

    /// Clocks of hosts without a time server differ by less.
    private static let tolerance: Int64 = 300
    /// A backup is listed when it ends, under the time at which it began.
    private static let longestBackup: Int64 = 86_400

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        let now = assessed.input.now
        let known = Set(assessed.input.history.points.map(\.key))
        let looks = Dictionary(grouping: assessed.input.history.points, by: \.repository)
            .compactMapValues { $0.map(\.lastSeen).max() }
        let present = assessed.history.points.filter { $0.goneSince == nil && $0.lastSeen == now }
        var findings: [Finding] = []
        for point in present {
            if point.facts.takenAt.seconds(since: now) > tolerance {
                findings.append(
                    finding(point, .critical, "lies \(Age.text(point.facts.takenAt.seconds(since: now))) ahead"))
            } else if !known.contains(point.key), let look = looks[point.repository],
                look.seconds(since: point.facts.takenAt) > longestBackup
            {
                findings.append(
                    finding(
                        point, .warning,
                        "lies before the look of \(Words.moment(look)), which did not see it: "
                            + "the clock was wrong, or it was copied in later"))
            }
        }
        return RuleResult(checked: present.count, findings: findings)
    }

    private static func finding(_ point: SeenPoint, _ severity: Severity, _ what: String) -> Finding {
        Finding(
            Self.self, severity: severity, subject: "\(point.repository) \(point.facts.host)",
            message: "Restore point \(Words.point(point.facts.id)) of \(point.facts.host) in repository "
                + "\(point.repository) says that it was taken at \(Words.moment(point.facts.takenAt)), which \(what).",
            remedy: "Compare the clock of \(point.facts.host), and that of the controller, with a time server.")
    }
}
