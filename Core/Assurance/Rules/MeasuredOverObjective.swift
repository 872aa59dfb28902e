internal import Estate

/// The newest run that brought an application back took longer than it may be away.
package enum MeasuredOverObjective: ObjectiveRule {
    package static let id = "measured-over-objective"
    package static let severity = Severity.warning
    package static let why = "Only a run that was measured shows whether people will wait longer than agreed."
    package static let objective = "rto"

    package static func judge(_ assessed: AssessedEstate) -> [ObjectiveResult] {
        assessed.input.applications.compactMap { application in
            guard let limit = application.recoveryTime else { return nil }
            let target = "back within \(Age.text(limit))"
            let runs = assessed.input.recovery.measured.filter { $0.application == application.name }
            guard let newest = runs.first else {
                return ObjectiveResult(
                    .unknown, application: application.name, subject: application.name, target: target,
                    found: "how long a restoration takes was never measured", basis: "no run that brought it back",
                    remedy: "Rehearse it in an isolated target: groundup plan, approve, restore.")
            }
            return ObjectiveResult(
                newest.seconds > limit ? .breached : .met, application: application.name, subject: application.name,
                target: target, found: "the newest run brought it back in \(Age.text(newest.seconds))",
                basis: "run \(newest.run), \(Words.count(runs.count, "run")) in all",
                remedy: "'groundup report' tells which steps took longer than predicted.",
                trend: .values(runs.reversed().map(\.seconds)))
        }
    }
}
