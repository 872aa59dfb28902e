import Estate

/// The key to a repository comes back only from what the key opens.
package enum RecoveryDeadlock: Rule {
    package static let id = "recovery-deadlock"
    package static let severity = Severity.critical
    package static let why = "When the hosts are lost, their backups are there but cannot be opened by anyone."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        let findings = assessed.deadlocks.map { deadlock in
            Finding(
                Self.self, severity: deadlock.isCertain ? .critical : .warning, subject: deadlock.repository,
                applications: applications(of: deadlock, in: assessed),
                message: deadlock.words, path: deadlock.assets,
                remedy:
                    "Escrow the password with the controller: copy it from \(deadlock.key) to a file that only you can "
                    + "read, and write password: \"file:/path\" at repository \(deadlock.repository) of the configuration."
            )
        }
        return RuleResult(checked: assessed.map.repositories.count, findings: findings)
    }

    private static func applications(of deadlock: Deadlock, in assessed: AssessedEstate) -> [String] {
        let hosts = Set(assessed.map.repository(deadlock.repository)?.jobs.map(\.host) ?? [])
        return assessed.input.applications.map(\.name)
            .filter { !assessed.scope(of: $0).isDisjoint(with: hosts) }.sorted()
    }
}
