/// A backup job writes to a repository that the configuration does not have.
package enum UnknownRepository: Rule {
    package static let id = "unknown-repository"
    package static let severity = Severity.warning
    package static let why = "What groundup cannot open, it can neither judge nor restore from."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        let findings = assessed.map.repositories.filter { !$0.isConfigured }.map { repository in
            Finding(
                Self.self, subject: repository.name,
                message: repository.jobs.map(\.title).joined(separator: ", ")
                    + (repository.name == "unknown"
                        ? " writes to a repository that could not be seen."
                        : " writes to \(repository.name), which the configuration does not have."),
                remedy: "Add it under repositories of the configuration, with a reference to its password.")
        }
        return RuleResult(checked: assessed.map.repositories.flatMap(\.jobs).count, findings: findings)
    }
}
