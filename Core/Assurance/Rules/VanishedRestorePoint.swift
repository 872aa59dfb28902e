internal import Estate

/// A restore point that was there is gone, and retention does not explain it.
package enum VanishedRestorePoint: Rule {
    package static let id = "vanished-restore-point"
    package static let severity = Severity.critical
    package static let why = "Whoever wants to make an attack final deletes the backups first."

    /// Without an objective that says how long a point is wanted, its loss is told for so long.
    private static let memory: Int64 = 90 * 86_400

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        let configured = Set(assessed.input.repositories.map(\.name))
        let known = assessed.history.points.filter { configured.contains($0.repository) }
        let wanted = Dictionary(grouping: assessed.series.flatMap { series in series.points.map { ($0.key, series) } })
        { $0.0 }
        let jobs = Dictionary(grouping: known) {
            JobKey(repository: $0.repository, host: $0.facts.host, paths: $0.facts.paths)
        }
        var losses: [LossKey: [SeenPoint]] = [:]
        for point in known where point.goneSince != nil {
            let key = JobKey(repository: point.repository, host: point.facts.host, paths: point.facts.paths)
            let applications = (wanted[point.key] ?? []).flatMap { $0.1.applications }
            guard
                let doubt = doubt(
                    point, among: jobs[key] ?? [], policies: assessed.policies(of: Set(applications)),
                    now: assessed.input.now)
            else { continue }
            losses[LossKey(job: key, doubt: doubt, applications: Set(applications).sorted()), default: []].append(point)
        }
        return RuleResult(
            // Points of which nobody knew before cannot have vanished.
            checked: known.count { $0.firstSeen != assessed.input.now },
            findings: losses.sorted { ($0.key.job, $0.key.doubt.rawValue) < ($1.key.job, $1.key.doubt.rawValue) }
                .map { finding($0.key, $0.value, assessed) })
    }

    /// Why the loss of `point` is not explained; `nil` when it is.
    private static func doubt(
        _ point: SeenPoint, among job: [SeenPoint], policies: [RetentionPolicy], now: Instant
    ) -> Doubt? {
        guard let gone = point.goneSince else { return nil }
        let present = job.filter { $0.goneSince == nil }.map(\.facts.takenAt)
        if policies.isEmpty {
            guard now.seconds(since: gone) <= memory else { return nil }
            guard let newest = present.max(), let oldest = present.min() else { return .all }
            if point.facts.takenAt > newest { return .newest }
            return point.facts.takenAt < oldest ? nil : .between
        }
        let then = job.filter { $0.firstSeen <= gone && ($0.goneSince.map { $0 >= gone } ?? true) }.map(\.facts.takenAt)
        let isWanted = policies.contains { policy in
            policy.keeps(then, asOf: gone).contains(point.facts.takenAt)
                // When it would be removed by now anyway, nobody misses it any more.
                && policy.keeps(present + [point.facts.takenAt], asOf: now).contains(point.facts.takenAt)
        }
        return isWanted ? .wanted : nil
    }

    private static func finding(_ key: LossKey, _ points: [SeenPoint], _ assessed: AssessedEstate) -> Finding {
        let told = points.sorted { $1.facts.takenAt < $0.facts.takenAt }.map { point in
            "\(point.facts.id.prefix(8)) of \(Words.moment(point.facts.takenAt))"
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

    private enum Doubt: String, Hashable {
        case wanted, all, newest, between

        var words: String {
            switch self {
            case .wanted: "The retention objective still wants them."
            case .all: "None of this job is left."
            case .newest: "They were newer than all that is left of this job."
            case .between:
                "Older ones are left; without a retention objective it cannot be told whether they were thinned out."
            }
        }
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
        let doubt: Doubt
        let applications: [String]
    }
}

extension AssessedEstate {
    /// The retention that the applications of these names ask for, each that asks for any.
    func policies(of applications: Set<String>) -> [RetentionPolicy] {
        input.applications.filter { applications.contains($0.name) }.map(\.policy).filter { !$0.isEmpty }
    }
}
