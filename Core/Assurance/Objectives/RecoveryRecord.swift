package import Estate

/// How long an application takes to come back, as the newest plan for it predicts.
package struct PredictedRecoveryTime: Hashable, Sendable {
    package let application: String
    /// Seconds when everything takes as long as estimated, and that nine of ten simulated runs stay within.
    package let seconds: Int64
    package let high: Int64
    /// SHA-256 of the plan, in hexadecimal.
    package let plan: String
    package let madeAt: Instant

    package init(application: String, seconds: Int64, high: Int64, plan: String, madeAt: Instant) {
        self.application = application
        self.seconds = seconds
        self.high = high
        self.plan = plan
        self.madeAt = madeAt
    }
}

/// How long an application really took to come back in one run.
package struct MeasuredRecoveryTime: Hashable, Sendable {
    package let application: String
    package let seconds: Int64
    package let run: String
    package let endedAt: Instant

    package init(application: String, seconds: Int64, run: String, endedAt: Instant) {
        self.application = application
        self.seconds = seconds
        self.run = run
        self.endedAt = endedAt
    }
}

/// A restore of a dataset, by a run or to be looked at, and how deep it proves the restore point to be good.
package struct RestoreTest: Hashable, Sendable {
    package let dataset: AssetID
    package let depth: TestDepth
    package let at: Instant
    /// What tested it, such as a run.
    package let source: String

    package init(dataset: AssetID, depth: TestDepth, at: Instant, source: String) {
        self.dataset = dataset
        self.depth = depth
        self.at = at
        self.source = source
    }
}

/// What plans predicted and runs measured; newest first.
package struct RecoveryRecord: Hashable, Sendable {
    package var predicted: [PredictedRecoveryTime]
    package var measured: [MeasuredRecoveryTime]
    package var tests: [RestoreTest]
    /// Plans and runs that could not be read, in sentences.
    package var unread: [String] = []

    package init(
        predicted: [PredictedRecoveryTime] = [], measured: [MeasuredRecoveryTime] = [], tests: [RestoreTest] = []
    ) {
        self.predicted = predicted
        self.measured = measured
        self.tests = tests
    }
}
