internal import Estate

/// How one objective of an application stands for one thing that it needs.
package struct ObjectiveResult: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, CaseIterable {
        case met
        /// Kept now, but will be broken as things go.
        case endangered
        case breached
        /// There is not enough data; never counts as met.
        case unknown
    }

    /// Numbers or moments over time, oldest first.
    package enum Trend: Hashable, Sendable {
        case none
        case values([Int64])
        /// Seconds since 1970.
        case moments([Int64])
    }

    package var state: State
    package let application: String
    /// What was judged: an asset, or the application itself.
    package let subject: String
    /// What is asked for, such as `at most 24h`.
    package let target: String
    /// What was found, in one sentence without a full stop.
    package let found: String
    /// What the judgement rests on, such as `28 restore points since 2026-11-01`.
    package let basis: String
    package let remedy: String
    /// What it was judged from, for a picture.
    package var trend: Trend
    /// The rule that judged it.
    package fileprivate(set) var rule = ""
    /// The objective's name in the configuration.
    package fileprivate(set) var objective = ""

    package init(
        _ state: State, application: String, subject: String, target: String, found: String, basis: String,
        remedy: String = "", trend: Trend = .none
    ) {
        self.state = state
        self.application = application
        self.subject = subject
        self.target = target
        self.found = found
        self.basis = basis
        self.remedy = remedy
        self.trend = trend
    }
}

/// A rule that compares an objective with what was found.
///
/// What is breached or endangered becomes a finding; what is not known becomes a notice, and does not count as checked.
package protocol ObjectiveRule: Rule {
    /// The objective's name in the configuration.
    static var objective: String { get }

    /// One result for each thing that the objective is asked of; empty when nobody asks for it.
    static func judge(_ assessed: AssessedEstate) -> [ObjectiveResult]
}

extension ObjectiveRule {
    package static func results(_ assessed: AssessedEstate) -> [ObjectiveResult] {
        judge(assessed).map { result in
            var result = result
            result.rule = id
            result.objective = objective
            return result
        }
    }

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        let results = results(assessed)
        return RuleResult(
            checked: results.count { $0.state != .unknown },
            findings: merged(results.filter { $0.state != .met }, assessed))
    }

    /// What several applications ask of one subject in the same words is one finding.
    private static func merged(_ results: [ObjectiveResult], _ assessed: AssessedEstate) -> [Finding] {
        var order: [ObjectiveFindingKey] = []
        var grouped: [ObjectiveFindingKey: [ObjectiveResult]] = [:]
        for result in results {
            let key = ObjectiveFindingKey(subject: result.subject, found: result.found, target: result.target)
            if grouped[key] == nil { order.append(key) }
            grouped[key, default: []].append(result)
        }
        return order.compactMap { key in grouped[key].map { finding($0, assessed) } }
    }

    private static func finding(_ results: [ObjectiveResult], _ assessed: AssessedEstate) -> Finding {
        let first = results[0]
        let applications = Set(results.map(\.application)).sorted()
        let severity: Severity =
            switch first.state {
            case .breached: Self.severity
            case .endangered: .warning
            case .met, .unknown: .notice
            }
        return Finding(
            Self.self, severity: severity, subject: first.subject, applications: applications,
            message: "\(first.subject): \(first.found); asked for: \(first.target) (\(first.basis)).",
            path: assessed.path(from: applications[0], to: AssetID(first.subject)), remedy: first.remedy)
    }
}

/// What makes two results one finding.
private struct ObjectiveFindingKey: Hashable {
    let subject: String
    let found: String
    let target: String
}
