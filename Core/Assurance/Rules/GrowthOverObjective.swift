internal import Estate

/// A dataset grows faster than its owners expect.
package enum GrowthOverObjective: ObjectiveRule {
    package static let id = "growth-over-objective"
    package static let severity = Severity.warning
    package static let why = "Growth that nobody planned fills the repository and stretches backups and restores."
    package static let objective = "growth"

    private static let month = 30.0 * 86_400
    /// A shorter time tells nothing of a month.
    private static let shortest: Int64 = 7 * 86_400

    package static func judge(_ assessed: AssessedEstate) -> [ObjectiveResult] {
        assessed.input.applications.flatMap { application -> [ObjectiveResult] in
            guard let limit = application.protection.maximalGrowth else { return [] }
            return assessed.datasets(neededBy: application.name).map { subject in
                judge(assessed.sizes(of: subject.subject.asset), subject, application.name, limit)
            }
        }
    }

    private static func judge(
        _ sizes: [SeenSize], _ subject: AssessedSubject, _ application: String, _ limit: Int
    ) -> ObjectiveResult {
        let target = "at most \(limit) % in 30 days"
        let span = (sizes.last?.takenAt.seconds ?? 0) - (sizes.first?.takenAt.seconds ?? 0)
        let basis = "sizes of it in \(Words.count(sizes.count, "restore point")) over \(Age.text(span))"
        guard span >= shortest, let trend = RobustTrend(sizes.map { ($0.takenAt.seconds, $0.bytes) }),
            let usual = RobustStatistics.median(sizes.map { Double($0.bytes) }), usual > 0
        else {
            return ObjectiveResult(
                .unknown, application: application, subject: subject.subject.asset.text, target: target,
                found: "its growth is not known yet",
                basis: "\(basis); \(RobustTrend.fewest) over \(Age.text(shortest)) are needed",
                remedy: "Nothing now: every 'groundup coverage' remembers the sizes that it sees.",
                trend: .values(sizes.map(\.bytes)))
        }
        let percent = Int((trend.slope * month / usual * 100).rounded())
        return ObjectiveResult(
            percent > limit && trend.isSignificant ? .breached : .met, application: application,
            subject: subject.subject.asset.text, target: target,
            found: trend.isSignificant ? "it changes by \(percent) % in 30 days" : "it neither grows nor shrinks",
            basis: basis, remedy: "See what grows; make room for it, or change the objective with its owners.",
            trend: .values(sizes.map(\.bytes)))
    }
}

extension AssessedEstate {
    /// The datasets that `application` needs, sorted.
    func datasets(neededBy application: String) -> [AssessedSubject] {
        subjects.filter { $0.subject.isDataset && $0.applications.contains(application) }
    }
}
