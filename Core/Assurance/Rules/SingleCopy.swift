import Estate

/// Everything in a repository exists only there.
package enum SingleCopy: Rule {
    package static let id = "single-copy"
    package static let severity = Severity.notice
    package static let why = "Whoever destroys or encrypts the only copy ends all restoration."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        let held = assessed.subjects.filter { $0.coverage.point != nil }
        var only: [String: [AssessedSubject]] = [:]
        for subject in held {
            let repositories = Set(subject.subject.candidates(in: assessed.points).map(\.key.repository))
            if repositories.count == 1, let one = repositories.first { only[one, default: []].append(subject) }
        }
        let findings = only.sorted { $0.key < $1.key }.map { name, subjects in
            let host = assessed.map.repository(name)?.host.map { " on \($0.text)" } ?? ""
            return Finding(
                Self.self, subject: name,
                applications: Set(subjects.flatMap(\.applications)).sorted(),
                message: "\(subjects.count) of \(held.count) protected datasets and configurations are only in "
                    + "repository \(name)\(host).",
                remedy:
                    "Copy it to a second, independent place that hosts cannot delete from, such as with restic copy.")
        }
        return RuleResult(checked: held.count, findings: findings)
    }
}
