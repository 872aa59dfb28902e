internal import Estate

/// Every copy of a dataset lies where one failure takes it together with the data.
package enum FailsWithItsData: Rule {
    package static let id = "fails-with-its-data"
    package static let severity = Severity.critical
    package static let why = "A copy on the machine, the hypervisor or the storage of its data is lost with it."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        let domains = FailureDomains(assessed.input.estate)
        var checked = 0
        var findings: [Finding] = []
        for subject in assessed.subjects {
            let copies = assessed.copies(of: subject)
            // A copy on a machine that was not collected stands apart as far as anybody knows.
            guard !copies.isEmpty else { continue }
            checked += 1
            let shared = copies.map { copy in copy.host.flatMap { domains.shared(subject.subject.host, $0) } }
            guard let first = shared.first, let common = first, shared.allSatisfy({ $0 != nil }) else { continue }
            findings.append(
                Finding(
                    Self.self, subject: subject.subject.asset.text, applications: subject.applications,
                    message:
                        "\(subject.subject.title): every copy of it (\(copies.map(\.name).joined(separator: ", "))) "
                        + "fails together with \(common.text).",
                    path: assessed.path(from: subject.applications.first ?? "", to: subject.subject.asset),
                    remedy: "Keep a copy on another machine, with other storage, of another hypervisor."))
        }
        return RuleResult(checked: checked, findings: findings)
    }
}

extension AssessedEstate {
    /// The repositories that hold restore points of a subject, sorted by name; empty for one that is not held.
    func copies(of subject: AssessedSubject) -> [MappedRepository] {
        guard subject.coverage.point != nil else { return [] }
        return Set(subject.subject.candidates(in: points).map(\.key.repository)).sorted().compactMap(map.repository)
    }
}
