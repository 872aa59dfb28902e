import Estate

/// Data that no application of the configuration needs, and that no restore point holds.
package enum UnprotectedData: Rule {
    package static let id = "unprotected-data"
    package static let severity = Severity.warning
    package static let why = "What no application is known to need may still be missed by someone."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        let others = assessed.subjects.filter(\.applications.isEmpty)
        let findings = others.filter { $0.isUnprotected && !assessed.isRawCopy($0.subject) }.map { subject in
            Finding(
                Self.self, severity: subject.subject.isDataset ? .warning : .notice,
                subject: subject.subject.asset.text,
                message: "\(subject.subject.title) is \(subject.coverage.word): \(subject.coverage.reason).",
                remedy: assessed.remedy(for: subject.subject))
        }
        return RuleResult(checked: others.count, findings: findings)
    }
}
