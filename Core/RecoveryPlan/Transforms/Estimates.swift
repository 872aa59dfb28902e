internal import Estate

/// Says how long each step will take: measured before, or the recipe's word, and the amount of data.
struct Estimates: Transform {
    static let name = "estimates"

    func apply(to draft: inout PlanDraft) throws(PlanRefusal) -> String {
        let typical = typicalSeconds(draft.input.measurements)
        var measured = 0
        for number in draft.plan.steps.indices {
            let step = draft.plan.steps[number]
            let known = draft.input.measurements[step.id]
            if let known, known.body == step.body {
                draft.plan.steps[number].estimate = Estimate(
                    seconds: known.seconds, basis: "measured in run \(known.run)")
                measured += 1
            } else if let bytes = bytes(restoredBy: step, draft.input) {
                draft.plan.steps[number].estimate = byVolume(bytes, step, draft.input.capacities)
            } else if let typical = typical[step.body] {
                draft.plan.steps[number].estimate = Estimate(
                    seconds: typical.seconds, basis: "median of \(typical.count) measured runs of \(step.body)")
            }
        }
        return "\(measured) of \(draft.plan.steps.count) estimates were measured in earlier runs"
    }

    private func bytes(restoredBy step: Step, _ input: PlanningInput) -> Int64? {
        guard step.action == "restore-files", let dataset = input.estate.asset(step.asset)?.dataset else { return nil }
        return dataset.bytes
    }

    private func byVolume(_ bytes: Int64, _ step: Step, _ capacities: PlannedCapacities) -> Estimate {
        let rate = Int64(max(capacities.bytesPerSecond, 1))
        let seconds = Int(max(bytes, 0) / rate) + step.estimate.seconds
        return Estimate(
            seconds: seconds, basis: "\(step.estimate.basis), and \(bytes / 1_000_000) MB at \(rate / 1_000_000) MB/s")
    }

    /// The median of what each body took on any asset.
    private func typicalSeconds(_ measurements: [StepID: Measurement]) -> [String: (seconds: Int, count: Int)] {
        Dictionary(grouping: measurements.values, by: \.body).mapValues { all in
            let sorted = all.map(\.seconds).sorted()
            return (sorted[sorted.count / 2], sorted.count)
        }
    }
}
