import Estate

/// A backup job exists, but its repository holds nothing of its host.
package enum NoRestorePoints: Rule {
    package static let id = "no-restore-points"
    package static let severity = Severity.critical
    package static let why = "A job that never succeeded looks like protection and is none."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        let readable = assessed.input.repositories.filter { $0.condition == .readable }
        var checked = 0
        var findings: [Finding] = []
        for repository in readable {
            let mapped = assessed.map.repository(repository.name)
            let jobHosts = Set(mapped?.jobs.map(\.host) ?? []).sorted()
            checked += 1 + jobHosts.count
            if repository.points.isEmpty {
                findings.append(
                    Finding(
                        Self.self, subject: repository.name,
                        message: "Repository \(repository.name) opens, and holds no restore point"
                            + (repository.damaged.isEmpty ? "." : " but damaged ones."),
                        remedy: "Run its backup jobs, and see what they say."))
                continue
            }
            for host in jobHosts where mapped?.pointHosts.contains(host) == false {
                findings.append(
                    Finding(
                        Self.self, subject: host.text,
                        message:
                            "Repository \(repository.name) holds no restore point of \(host.text), which has a job for it.",
                        remedy: "Run the backup job on \(host.text), and see what it says."))
            }
        }
        return RuleResult(checked: checked, findings: findings)
    }
}
