internal import Estate

/// The key to a repository comes back only from what the key opens.
package enum RecoveryDeadlock: Rule {
    package static let id = "recovery-deadlock"
    package static let severity = Severity.critical
    package static let why = "When the hosts are lost, their backups are there but cannot be opened by anyone."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        RuleResult(checked: assessed.map.repositories.count, findings: assessed.findings(Self.self, of: .password))
    }
}

extension AssessedEstate {
    /// The deadlocks of one kind as findings of `rule`.
    func findings(_ rule: any Rule.Type, of kind: Deadlock.Kind) -> [Finding] {
        deadlocks.filter { $0.kind == kind }.map { deadlock in
            Finding(
                rule, severity: deadlock.isCertain ? rule.severity : .warning, subject: deadlock.subject,
                applications: applications(touchedBy: deadlock), message: deadlock.words, path: deadlock.assets,
                remedy: deadlock.remedy)
        }
    }

    /// The applications that need a host whose restoration waits for it, sorted.
    private func applications(touchedBy deadlock: Deadlock) -> [String] {
        input.applications.map(\.name).filter { !scope(of: $0).isDisjoint(with: deadlock.hosts) }.sorted()
    }
}
