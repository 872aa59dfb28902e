package import Estate
package import RecoveryPlan

/// Names one run for ever and everywhere: time and chance, such as `20261123T213000-4f2a9c01`.
///
/// It becomes part of file and unit names on every host, so it holds digits, small letters, `T` and `-` only.
package struct RunID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    /// `nil` when the text holds anything else, or more than 40 characters.
    package init?(_ text: String) {
        let allowed = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || byte == UInt8(ascii: "T") || byte == UInt8(ascii: "-")
        }
        guard allowed, !text.isEmpty, text.utf8.count <= 40, text.utf8.first != UInt8(ascii: "-") else { return nil }
        self.text = text
    }

    package var description: String { text }

    package static func < (left: RunID, right: RunID) -> Bool { left.text < right.text }
}

/// What one attempt of a step needs to run.
package struct StepRequest: Sendable {
    package var run: RunID
    package var step: Step
    /// The step's position in the plan; makes its file and unit names unique.
    package var position: Int
    /// Counts from 1; the same attempt is never run twice at the same time.
    package var attempt: Int
    package var script: String
    package var secrets: [ResolvedSecret]
    /// Where hosts are that came back at another address.
    package var addresses: [AssetID: String]
    /// The fencing token of the controller that asks; 0 when it has none.
    package var fence: Int64

    package init(
        run: RunID, step: Step, position: Int, attempt: Int, script: String, secrets: [ResolvedSecret] = [],
        addresses: [AssetID: String] = [:], fence: Int64 = 0
    ) {
        self.run = run
        self.step = step
        self.position = position
        self.attempt = attempt
        self.script = script
        self.secrets = secrets
        self.addresses = addresses
        self.fence = fence
    }
}

/// A secret's value on its way to a step; it prints as its name only.
package struct ResolvedSecret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The environment variable that will hold the path of a file with the value.
    package let name: String
    package let value: [UInt8]

    package init(name: String, value: [UInt8]) {
        self.name = name
        self.value = value
    }

    package var description: String { "secret \(name)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}

/// How one attempt ended.
package enum StepOutcome: Hashable, Sendable {
    case succeeded
    case failed(exit: Int)
    case timedOut
    /// The kernel killed it because memory ran out.
    case outOfMemory
    /// The target could not be reached; the attempt may still go on there.
    case unreachable
    /// The attempt vanished without a result, as when its host was switched off.
    case lost
}

/// How one attempt ended, how long its body took, and what it printed last.
package struct StepResult: Sendable {
    package var outcome: StepOutcome
    package var milliseconds: Int
    /// The last lines that it printed, secrets taken out.
    package var lastLines: [String]

    package init(outcome: StepOutcome, milliseconds: Int, lastLines: [String]) {
        self.outcome = outcome
        self.milliseconds = milliseconds
        self.lastLines = lastLines
    }
}

/// Runs the bodies of steps, on the controller and on targets.
package protocol StepRunner: Sendable {
    /// Runs an attempt, or takes it up where an earlier call for the same attempt left it: a finished one is reported,
    /// a running one is waited for, one that never began is begun.
    ///
    /// Cancelling the task stops the waiting, never the body. Throws only when the controller itself cannot go on, such
    /// as on a full disk; how the body ended is in the result.
    func run(_ request: StepRequest) async throws -> StepResult

    /// Whether the body of an attempt on the controller may ever have run; what cannot be known counts as begun.
    func hasBegun(_ request: StepRequest) -> Bool

    /// Ends the body of an attempt wherever it runs; returns when it no longer does. One that has ended stays as it is.
    func stop(_ request: StepRequest) async throws

    /// Lets a step that waits for a person go on; the note says who and why. Durable when it returns, repeatable.
    func release(_ step: StepID, position: Int, in run: RunID, note: String) throws

    /// The file that keeps what every attempt of a step printed.
    func logPath(of step: StepID, position: Int, in run: RunID) -> String

    /// Keeps a file beside the logs of a run, whole or not at all, for its owner alone.
    func keep(_ bytes: [UInt8], as name: String, in run: RunID) throws

    /// Removes what the run left on the controller and on hosts; hosts that cannot be reached are named.
    func clean(_ run: RunID, on hosts: [AssetID]) async -> [BlindSpot]
}

/// Finds the value of a secret at the last moment.
package protocol SecretResolver: Sendable {
    /// Throws an error that names the reference, never the value.
    func resolve(_ secret: SecretReference) async throws -> ResolvedSecret

    /// What is unsafe about where the secret lies, such as a file that others may read; a sentence, without the value.
    func concern(about secret: SecretReference) -> String?
}

extension SecretResolver {
    package func concern(about secret: SecretReference) -> String? { nil }
}

/// What a person wants of a running restore.
package enum StopRequest: Hashable, Sendable {
    /// Start nothing more; let running steps finish.
    case finishRunning
    /// Stop waiting as well; what runs on targets goes on, and a resumed run takes it up.
    case leave
}

/// Delivers what a person wants, such as by Ctrl-C.
package protocol StopRequests: Sendable {
    func requests() -> AsyncStream<StopRequest>
}
