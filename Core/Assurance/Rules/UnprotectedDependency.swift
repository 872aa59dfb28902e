import Estate

/// Something that an application needs has no usable restore point.
package enum UnprotectedDependency: Rule {
    package static let id = "unprotected-dependency"
    package static let severity = Severity.critical
    package static let why = "An application is only as restorable as the least protected thing that it needs."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        let needed = assessed.subjects.filter { !$0.applications.isEmpty }
        let findings = needed.filter { $0.isUnprotected && !assessed.isRawCopy($0.subject) }.map { subject in
            Finding(
                Self.self, subject: subject.subject.asset.text, applications: subject.applications,
                message: "\(subject.subject.title) is \(subject.coverage.word): \(subject.coverage.reason).",
                path: assessed.path(from: subject.applications.first ?? "", to: subject.subject.asset),
                remedy: assessed.remedy(for: subject.subject))
        }
        return RuleResult(checked: needed.count, findings: findings)
    }
}

extension AssessedSubject {
    /// Nothing, or not all of it, could be restored.
    var isUnprotected: Bool {
        switch coverage {
        case .uncovered, .partly: true
        case .covered, .stale, .unknown, .excluded: false
        }
    }
}

extension AssessedEstate {
    /// Whether the live files are held where a dump should be.
    func isRawCopy(_ subject: ProtectionSubject) -> Bool { !subject.rawCopies(in: points).isEmpty }

    /// What to add to which job.
    func remedy(for subject: ProtectionSubject) -> String {
        let what = subject.isDataset ? subject.paths.joined(separator: ", ") : "/etc"
        let jobs = map.jobs(on: subject.host)
        guard let job = jobs.first else {
            return
                "Set up a backup job on \(subject.host.text) that holds \(what), into a repository of this configuration."
        }
        if jobs.contains(where: { PathScope.covers($0.job.paths, what) }) {
            return
                "\(job.title) names \(what); see why its restore points do not hold it: excludes, errors, empty dumps."
        }
        return "Add \(what) to the paths of \(job.title), and run it."
    }
}
