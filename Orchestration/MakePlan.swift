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
    /// Assesses the newest estate, plans its restoration and stores the plan under its digest.
    package func makePlan(_ wishes: PlanWishes) async throws -> (plan: Plan, digest: String) {
        let (estate, digest) = try await newestEstate()
        let coverage = await AssessCoverage(self, pointsBefore: wishes.incident.compromisedAt).report(on: estate)
        var request = PlanningRequest(estate: estate, estateDigest: digest, coverage: coverage)
        request.wishes = wishes
        request.depotPackages = Set(try media.contents().map(\.package))
        request.measurements = try await newestMeasurements()
        let plan = try Planning(self).plan(request)
        return (plan, try await save(plan))
    }

    /// How long each step took the last time that it succeeded.
    private func newestMeasurements() async throws -> [StepID: Measurement] {
        var newest: [StepID: Measurement] = [:]
        for measured in try await journal.measurements(limit: 1) where newest[measured.step] == nil {
            newest[measured.step] = Measurement(
                body: measured.body, seconds: (measured.milliseconds + 999) / 1_000, run: measured.run.text)
        }
        return newest
    }
}
