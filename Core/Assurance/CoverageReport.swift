package import Estate

/// How an application fares: as well as the worst thing that it needs.
package struct ApplicationCoverage: Hashable, Sendable {
    package let name: String
    package let recoveryPoint: Int64?
    /// Everything in its scope that has to be held, worst first.
    package let subjects: [AssessedSubject]
    package let worst: Coverage
    /// The chain of assets by which it needs the worst one; empty when all is covered.
    package let path: [AssetID]
}

/// The result of an assessment: what is covered, what was found, what was not looked at.
package struct CoverageReport: Sendable {
    package let estate: String
    package let observedAt: Instant
    package let assessedAt: Instant
    package let repositories: [RepositoryFacts]
    package let applications: [ApplicationCoverage]
    /// Every dataset and host configuration, sorted by asset.
    package let subjects: [AssessedSubject]
    /// By severity, then in the order of rules.
    package let findings: [Finding]
    /// Findings that somebody answers for; they do not count.
    package let accepted: [(finding: Finding, risk: AcceptedRisk)]
    /// How every objective that was asked for stands, in the order of rules.
    package let objectives: [ObjectiveResult]
    /// How many things each rule examined, in the order of rules.
    package let checked: [(rule: String, count: Int)]
    package let blindSpots: [BlindSpot]
    /// What this assessment does not look at, in sentences.
    package let notChecked: [String]
    fileprivate let assessed: AssessedEstate

    /// What the exit status says.
    package enum Verdict: String, Sendable {
        /// Something was examined, and all of it is covered.
        case covered
        /// There are findings that are more than notices.
        case findings
        /// Nothing was examined, so nothing is known.
        case nothingChecked = "nothing-checked"
    }

    /// What is remembered of the repositories, this look included.
    package var history: PointHistory { assessed.history }

    /// The restore points that serve each subject, over time.
    package var series: [PointSeries] { assessed.series }

    /// The deadlocks that the loss of exactly these hosts closes; a plan that restores any of their hosts would stop.
    package func deadlocks(losing hosts: Set<AssetID>) -> [Deadlock] { assessed.deadlocks(losing: hosts) }

    package var verdict: Verdict {
        if findings.contains(where: { $0.severity != .notice }) { return .findings }
        if subjects.isEmpty || repositories.isEmpty { return .nothingChecked }
        // The configuration of a host that no application needs is a notice; its data is not.
        let others = subjects.filter { $0.subject.isDataset && $0.applications.isEmpty }
        let isCovered = applications.allSatisfy(\.worst.isAcceptable) && others.allSatisfy { $0.coverage.rank < 3 }
        return isCovered ? .covered : .findings
    }
}

/// Assesses an estate: a pure function from what was seen to what it means.
package enum Assessment {
    /// Judges every subject, applies every rule.
    package static func report(on input: AssuranceInput) -> CoverageReport { report(on: AssessedEstate(input)) }

    /// Applies every rule to what was worked out already.
    package static func report(on assessed: AssessedEstate) -> CoverageReport {
        let input = assessed.input
        let results = RuleBook.rules.map { (rule: $0.id, result: $0.check(assessed)) }
        let all = Severity.allCases.flatMap { severity in
            results.flatMap(\.result.findings).filter { $0.severity == severity }
        }
        let risks = AcceptedRisks(input.risks, now: input.now)
        let accepted = all.compactMap { finding in risks.acceptance(of: finding).map { (finding, $0) } }
        return CoverageReport(
            estate: input.estate.name, observedAt: input.estate.observedAt, assessedAt: input.now,
            repositories: input.repositories, applications: input.applications.map { roll(up: $0, assessed) },
            subjects: assessed.subjects, findings: all.filter { risks.acceptance(of: $0) == nil }, accepted: accepted,
            objectives: RuleBook.objectives.flatMap { $0.results(assessed) },
            checked: results.map { ($0.rule, $0.result.checked) }, blindSpots: input.estate.blindSpots,
            notChecked: notChecked(input), assessed: assessed)
    }

    private static func notChecked(_ input: AssuranceInput) -> [String] {
        var sentences = ["Stored bytes were not read back; only a rehearsed restore proves them."]
        if input.history.points.isEmpty {
            sentences.append(
                "Vanished restore points: nothing is remembered of earlier looks; from the next one on they are found.")
        }
        return sentences + input.recovery.unread + (input.controller?.unseen ?? [])
    }

    private static func roll(up application: ApplicationFacts, _ assessed: AssessedEstate) -> ApplicationCoverage {
        let subjects = assessed.subjects
            .filter { $0.applications.contains(application.name) }
            .map { $0.limited(to: application.recoveryPoint) }
            .sorted { ($1.coverage.rank, $0.subject.asset) < ($0.coverage.rank, $1.subject.asset) }
        let worst = subjects.first
        return ApplicationCoverage(
            name: application.name, recoveryPoint: application.recoveryPoint, subjects: subjects,
            worst: missingEntry(of: application, assessed) ?? worst?.coverage
                ?? .unknown("nothing that has to be backed up was found in what it needs"),
            path: worst.map { $0.coverage.rank == 0 ? [] : assessed.path(from: application.name, to: $0.subject.asset) }
                ?? [])
    }

    private static func missingEntry(of application: ApplicationFacts, _ assessed: AssessedEstate) -> Coverage? {
        application.entries.first { assessed.estate.asset($0) == nil }
            .map { .unknown("its entry \($0.text) was not discovered") }
    }
}

extension AssessedSubject {
    /// The same, judged by the objective of one application instead of the strictest.
    fileprivate func limited(to limit: Int64?) -> AssessedSubject {
        guard case .stale(let point, _) = coverage else { return self }
        let isStale = limit.map { point.age > $0 } ?? false
        return AssessedSubject(
            subject: subject, coverage: isStale ? .stale(point, limit: limit ?? 0) : .covered(point),
            applications: applications, limit: limit)
    }
}
