import Estate

/// A look at stored bytes found a restore point damaged, and no look as deep has found it whole since.
package enum DamagedRestorePoint: Rule {
    package static let id = "damaged-restore-point"
    package static let severity = Severity.critical
    package static let why = "A damaged restore point is listed like any other, and fails when it is needed."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        let readable = assessed.input.repositories.filter { $0.condition == .readable }
        let findings = readable.filter { !$0.damaged.isEmpty }.map { repository in
            Finding(
                Self.self, subject: repository.name, applications: applications(hitBy: repository, in: assessed),
                message: "\(Words.count(repository.damaged.count, "restore point")) of repository \(repository.name) "
                    + "\(repository.damaged.count == 1 ? "is" : "are") damaged, and not used: "
                    + Words.some(repository.damaged.reversed().map(told)) + ".",
                remedy: "Find out what happened to its storage, and take a new backup now. Once it is repaired, "
                    + "'groundup repository verify \(repository.name)' as deep as before makes what is whole count again."
            )
        }
        return RuleResult(checked: readable.reduce(0) { $0 + $1.points.count + $1.damaged.count }, findings: findings)
    }

    private static func told(_ point: DamagedPoint) -> String {
        "\(point.facts.id.prefix(40)) of \(point.facts.host), \(Words.moment(point.facts.takenAt)) (\(point.reason))"
    }

    /// Those that need something which the damaged points may hold, sorted.
    private static func applications(hitBy repository: RepositoryFacts, in assessed: AssessedEstate) -> [String] {
        var damaged = repository
        damaged.points = repository.damaged.map(\.facts)
        let points = PointIndex([damaged])
        let hit = assessed.subjects.filter { subject in
            !subject.subject.candidates(in: points).isEmpty || !subject.subject.wholeCandidates(in: points).isEmpty
        }
        return Set(hit.flatMap(\.applications)).sorted()
    }
}
