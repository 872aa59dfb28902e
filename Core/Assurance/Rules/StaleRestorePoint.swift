import Estate

/// The newest data that could be restored is older than an application may lose.
package enum StaleRestorePoint: ObjectiveRule {
    package static let id = "stale-restore-point"
    package static let severity = Severity.critical
    package static let why =
        "What was written since the newest restore point is lost; the objective says how much may be."
    package static let objective = "rpo"

    package static func judge(_ assessed: AssessedEstate) -> [ObjectiveResult] {
        assessed.input.applications.flatMap { application -> [ObjectiveResult] in
            guard let limit = application.recoveryPoint else { return [] }
            return assessed.subjects.filter { $0.applications.contains(application.name) }.map { subject in
                result(subject, application.name, limit)
            }
        }
    }

    private static func result(_ subject: AssessedSubject, _ application: String, _ limit: Int64) -> ObjectiveResult {
        let point = subject.coverage.point
        return ObjectiveResult(
            point.map { $0.age > limit ? .breached : .met } ?? .unknown, application: application,
            subject: subject.subject.asset.text, target: "at most \(Age.text(limit)) of lost data",
            found: point.map { "the newest data that is held is \(Age.text($0.age)) old" }
                ?? "no restore point is known to hold it",
            basis: point.map { "restore point \(Words.point($0.key.point)) of \($0.key.repository)" }
                ?? subject.coverage.reason)
    }

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        let limited = assessed.subjects.filter { $0.limit != nil && $0.coverage.point != nil }
        let findings = limited.compactMap { subject -> Finding? in
            guard case .stale(let point, let limit) = subject.coverage else { return nil }
            let isOldDump = point.dataFrom < point.takenAt
            let what = isOldDump ? "the newest dump in its newest restore point is" : "its newest restore point is"
            return Finding(
                Self.self, severity: subject.subject.isDataset ? .critical : .warning,
                subject: subject.subject.asset.text, applications: subject.applications,
                message: "\(subject.subject.title): \(what) \(Age.text(point.age)) old; "
                    + "at most \(Age.text(limit)) may be lost.",
                path: assessed.path(from: subject.applications.first ?? "", to: subject.subject.asset),
                remedy: isOldDump
                    ? "See why the dump on \(subject.subject.host.text) was not renewed; the backup itself runs."
                    : "See why the backup of \(subject.subject.host.text) did not run, or run it more often.")
        }
        return RuleResult(checked: limited.count, findings: findings)
    }
}
