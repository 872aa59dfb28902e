internal import Estate

/// A restore point that was there is gone, and retention does not explain it.
package enum VanishedRestorePoint: Rule {
    package static let id = "vanished-restore-point"
    package static let severity = Severity.critical
    package static let why = "Whoever wants to make an attack final deletes the backups first."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        let configured = Set(assessed.input.repositories.map(\.name))
        let known = assessed.history.points.filter { configured.contains($0.repository) }
        let jobs = Dictionary(grouping: known) {
            JobKey(repository: $0.repository, host: $0.facts.host, paths: $0.facts.paths)
        }
        let wanting = applications(in: assessed)
        var losses: [LossKey: [SeenPoint]] = [:]
        for (key, job) in jobs {
            let history = JobHistory(job)
            // What one look missed for the same applications is judged together.
            let missed = Dictionary(grouping: history.gone) {
                Missed(since: $0.goneSince ?? assessed.input.now, applications: wanting[$0.key] ?? [])
            }
            for (loss, points) in missed {
                let policies = assessed.policies(of: Set(loss.applications))
                let doubts = history.doubts(points, missed: loss.since, policies, now: assessed.input.now)
                for (point, doubt) in doubts {
                    losses[LossKey(job: key, doubt: doubt, applications: loss.applications), default: []].append(point)
                }
            }
        }
        return RuleResult(
            // Points of which nobody knew before cannot have vanished.
            checked: known.count { $0.firstSeen != assessed.input.now },
            findings: losses.sorted { ($0.key.job, $0.key.doubt.rawValue) < ($1.key.job, $1.key.doubt.rawValue) }
                .map { finding($0.key, $0.value, assessed) })
    }

    /// By restore point, the applications that need something that it may hold, sorted.
    private static func applications(in assessed: AssessedEstate) -> [PointKey: [String]] {
        var found: [PointKey: Set<String>] = [:]
        for series in assessed.series {
            for point in series.points { found[point.key, default: []].formUnion(series.applications) }
        }
        return found.mapValues { $0.sorted() }
    }

    private static func finding(_ key: LossKey, _ points: [SeenPoint], _ assessed: AssessedEstate) -> Finding {
        let told = points.sorted { $1.facts.takenAt < $0.facts.takenAt }.map { point in
            "\(Words.point(point.facts.id)) of \(Words.moment(point.facts.takenAt))"
        }
        let lastSeen = points.map(\.lastSeen).max() ?? assessed.input.now
        return Finding(
            Self.self, severity: key.doubt == .between ? .warning : .critical,
            subject: "\(key.job.repository) \(key.job.host)", applications: key.applications,
            message: "\(Words.count(points.count, "restore point")) of \(key.job.host) vanished from repository "
                + "\(key.job.repository): \(Words.some(told)); last seen \(Words.moment(lastSeen)). \(key.doubt.words)",
            remedy: "Find out who deleted them: the logs of the repository's host, and who holds its credentials. "
                + "Take a new backup now, into a place that hosts cannot delete from. "
                + "If it was done on purpose, write it under accepted-risks.")
    }

    private struct Missed: Hashable {
        let since: Instant
        let applications: [String]
    }

    private struct JobKey: Hashable, Comparable {
        let repository: String
        let host: String
        let paths: [String]

        static func < (left: JobKey, right: JobKey) -> Bool {
            (left.repository, left.host, left.paths.joined(separator: "\n"))
                < (right.repository, right.host, right.paths.joined(separator: "\n"))
        }
    }

    private struct LossKey: Hashable {
        let job: JobKey
        let doubt: JobHistory.Doubt
        let applications: [String]
    }
}

extension AssessedEstate {
    /// The retention that the applications of these names ask for, each that asks for any.
    func policies(of applications: Set<String>) -> [RetentionPolicy] {
        input.applications.filter { applications.contains($0.name) }.map(\.policy).filter { !$0.isEmpty }
    }
}
