internal import Estate
internal import Scheduling

/// Puts the steps in time: what starts when, how short it could be at best, and what would make it shorter.
///
/// Applications come first by their priorities and objectives, then the whole run. What is predicted is what a run does:
/// it starts steps in the order of the schedule as soon as their needs and capacities allow.
struct Timetable: Transform {
    static let name = "schedule"

    func apply(to draft: inout PlanDraft) throws(PlanRefusal) -> String {
        let goals = draft.input.applications.filter { draft.lastSteps[$0.name] != nil }
            .sorted { $0.name < $1.name }
        do throws(SchedulingError) {
            let problem = problem(draft, goals)
            let effort = Effort(steps: problem.count)
            let search = try ScheduleSearch(problem, seed: 1, decoding: .dispatch)
            let result = search.run(schedules: effort.schedules)
            // A run ranks steps by their place in the schedule, so that is what is predicted.
            let schedule = try Schedule(problem, ranks: ranks(of: result.schedule.order))
            draft.plan.schedule = scheduled(schedule, draft.plan.steps)
            let forecast = try RecoveryForecast(
                problem, spreads: draft.plan.steps.map(\.estimate).map(DurationSpread.init),
                ranks: ranks(of: schedule.order), runs: effort.simulations, seed: 1)
            var prediction = Prediction(schedule, result, forecast, draft, goals)
            prediction.capacityValues = zip(
                draft.plan.capacities, search.capacityValues(result, schedules: effort.schedules)
            ).map { capacity, value in
                CapacityValue(capacity: capacity.name, seconds: max(0, value.makespanGain))
            }
            draft.plan.prediction = prediction
        } catch {
            throw PlanRefusal([reason(error, draft)])
        }
        return said(draft.plan)
    }

    private func problem(_ draft: PlanDraft, _ goals: [PlannedApplication]) -> SchedulingProblem {
        var problem = SchedulingProblem(draft.plan)
        problem.goals = goals.map { application in
            Goal(
                steps: draft.lastSteps[application.name, default: []].compactMap { draft.numbers[$0] },
                due: application.recoveryTime, weight: application.priority)
        }
        return problem
    }

    private func scheduled(_ schedule: Schedule, _ steps: [Step]) -> [ScheduledStep] {
        schedule.order.map { number in
            ScheduledStep(
                step: steps[number].id, start: schedule.starts[number], finish: schedule.finishes[number],
                isCritical: schedule.isCritical[number])
        }
    }

    private func ranks(of order: [Int]) -> [Int] {
        var ranks = [Int](repeating: 0, count: order.count)
        for (rank, step) in order.enumerated() { ranks[step] = rank }
        return ranks
    }

    private func said(_ plan: Plan) -> String {
        let total = plan.steps.reduce(0) { $0 + $1.estimate.seconds }
        guard let prediction = plan.prediction else { return "" }
        var result =
            "\(prediction.makespan) s predicted; one after the other \(total) s; "
            + "the longest chain of needs takes \(prediction.criticalPath) s"
        if let bottleneck = prediction.bottleneck, prediction.bottleneckSeconds > prediction.criticalPath {
            result += "; \(bottleneck) alone is busy for \(prediction.bottleneckSeconds) s"
        }
        return result + (prediction.isShortest ? "; no schedule is shorter" : "")
    }

    private func reason(_ error: SchedulingError, _ draft: PlanDraft) -> PlanRefusal.Reason {
        let steps = draft.plan.steps
        switch error {
        case .circle(let members):
            let names = (members + members.prefix(1)).map { steps[$0].id.text }.joined(separator: " needs ")
            return PlanRefusal.Reason(
                subject: members.first.map { steps[$0].id.text } ?? "plan",
                explanation: "Steps wait for each other: \(names).",
                hint: "Give the recipe of one of these services a bootstrap, or reject a dependency that is not one.")
        case .tooWide(let step, let resource):
            let capacity = draft.plan.capacities[resource]
            let asked = steps[step].capacities.first { $0.capacity == capacity.name }?.units ?? 0
            return PlanRefusal.Reason(
                subject: steps[step].id.text,
                explanation: "It uses \(asked) of \(capacity.name), and there are only \(capacity.units).",
                hint: "Raise the capacity \(capacity.name), or let the step use less.")
        case .tooLong(let step):
            return PlanRefusal.Reason(
                subject: steps[step].id.text,
                explanation:
                    "Its estimate of \(steps[step].estimate.seconds) seconds (\(steps[step].estimate.basis)) cannot be meant.",
                hint: "Correct the recipe's estimate, or the size of the dataset.")
        case .malformed(let problem):
            return PlanRefusal.Reason(
                subject: "plan", explanation: "The steps cannot be scheduled: \(problem).",
                hint: "Correct the estimate or the capacity that it names.")
        }
    }
}

/// How hard to look for a short schedule: well below a second, however large the plan, and the same on every machine.
private struct Effort {
    let schedules: Int
    let simulations: Int

    init(steps: Int) {
        schedules = min(max(50_000 / max(steps, 1), 1), 2_000)
        simulations = min(max(120_000 / max(steps, 1), 5), 500)
    }
}
