/// The controller finds a repository only through a name server that the repository restores.
package enum RepositoryNameDeadlock: Rule {
    package static let id = "repository-name-deadlock"
    package static let severity = Severity.critical
    package static let why =
        "When the name servers are lost, the controller does not find the repository to restore them."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        // A way that nobody looked at proves nothing.
        RuleResult(
            checked: assessed.input.controller?.ways.count ?? 0, findings: assessed.findings(Self.self, of: .name))
    }
}
