internal import Assurance
internal import Contracts
package import Estate
package import RecoveryPlan

extension AssessCoverage {
    /// Knows what looks at stored bytes found, so that nobody can forget to ask.
    ///
    /// - Parameters:
    ///   - pointsBefore: only older restore points are looked at; `nil` admits every one.
    ///   - condemned: by repository, restore points that nothing is to be restored from.
    package init(
        _ workplace: Workplace, pointsBefore: Instant? = nil, condemned: [String: Set<String>] = [:]
    ) async throws {
        self.init(
            engines: workplace.engines, configuration: workplace.configuration, clock: workplace.clock,
            controller: workplace.controller, pointsBefore: pointsBefore, condemned: condemned)
        looks = try await workplace.pointLooks.pointLooks()
    }
}

extension Workplace {
    /// Assesses an estate, plans its restoration and stores the plan under its digest.
    package func makePlan(_ asked: PlanWishes) async throws -> (plan: Plan, digest: String) {
        let wishes = try await settled(asked)
        let (estate, digest) = try await newestEstate(wishes.estate)
        let (assessed, remarks) = try await assessed(estate, for: wishes)
        var request = PlanningRequest(
            estate: estate, estateDigest: digest, coverage: Assessment.report(on: assessed))
        request.remarks = remarks
        try await addComposites(wishes, estate, to: &request)
        request.deadlocks = { assessed.deadlocks(losing: $0) }
        request.wishes = wishes
        request.depotPackages = Set(try media.contents().map(\.package))
        request.measurements = try await measurements()
        var plan = try Planning(self).plan(request)
        plan.requestedBy = wishes.requestedBy
        if plan.installsFromDepot { plan.depotDigest = try media.digest() ?? Plan.emptyDepot }
        return (plan, try await save(plan))
    }

    /// What the repositories hold of what may be used, and fits together as far as that is wished.
    private func assessed(
        _ estate: Estate, for wishes: PlanWishes
    ) async throws -> (AssessedEstate, remarks: [BlindSpot]) {
        let before = [wishes.incident.compromisedAt, wishes.moment.map { Instant(seconds: $0.seconds + 1) }]
            .compactMap(\.self).min()
        // What was judged bad is never planned with; what was not judged is, as it always was.
        var assess = try await AssessCoverage(
            self, pointsBefore: before, condemned: try await verdicts.condemnedPoints())
        let newest = AssessedEstate(await assess.input(for: estate))
        guard let skew = wishes.skew else { return (newest, []) }
        assess.limits = try ConsistentChoice(Assessment.report(on: newest), skew: skew).limits(of: wishes.scope)
        let fitting = AssessedEstate(await assess.input(for: estate))
        let choice = ConsistentChoice(Assessment.report(on: fitting), skew: skew)
        return (fitting, choice.remarks(on: wishes.scope))
    }

    /// Files that are condemned are told apart from those that came later, so points after a compromise are used too.
    private func addComposites(
        _ wishes: PlanWishes, _ estate: Estate, to request: inout PlanningRequest
    ) async throws {
        for name in wishes.composites {
            let (dataset, chosen) = try await CompositeChoice(self).choose(
                name, in: estate, before: wishes.moment.map { Instant(seconds: $0.seconds + 1) })
            request.composites[dataset] = chosen
            if chosen.unjudged > 0 {
                request.remarks.append(
                    BlindSpot(
                        subject: name,
                        reason:
                            "\(Words.count(chosen.unjudged, "newer restore point")) of it were not judged, and are not used."
                    ))
            }
            if chosen.notJudged > 0 {
                request.remarks.append(
                    BlindSpot(
                        subject: name,
                        reason: "\(Words.count(chosen.notJudged, "file")) come back that nobody could judge."))
            }
        }
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
