package import Scheduling

extension SchedulingProblem {
    /// The steps of a plan as numbers, in its order, with the applications that it brings back as goals.
    ///
    /// Needs that the plan does not have are left out; its checks refuse them.
    package init(_ plan: Plan) {
        var resource: [String: Int] = [:]
        for (number, capacity) in plan.capacities.enumerated() { resource[capacity.name] = number }
        var position: [StepID: Int] = [:]
        for (number, step) in plan.steps.enumerated() { position[step.id] = number }
        self.init(
            durations: plan.steps.map { max($0.estimate.seconds, 0) },
            needs: plan.steps.map { $0.needs.compactMap { position[$0.step] } },
            uses: plan.steps.map { step in
                step.capacities.compactMap { use in
                    resource[use.capacity].map { ResourceUse(resource: $0, units: use.units) }
                }
            },
            capacities: plan.capacities.map(\.units))
        goals = (plan.prediction?.applications ?? []).map { application in
            Goal(
                steps: application.steps.compactMap { position[$0] }, due: application.objective,
                weight: application.priority)
        }
    }
}

extension DurationSpread {
    init(_ estimate: Estimate) {
        self.init(low: estimate.low, likely: estimate.seconds, high: estimate.high)
    }
}

extension Prediction {
    init(
        _ schedule: Schedule, _ result: ScheduleSearch.Result, _ forecast: RecoveryForecast, _ draft: PlanDraft,
        _ goals: [PlannedApplication]
    ) {
        let bound = schedule.lowerBound
        self.init(
            makespan: schedule.makespan, range: PredictedRange(forecast.makespan), criticalPath: bound.criticalPath,
            bottleneck: bound.bottleneck.map { draft.plan.capacities[$0].name },
            bottleneckSeconds: bound.bottleneckSeconds,
            isShortest: schedule.makespan == bound.seconds
                || (result.isProvedOptimal && schedule.objective == result.schedule.objective),
            schedules: result.schedules,
            applications: goals.enumerated().map { number, application in
                PredictedRecovery(
                    application: application.name, steps: draft.lastSteps[application.name] ?? [],
                    priority: application.priority, seconds: schedule.goalFinishes[number],
                    range: PredictedRange(forecast.goals[number]), objective: application.recoveryTime)
            }, capacityValues: [])
    }
}

extension PredictedRange {
    fileprivate init(_ range: RecoveryForecast.Range) {
        self.init(low: range.p10, median: range.p50, high: range.p90)
    }
}
