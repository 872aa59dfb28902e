internal import Estate

/// Assets of which each is restored only after the next, and the last only after the first.
package enum CircularRecovery: Rule {
    package static let id = "circular-recovery"
    package static let severity = Severity.critical
    package static let why = "Once all of them are lost together, none of them can be the first to come back."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        let checked = assessed.input.estate.dependencies.count { $0.phase == .recover }
        return RuleResult(checked: checked, findings: assessed.findings(Self.self, of: .circle))
    }
}
