/// A configured repository could not be opened, so nothing in it counts.
package enum RepositoryNotReadable: Rule {
    package static let id = "repository-not-readable"
    package static let severity = Severity.critical
    package static let why = "A repository that does not open today will not open on the day of the loss."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        let findings = assessed.input.repositories.filter { $0.condition != .readable }.map { repository in
            Finding(
                Self.self, subject: repository.name,
                message: "Repository \(repository.name) is not readable (\(repository.condition.word)): "
                    + "\(repository.condition.detail).",
                remedy: remedy(repository))
        }
        return RuleResult(checked: assessed.input.repositories.count, findings: findings)
    }

    private static func remedy(_ repository: RepositoryFacts) -> String {
        switch repository.condition {
        case .readable: ""
        case .noPassword:
            "Put its password into a file that only you can read, and write password: \"file:/path\" at repository "
                + "\(repository.name)."
        case .wrongPassword: "Compare the password file with the one that the backup jobs use."
        case .missing: "Compare the address \(repository.url) with the one that the backup jobs use."
        case .locked: "Wait until that job ends; if it died, remove its lock with the engine's unlock command."
        case .damaged: "Check it with the engine's own check of all data, and repair it or start a new one now."
        case .unreachable: "See whether the controller reaches its host; name the way with `via`."
        }
    }
}
