internal import Estate

/// Says how long each step will take: measured before, or the recipe's word, and the amount of data.
struct Estimates: Transform {
    static let name = "estimates"

    func apply(to draft: inout PlanDraft) throws(PlanRefusal) -> String {
        let typical = typicalSeconds(draft.input.measurements)
        var measured = 0
        for number in draft.plan.steps.indices {
            let step = draft.plan.steps[number]
            let known = draft.input.measurements[step.id].flatMap { $0.body == step.body ? $0 : nil }
            measured += known == nil ? 0 : 1
            draft.plan.steps[number].estimate =
                known.map(Self.measured) ?? byVolume(step, draft.input) ?? typical[step.body]
                ?? Self.guessed(step.estimate)
        }
        return "\(measured) of \(draft.plan.steps.count) estimates were measured in earlier runs"
    }

    /// A step that was measured varies with the load of hosts and network.
    private static func measured(_ known: Measurement) -> Estimate {
        Estimate(
            seconds: known.seconds, basis: "measured in run \(known.run)", low: min(known.low, known.seconds * 4 / 5),
            high: max(known.high, (known.seconds * 3 + 1) / 2))
    }

    /// What nobody measured may take half as long, or three times as long.
    private static func guessed(_ estimate: Estimate) -> Estimate {
        Estimate(
            seconds: estimate.seconds, basis: estimate.basis, low: estimate.seconds / 2, high: estimate.seconds * 3)
    }

    private func byVolume(_ step: Step, _ input: PlanningInput) -> Estimate? {
        guard step.action == "restore-files", let bytes = input.estate.asset(step.asset)?.dataset?.bytes else {
            return nil
        }
        let rate = Int64(max(input.capacities.bytesPerSecond, 1))
        let seconds = Int(max(bytes, 0) / rate) + step.estimate.seconds
        return Self.guessed(
            Estimate(
                seconds: seconds,
                basis: "\(step.estimate.basis), and \(bytes / 1_000_000) MB at \(rate / 1_000_000) MB/s"))
    }

    /// What each body took on any asset: the median, and what nine of ten took at least and at most.
    private func typicalSeconds(_ measurements: [StepID: Measurement]) -> [String: Estimate] {
        Dictionary(grouping: measurements.values, by: \.body).mapValues { all in
            let sorted = all.map(\.seconds).sorted()
            let (count, median) = (sorted.count, sorted[sorted.count / 2])
            return Estimate(
                seconds: median, basis: "median of \(count) measured runs of \(all[0].body)",
                low: min(sorted[count / 10], median * 2 / 3), high: max(sorted[count - 1 - count / 10], median * 2))
        }
    }
}
