/// The controller gets in to a repository only through a directory that the repository restores.
package enum RepositoryIdentityDeadlock: Rule {
    package static let id = "repository-identity-deadlock"
    package static let severity = Severity.critical
    package static let why = "When the directory is lost, nobody can log in to the repository to restore it."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        let logins = (assessed.input.controller?.ways.values).map { $0.flatMap(\.hops).compactMap(\.login) } ?? []
        return RuleResult(checked: logins.count, findings: assessed.findings(Self.self, of: .identity))
    }
}
