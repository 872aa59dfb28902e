import Estate

/// It could not be found out whether something that an application needs is held.
package enum UnlistedRestorePoint: Rule {
    package static let id = "unlisted-restore-point"
    package static let severity = Severity.critical
    package static let why = "A restore point whose contents cannot be listed is not a proof of anything."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        // Repositories that do not open at all are told by their own rule, once each.
        let unlisted = assessed.input.holdings.compactMap { key, holdings -> (key: PointKey, reason: String)? in
            guard case .unlisted(let reason) = holdings else { return nil }
            return (key, reason)
        }
        let findings = unlisted.sorted { $0.key < $1.key }.map { entry in
            let touched = assessed.subjects.filter { subject in
                subject.subject.candidates(in: assessed.points).contains { $0.key == entry.key }
            }
            return Finding(
                Self.self, subject: "\(entry.key.repository) \(Words.point(entry.key.point))",
                applications: Set(touched.flatMap(\.applications)).sorted(),
                message: "Restore point \(Words.point(entry.key.point)) of repository \(entry.key.repository) "
                    + "could not be listed: \(entry.reason).",
                remedy: "Check the repository with the engine's own check of all data; take a new backup now.")
        }
        return RuleResult(checked: assessed.input.holdings.count, findings: findings)
    }
}
