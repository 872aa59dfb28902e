internal import Estate

/// The newest plan needs longer to bring an application back than it may be away.
package enum PredictedOverObjective: ObjectiveRule {
    package static let id = "predicted-over-objective"
    package static let severity = Severity.warning
    package static let why = "What a plan cannot reach on paper no run reaches."
    package static let objective = "rto"

    package static func judge(_ assessed: AssessedEstate) -> [ObjectiveResult] {
        assessed.input.applications.compactMap { application in
            guard let limit = application.recoveryTime else { return nil }
            let target = "back within \(Age.text(limit))"
            guard let newest = assessed.input.recovery.predicted.first(where: { $0.application == application.name })
            else {
                return ObjectiveResult(
                    .unknown, application: application.name, subject: application.name, target: target,
                    found: "how long a restoration takes was not predicted", basis: "no plan that brings it back",
                    remedy: "Make one: groundup plan.")
            }
            let state: ObjectiveResult.State =
                newest.seconds > limit ? .breached : newest.high > limit ? .endangered : .met
            return ObjectiveResult(
                state, application: application.name, subject: application.name, target: target,
                found: "a restoration is predicted to take \(Age.text(newest.seconds)), in nine of ten simulated runs "
                    + "at most \(Age.text(newest.high))",
                basis: "plan \(newest.plan.prefix(12)) of \(Words.moment(newest.madeAt))",
                remedy: "'groundup show' names the bottleneck and what more of it would buy.")
        }
    }
}
