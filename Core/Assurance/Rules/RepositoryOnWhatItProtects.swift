import Estate

/// A repository lies on a host that is backed up into it.
package enum RepositoryOnWhatItProtects: Rule {
    package static let id = "repository-on-what-it-protects"
    package static let severity = Severity.critical
    package static let why = "One lost machine takes the data and its backup together."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        let findings = assessed.map.repositories.compactMap { repository -> Finding? in
            guard let host = repository.host, let own = repository.jobs.first(where: { $0.host == host }) else {
                return nil
            }
            return Finding(
                Self.self, subject: repository.name,
                message:
                    "Repository \(repository.name) lies on \(host.text), and \(own.title) backs that host up into it.",
                path: [host, repository.asset, host],
                remedy: "Back \(host.text) up into a repository on another machine.")
        }
        return RuleResult(checked: assessed.map.repositories.count, findings: findings)
    }
}
