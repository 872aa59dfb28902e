/// How long a run is expected to take, and how far that is from the best possible.
package struct Prediction: Hashable, Sendable {
    /// Seconds from the start to the end of the last step, when everything takes as long as estimated.
    package var makespan: Int
    /// Seconds that nine of ten simulated runs stay within, and that one of ten does; in between lies the median.
    package var range: PredictedRange
    /// No run is shorter than this chain of needs, in seconds.
    package var criticalPath: Int
    /// The capacity that is busy longest, when one is shared.
    package var bottleneck: String?
    /// Seconds for which the bottleneck is busy even if it never idles.
    package var bottleneckSeconds: Int
    /// The schedule is as short as any can be.
    package var isShortest: Bool
    /// How many schedules were compared.
    package var schedules: Int
    /// Sorted by name.
    package var applications: [PredictedRecovery]
    /// What one more unit of each capacity would buy, in the order of the plan's capacities.
    package var capacityValues: [CapacityValue]

    package init(
        makespan: Int, range: PredictedRange, criticalPath: Int, bottleneck: String?, bottleneckSeconds: Int,
        isShortest: Bool, schedules: Int, applications: [PredictedRecovery], capacityValues: [CapacityValue]
    ) {
        self.makespan = makespan
        self.range = range
        self.criticalPath = criticalPath
        self.bottleneck = bottleneck
        self.bottleneckSeconds = bottleneckSeconds
        self.isShortest = isShortest
        self.schedules = schedules
        self.applications = applications
        self.capacityValues = capacityValues
    }

    /// Whichever bound is larger, in seconds.
    package var bound: Int { max(criticalPath, bottleneckSeconds) }
}

/// Seconds that one, five and nine of ten simulated runs stay within.
package struct PredictedRange: Hashable, Sendable {
    package let low: Int
    package let median: Int
    package let high: Int

    package init(low: Int, median: Int, high: Int) {
        self.low = low
        self.median = median
        self.high = high
    }
}

/// When an application is expected to serve again.
package struct PredictedRecovery: Hashable, Sendable {
    package let application: String
    /// It is back when the last of these has succeeded; sorted.
    package let steps: [StepID]
    /// How much a second of delay weighs beside the other applications.
    package let priority: Int
    /// Seconds from the start of the run, when everything takes as long as estimated.
    package let seconds: Int
    package let range: PredictedRange
    /// The objective in seconds; `nil` when nobody set one.
    package let objective: Int?

    package init(
        application: String, steps: [StepID], priority: Int, seconds: Int, range: PredictedRange, objective: Int?
    ) {
        self.application = application
        self.steps = steps.sorted()
        self.priority = priority
        self.seconds = seconds
        self.range = range
        self.objective = objective
    }

    /// Nine of ten simulated runs keep the objective; `nil` without one.
    package var keepsObjective: Bool? { objective.map { range.high <= $0 } }
}

/// What one more unit of a capacity would buy.
package struct CapacityValue: Hashable, Sendable {
    package let capacity: String
    /// Seconds by which the whole run would be shorter; never negative.
    package let seconds: Int

    package init(capacity: String, seconds: Int) {
        self.capacity = capacity
        self.seconds = seconds
    }
}
