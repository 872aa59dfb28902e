internal import Estate

/// Every copy of a dataset lies at the site of the data.
package enum NoOffSiteCopy: Rule {
    package static let id = "no-off-site-copy"
    package static let severity = Severity.warning
    package static let why = "Fire, flood and theft take a whole site; of three copies one belongs elsewhere."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        var checked = 0
        var findings: [Finding] = []
        var unknown: [AssessedSubject] = []
        for subject in assessed.subjects {
            let copies = assessed.copies(of: subject)
            guard !copies.isEmpty else { continue }
            let places = copies.map { assessed.site(of: $0) }
            let own = assessed.input.sites[subject.subject.host]
            if let own, places.contains(where: { $0 != nil && $0 != own }) {
                checked += 1
            } else if let own, !places.contains(nil) {
                checked += 1
                findings.append(finding(subject, own, copies.map(\.name), assessed))
            } else {
                unknown.append(subject)
            }
        }
        return RuleResult(checked: checked, findings: findings + notice(unknown))
    }

    private static func finding(
        _ subject: AssessedSubject, _ site: String, _ copies: [String], _ assessed: AssessedEstate
    ) -> Finding {
        Finding(
            Self.self, subject: subject.subject.asset.text, applications: subject.applications,
            message: "\(subject.subject.title): every copy of it (\(copies.joined(separator: ", "))) lies at site "
                + "\(site), as its data does.",
            path: assessed.path(from: subject.applications.first ?? "", to: subject.subject.asset),
            remedy: "Copy the repository to another site, such as with restic copy or rclone.")
    }

    private static func notice(_ subjects: [AssessedSubject]) -> [Finding] {
        guard !subjects.isEmpty else { return [] }
        let titles = subjects.map(\.subject.title)
        return [
            Finding(
                Self.self, severity: .notice, subject: "sites",
                applications: Set(subjects.flatMap(\.applications)).sorted(),
                message:
                    "Whether \(Words.some(titles)) \(titles.count == 1 ? "has" : "have") a copy at another site is "
                    + "not known: nobody said where their hosts or repositories stand.",
                remedy: "Write site: at hosts and repositories of the configuration.")
        ]
    }
}

extension AssessedEstate {
    /// Where a repository lies: as people say of it, else of its host; `nil` when nobody said.
    package func site(of repository: MappedRepository) -> String? {
        input.repositories.first { $0.name == repository.name }?.safety.site
            ?? repository.host.flatMap { input.sites[$0] }
    }
}
