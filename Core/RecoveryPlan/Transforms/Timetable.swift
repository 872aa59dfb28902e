internal import Estate
internal import Scheduling

/// Puts the steps in time: what starts when, what the end waits for, and how short it could be at best.
struct Timetable: Transform {
    static let name = "schedule"

    func apply(to draft: inout PlanDraft) throws(PlanRefusal) -> String {
        let steps = draft.plan.steps
        let schedule: Schedule
        do throws(SchedulingError) {
            schedule = try Schedule(problem(draft))
        } catch {
            throw PlanRefusal([reason(error, steps)])
        }
        draft.plan.schedule = schedule.order.map { number in
            ScheduledStep(
                step: steps[number].id, start: schedule.starts[number], finish: schedule.finishes[number],
                isCritical: schedule.isCritical[number])
        }
        let bound = schedule.lowerBound
        let total = steps.reduce(0) { $0 + $1.estimate.seconds }
        var result =
            "\(schedule.makespan) s predicted; one after the other \(total) s; "
            + "the longest chain of needs takes \(bound.criticalPath) s"
        if let bottleneck = bound.bottleneck, bound.bottleneckSeconds > bound.criticalPath {
            result += "; \(draft.plan.capacities[bottleneck].name) alone is busy for \(bound.bottleneckSeconds) s"
        }
        return result
    }

    private func problem(_ draft: PlanDraft) -> SchedulingProblem {
        var resource: [String: Int] = [:]
        for (number, capacity) in draft.plan.capacities.enumerated() { resource[capacity.name] = number }
        return SchedulingProblem(
            durations: draft.plan.steps.map { max($0.estimate.seconds, 0) },
            needs: draft.plan.steps.map { $0.needs.compactMap { draft.numbers[$0.step] } },
            uses: draft.plan.steps.map { step in
                step.capacities.compactMap { use in
                    resource[use.capacity].map { ResourceUse(resource: $0, units: use.units) }
                }
            },
            capacities: draft.plan.capacities.map(\.units))
    }

    private func reason(_ error: SchedulingError, _ steps: [Step]) -> PlanRefusal.Reason {
        switch error {
        case .circle(let members):
            let names = (members + members.prefix(1)).map { steps[$0].id.text }.joined(separator: " needs ")
            return PlanRefusal.Reason(
                subject: members.first.map { steps[$0].id.text } ?? "plan",
                explanation: "Steps wait for each other: \(names).",
                hint: "Give the recipe of one of these services a bootstrap, or reject a dependency that is not one.")
        case .tooWide(let step, _):
            return PlanRefusal.Reason(
                subject: steps[step].id.text, explanation: "It uses more of a capacity than there is.",
                hint: "Raise the capacity.")
        case .tooLong(let step):
            return PlanRefusal.Reason(
                subject: steps[step].id.text, explanation: "With its estimate the plan takes longer than can be meant.",
                hint: "Look at its estimate: \(steps[step].estimate.seconds) s, \(steps[step].estimate.basis).")
        case .malformed(let problem):
            return PlanRefusal.Reason(
                subject: "plan", explanation: "The steps cannot be scheduled: \(problem).",
                hint: "This is an error in groundup; report it.")
        }
    }
}
