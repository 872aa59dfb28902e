internal import Assurance
internal import Contracts
internal import DataHealth
package import Estate
package import RecoveryPlan

extension AssessCoverage {
    /// - Parameters:
    ///   - pointsBefore: only older restore points are looked at; `nil` admits every one.
    ///   - condemned: by repository, restore points that are not looked at.
    package init(
        _ workplace: Workplace, pointsBefore: Instant? = nil, condemned: [String: Set<String>] = [:]
    ) {
        self.init(
            engines: workplace.engines, configuration: workplace.configuration, clock: workplace.clock,
            controller: workplace.controller, pointsBefore: pointsBefore, condemned: condemned)
    }
}

extension Workplace {
    /// Assesses an estate, plans its restoration and stores the plan under its digest.
    package func makePlan(_ asked: PlanWishes) async throws -> (plan: Plan, digest: String) {
        let wishes = try await settled(asked)
        let (estate, digest) = try await newestEstate(wishes.estate)
        // What was judged bad is never planned with; what was not judged is, as it always was.
        let assess = AssessCoverage(
            self, pointsBefore: wishes.incident.compromisedAt,
            condemned: try await verdicts.condemnedPoints())
        let assessed = AssessedEstate(await assess.input(for: estate))
        var request = PlanningRequest(
            estate: estate, estateDigest: digest, coverage: Assessment.report(on: assessed))
        request.deadlocks = { assessed.deadlocks(losing: $0) }
        request.wishes = wishes
        request.depotPackages = Set(try media.contents().map(\.package))
        request.measurements = try await measurements()
        var plan = try Planning(self).plan(request)
        plan.requestedBy = wishes.requestedBy
        if plan.installsFromDepot { plan.depotDigest = try media.digest() ?? Plan.emptyDepot }
        return (plan, try await save(plan))
    }

    /// What a record of an incident says takes the place of what was not asked.
    private func settled(_ asked: PlanWishes) async throws -> PlanWishes {
        var wishes = asked
        wishes.requestedBy = try asked.requestedBy.map(requester)
        guard let id = asked.record else { return wishes }
        let incident = try await incident(id)
        try Self.requireOpen(incident, .planRefused)
        wishes.incident = incident.incident
        if wishes.scope.isEmpty { wishes.scope = incident.scope }
        if wishes.requestedBy == nil { wishes.requestedBy = incident.openedBy }
        return wishes
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
