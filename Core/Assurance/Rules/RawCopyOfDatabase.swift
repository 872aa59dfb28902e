import Estate

/// A backup job copies the live files of a database instead of its dump.
package enum RawCopyOfDatabase: Rule {
    package static let id = "raw-copy-of-a-database"
    package static let severity = Severity.critical
    package static let why = "Files copied while the database writes to them do not belong together and may not start."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        let databases = assessed.subjects.filter { $0.subject.rawPath != nil }
        let findings = databases.filter { $0.isUnprotected && assessed.isRawCopy($0.subject) }.map { subject in
            let dump = subject.subject.paths.joined(separator: ", ")
            return Finding(
                Self.self, subject: subject.subject.asset.text, applications: subject.applications,
                message: "\(subject.coverage.reason): \(subject.subject.rawPath ?? "") instead of \(dump).",
                path: assessed.path(from: subject.applications.first ?? "", to: subject.subject.asset),
                remedy: "Dump it to \(dump) before the backup, and back up that folder instead of the live files.")
        }
        return RuleResult(checked: databases.count, findings: findings)
    }
}
