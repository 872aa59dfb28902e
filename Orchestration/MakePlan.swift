internal import Assurance
internal import Contracts
package import Estate
package import RecoveryPlan

extension AssessCoverage {
    /// - Parameter pointsBefore: only older restore points are looked at; `nil` admits every one.
    package init(_ workplace: Workplace, pointsBefore: Instant? = nil) {
        self.init(
            engines: workplace.engines, configuration: workplace.configuration, clock: workplace.clock,
            controller: workplace.controller, pointsBefore: pointsBefore)
    }
}

extension Workplace {
    /// Assesses an estate, plans its restoration and stores the plan under its digest.
    package func makePlan(_ wishes: PlanWishes) async throws -> (plan: Plan, digest: String) {
        let (estate, digest) = try await newestEstate(wishes.estate)
        let assess = AssessCoverage(self, pointsBefore: wishes.incident.compromisedAt)
        let assessed = AssessedEstate(await assess.input(for: estate))
        var request = PlanningRequest(
            estate: estate, estateDigest: digest, coverage: Assessment.report(on: assessed))
        request.deadlocks = { assessed.deadlocks(losing: $0) }
        request.wishes = wishes
        request.depotPackages = Set(try media.contents().map(\.package))
        request.measurements = try await measurements()
        let plan = try Planning(self).plan(request)
        return (plan, try await save(plan))
    }

    /// How long each step took the last time that it succeeded, and how that varied over the last ten.
    private func measurements() async throws -> [StepID: Measurement] {
        let all = Dictionary(grouping: try await journal.measurements(limit: 10), by: \.step)
        return all.compactMapValues { measured in
            // The newest comes first; older ones of another body tell nothing.
            guard let newest = measured.first else { return nil }
            let seconds = measured.filter { $0.body == newest.body }.map { ($0.milliseconds + 999) / 1_000 }
            return Measurement(
                body: newest.body, seconds: seconds[0], run: newest.run.text, low: seconds.min(), high: seconds.max())
        }
    }
}
