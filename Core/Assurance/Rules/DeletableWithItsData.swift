internal import Estate

/// Whoever takes over a host can delete its backups with the credentials that lie there.
package enum DeletableWithItsData: Rule {
    package static let id = "deletable-with-its-data"
    package static let severity = Severity.warning
    package static let why =
        "An intruder on a host uses its backup job's own key to delete every copy before encrypting."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        let safety = Dictionary(assessed.input.repositories.map { ($0.name, $0.safety) }) { first, _ in first }
        var exposed: [String: [AssessedSubject]] = [:]
        var checked = 0
        for subject in assessed.subjects {
            let copies = assessed.copies(of: subject)
            let reachable = copies.filter { copy in copy.jobs.contains { $0.host == subject.subject.host } }
            // Without a job that was seen nothing is known of its credentials.
            guard !reachable.isEmpty else { continue }
            checked += 1
            // A copy that no job of this host writes to is out of reach of what lies on the host.
            let isSafe =
                copies.count > reachable.count || reachable.contains { safety[$0.name]?.keepsFromWriters == true }
            if !isSafe { exposed[reachable.map(\.name).joined(separator: ", "), default: []].append(subject) }
        }
        let findings = exposed.sorted { $0.key < $1.key }.map { names, subjects in
            let hosts = Set(subjects.map(\.subject.host.text)).sorted()
            return Finding(
                Self.self, subject: names, applications: Set(subjects.flatMap(\.applications)).sorted(),
                message:
                    "Jobs on \(Words.some(hosts)) write to \(names), and nothing says that they cannot delete from it; "
                    + "no other copy of \(Words.some(subjects.map(\.subject.title))) is known.",
                remedy: "Let them only append (rest-server --append-only, borg serve --append-only, object lock), and "
                    + "write append-only: true or immutable: 30d at the repository; or keep a copy that hosts do not reach."
            )
        }
        return RuleResult(checked: checked, findings: findings)
    }
}

extension RepositorySafety {
    /// Whether somebody said that whoever writes cannot delete, at least for a time.
    var keepsFromWriters: Bool { isAppendOnly || immutableFor != nil }
}
