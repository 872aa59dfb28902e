package import Contracts
package import Estate
internal import RecoveryPlan

/// The stream of events of a run, format `groundup-events`: JSON Lines, the version first.
///
/// Additions raise the second part of the version; readers ignore what they do not know. Anything else raises the first.
/// Moments are seconds since 1970.
package enum RunEventDocument {
    package static var version: JSONValue {
        .record(["type": .string("version"), "format": .string("groundup-events"), "version": .string("1.0")])
    }

    package static func encode(_ change: RunChange, at time: Instant) -> JSONValue {
        var members = members(change)
        members["time"] = .integer(time.seconds)
        return .object(members)
    }

    private static func members(_ change: RunChange) -> [String: JSONValue] {
        switch change {
        case .opened(let plan, let run, let succeeded, let isResumed):
            return [
                "type": .string("opened"), "run": .string(run.text), "estate": .string(plan.estate),
                "resumed": .bool(isResumed), "expectedSeconds": .number(plan.makespan),
                "done": .strings(succeeded.map(\.text).sorted()), "steps": .array(plan.steps.map(step)),
            ]
        case .started(let step, let attempt, let isAttached):
            return [
                "type": .string("started"), "step": .string(step.text), "attempt": .number(attempt),
                "attached": .bool(isAttached),
            ]
        case .succeeded(let step, let milliseconds):
            return [
                "type": .string("succeeded"), "step": .string(step.text), "milliseconds": .number(milliseconds),
            ]
        case .failed(let failure, let pause): return failed(failure, pause)
        case .skipped(let step, let cause):
            return ["type": .string("skipped"), "step": .string(step.text), "because": .string(cause.text)]
        case .stopRequested(let request, let running):
            return [
                "type": .string("stop-requested"), "leaves": .bool(request == .leave), "running": .number(running),
            ]
        case .decided(let request): return decision("decided", request)
        case .refused(let request, let because):
            return decision("refused", request).merging(["objection": .string(because)]) { $1 }
        case .verified(let verification):
            return [
                "type": .string("verified"), "step": .string(verification.step.text),
                "mode": .string(verification.mode.rawValue), "result": .string(verification.result.word),
                "detail": .string(verification.result.detail),
            ]
        case .replanned(let seconds): return ["type": .string("replanned"), "secondsLeft": .number(seconds)]
        case .warning(let text): return ["type": .string("warning"), "text": .string(text)]
        case .finished(let outcome): return ["type": .string("finished"), "outcome": .string(outcome)]
        }
    }

    private static func step(_ step: Step) -> JSONValue {
        .record([
            "step": .string(step.id.text), "title": .string(step.title), "target": .string(step.target.text),
            "expectedSeconds": .number(step.estimate.seconds), "needs": .strings(step.needs.map(\.step.text)),
        ])
    }

    private static func failed(_ failure: StepFailure, _ pause: Int?) -> [String: JSONValue] {
        [
            "type": .string("failed"), "step": .string(failure.step.text), "attempt": .number(failure.attempt),
            "outcome": outcome(failure.outcome), "lastLines": .strings(failure.lastLines),
            "log": .string(failure.logPath), "retryAfterSeconds": pause.map(JSONValue.number) ?? .null,
        ]
    }

    private static func outcome(_ outcome: StepOutcome) -> JSONValue {
        switch outcome {
        case .succeeded: .string("succeeded")
        case .failed(let exit): .record(["exit": .number(exit)])
        case .timedOut: .string("timed-out")
        case .outOfMemory: .string("out-of-memory")
        case .unreachable: .string("unreachable")
        case .lost: .string("lost")
        }
    }

    private static func decision(_ type: String, _ request: RunRequest) -> [String: JSONValue] {
        [
            "type": .string(type), "kind": .string(request.kind.rawValue),
            "step": request.step.map { .string($0.text) } ?? .null, "person": .string(request.person),
            "because": .string(request.because),
        ]
    }
}
