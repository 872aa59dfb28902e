internal import Assurance
internal import Estate

/// What has to be held: the datasets and the configuration that coverage asks for.
enum Scope {
    /// What a plan has to hold, and what somebody answers for instead.
    static func subjects(in input: BackupPlanInput) -> (wanted: [AssessedSubject], accepted: [UncoveredSubject]) {
        var wanted: [AssessedSubject] = []
        var accepted: [UncoveredSubject] = []
        for subject in input.assessed.subjects
        where input.application.map(subject.applications.contains) ?? true {
            if case .excluded(let risk, _) = subject.coverage {
                accepted.append(subject.uncovered("\(risk.owner) accepts that: \(risk.because)", ""))
            } else if let reason = unspeakable(subject.subject.plannedPaths) {
                accepted.append(subject.uncovered(reason, "Rename it; no backup tool takes such a name from a list."))
            } else {
                wanted.append(subject)
            }
        }
        return (wanted, accepted)
    }

    static func notChecked(_ input: BackupPlanInput) -> [String] {
        var sentences = [
            "Repositories were not opened: whether they have room, and take what hosts send, shows when a job runs."
        ]
        if input.assessed.input.sites.isEmpty {
            sentences.append("Off-site copies: nobody said where hosts stand (site: at hosts and repositories).")
        }
        for application in input.assessed.input.applications
        where input.application.map({ $0 == application.name }) ?? true {
            for entry in application.entries where input.assessed.estate.asset(entry) == nil {
                sentences.append("\(application.name): its entry \(entry.text) was not discovered.")
            }
        }
        return sentences + input.assessed.input.estate.blindSpots.map { "\($0.subject): \($0.reason)" }
    }

    /// A line of a list cannot hold a line end, nor a word a zero byte.
    private static func unspeakable(_ paths: [String]) -> String? {
        let wrong = paths.first { path in
            !path.hasPrefix("/") || path.utf8.contains { $0 < 0x20 || $0 == 0x7f }
        }
        return wrong.map { _ in "its path holds control characters" }
    }
}

extension ProtectionSubject {
    /// What a job names to hold it: a dataset or its dump; of a host's configuration all of /etc, for what is new there
    /// tomorrow belongs to it as well.
    var plannedPaths: [String] { isDataset ? paths : listing }
}
