import Estate

/// A repository opens, but its engine could not read all of it, or says that some of it is no good.
package enum IncompleteRepository: Rule {
    package static let id = "incomplete-repository"
    package static let severity = Severity.critical
    package static let why =
        "A restore point that drops out of the list is gone, even when everything else still works."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        let readable = assessed.input.repositories.filter { $0.condition == .readable }
        let findings = readable.filter { !$0.isListComplete || !$0.warnings.isEmpty }.map { repository in
            let some = repository.warnings.prefix(5).joined(separator: "; ")
            let more = repository.warnings.count > 5 ? "; and \(repository.warnings.count - 5) more" : ""
            let what =
                repository.isListComplete ? "has restore points with faults" : "has restore points that cannot be read"
            return Finding(
                Self.self, subject: repository.name,
                message: "Repository \(repository.name) \(what)" + (some.isEmpty ? "." : ": \(some)\(more)."),
                remedy: "Check it with the engine's own check of all data, take a new backup now, and find out what "
                    + "happened to its storage.")
        }
        return RuleResult(checked: readable.count, findings: findings)
    }
}
