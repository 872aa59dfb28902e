/// Nobody said how much an application may lose, or how long it may be away.
package enum ObjectiveMissing: Rule {
    package static let id = "objective-missing"
    package static let severity = Severity.notice
    package static let why = "Without an objective every age of a restore point passes."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        let findings = assessed.input.applications.compactMap { application -> Finding? in
            let objectives = [
                ("rpo", application.recoveryPoint), ("rto", application.recoveryTime),
                ("retention", application.retention),
            ]
            let missing = objectives.filter { $0.1 == nil }.map(\.0)
            guard !missing.isEmpty else { return nil }
            return Finding(
                Self.self, subject: application.name, applications: [application.name],
                message: "Application \(application.name) has no \(missing.joined(separator: ", ")).",
                remedy: "Write objectives: {rpo: 24h, rto: 4h, retention: 14d} with the values its owners agree to.")
        }
        return RuleResult(checked: assessed.input.applications.count, findings: findings)
    }
}
