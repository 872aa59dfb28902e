package import Estate
package import RecoveryPlan

/// What a person asks of a run that goes on somewhere, or that will be resumed.
package enum RunRequestKind: String, Hashable, Sendable, CaseIterable {
    case hold
    case release
    case retry
    case skip
    case done
    case cancel

    /// Without a step the whole run is meant.
    package var canMeanRun: Bool { self == .hold || self == .release || self == .cancel }
}

/// One request of a person, as it lies in the state until the controller of the run has answered it.
package struct RunRequest: Hashable, Sendable {
    /// Given by the state database, ascending; 0 before.
    package var number: Int64
    package let kind: RunRequestKind
    /// `nil` for the whole run.
    package let step: StepID?
    package let person: String
    /// The reason, or the evidence for a step that was done by other means.
    package let because: String

    package init(number: Int64 = 0, _ kind: RunRequestKind, step: StepID?, person: String, because: String) {
        self.number = number
        self.kind = kind
        self.step = step
        self.person = person
        self.because = because
    }
}

/// What became of a request.
package struct RunAnswer: Hashable, Sendable {
    package let number: Int64
    package let isAccepted: Bool
    /// What follows, or why not; one line.
    package let text: String

    package init(number: Int64, isAccepted: Bool, text: String) {
        self.number = number
        self.isAccepted = isAccepted
        self.text = text
    }
}

/// How requests of people reach the one controller of a run, whichever process and host it is on.
package protocol RunControl: Sendable {
    /// Keeps a request until it is answered, also when nobody controls the run at present.
    ///
    /// - Returns: its number.
    func ask(_ request: RunRequest, of run: RunID, at time: Instant) async throws -> Int64

    /// Requests without an answer, oldest first.
    func openRequests(of run: RunID) async throws -> [RunRequest]

    /// `nil` until the controller has answered.
    func answer(to number: Int64) async throws -> RunAnswer?

    /// Says that the controller lives; throws when another one has taken the run over.
    func beat(_ run: RunID, fence: Int64, at time: Instant) async throws
}
