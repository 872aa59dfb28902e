internal import Contracts
internal import Estate
internal import RecoveryPlan

/// One line for each change, for logs and for what scrolls away above the live block.
struct ProgressLines: Sendable {
    /// What is put before each line.
    var prefix: String

    /// - Parameter model: already told about the change.
    func lines(for change: RunChange, _ model: ProgressModel, at time: Instant) -> [String] {
        switch change {
        case .opened(let plan, let run, let succeeded, let isResumed):
            let done = isResumed ? ", \(succeeded.count) of them succeeded before" : ""
            let verb = isResumed ? "resume" : "run"
            return [line(verb, "\(run): \(plan.steps.count) steps for \(plan.estate)\(done)")]
        case .started(let step, let attempt, let isAttached):
            let note = isAttached ? " (was running already)" : attempt > 1 ? " (attempt \(attempt))" : ""
            guard model.step(step)?.action != "hold" else { return [asking(step, model)] }
            return [line("start", step.text + note)]
        case .succeeded(let step, let milliseconds):
            let expected = model.step(step).map { ", expected \($0.estimate.seconds) s" } ?? ""
            return [line("done", "\(step.text): \(Self.seconds(milliseconds))\(expected)")]
        case .failed(let failure, let pause): return failed(failure, pause)
        case .skipped(let step, let cause): return [line("skip", "\(step.text): needs \(cause.text), which failed")]
        case .stopRequested(let request, let running): return [stop(request, running, model)]
        case .decided(let request): return [line("decide", Self.words(request))]
        case .refused(let request, let because): return [line("refuse", "\(Self.words(request)): \(because)")]
        // What still works needs no line.
        case .verified(let verification):
            return verification.result == .pass
                ? [] : [line("CHECK", "\(verification.step.text): \(verification.text)")]
        case .replanned: return []
        case .warning(let text): return [line("note", text)]
        case .finished(let outcome): return [finished(outcome, model, time)]
        }
    }

    private func line(_ verb: String, _ text: String) -> String {
        prefix + verb + String(repeating: " ", count: max(1, 7 - verb.count)) + printable(text)
    }

    /// A step that waits for a person says how to let it go on.
    private func asking(_ step: StepID, _ model: ProgressModel) -> String {
        let why = model.step(step)?.why ?? ""
        return line("ASKS", "\(step.text): \(why). To go on: groundup release \(step.text) --as NAME --because REASON")
    }

    private func failed(_ failure: StepFailure, _ pause: Int?) -> [String] {
        let what = "\(failure.step.text), attempt \(failure.attempt): \(Self.words(failure.outcome))"
        guard let pause else { return [line("FAILED", what)] }
        let last = failure.lastLines.last.map { ": \($0)" } ?? ""
        return [line("failed", "\(what)\(last); tried again in \(pause) s")]
    }

    private static func words(_ request: RunRequest) -> String {
        "\(request.kind.rawValue) \(request.step?.text ?? "the run") (\(request.person): \(request.because))"
    }

    private func stop(_ request: StopRequest, _ running: Int, _ model: ProgressModel) -> String {
        switch request {
        case .finishRunning:
            line(
                "stop", "nothing more starts; \(running) running steps finish. Ctrl-C again leaves them to themselves.")
        case .leave:
            line("stop", "left; \(running) steps run on by themselves. 'groundup resume \(model.run)' takes them up.")
        }
    }

    private func finished(_ outcome: String, _ model: ProgressModel, _ time: Instant) -> String {
        let succeeded = model.count { $0 == .succeeded }
        let failed = model.count { $0 == .failed }
        let skipped = model.count { $0 == .skipped }
        let left = model.states.count - succeeded - failed - skipped
        let parts = [(succeeded, "succeeded"), (failed, "failed"), (skipped, "skipped"), (left, "not finished")]
        let counts = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        let elapsed = clockText(max(0, Int(time.seconds(since: model.openedAt))))
        return line("end", "\(model.run) \(outcome) after \(elapsed): \(counts)")
    }

    /// What a person needs to act on failures; printed last.
    static func failureReport(_ model: ProgressModel) -> [String] {
        guard !model.failures.isEmpty else { return [] }
        let steps = model.failures.flatMap { failure in
            ["", "\(printable(failure.step.text)) failed: \(words(failure.outcome))"]
                + command(of: failure.step, model) + failure.lastLines.map { "    \(printable($0))" }
                + ["  whole log: \(printable(failure.logPath))"]
        }
        guard model.outcome != "cancelled" else { return steps }
        return steps + [
            "", "When the cause is gone: groundup resume \(model.run)",
            "To go on without a step: groundup skip STEP --run \(model.run) --as NAME --because REASON, then resume",
        ]
    }

    /// What ran, so that it can be run by hand; its body is printed by `groundup show`.
    private static func command(of id: StepID, _ model: ProgressModel) -> [String] {
        guard let step = model.step(id) else { return [] }
        let parameters = step.parameters.map { " \($0.name)=\(shellQuoted($0.value))" }.joined()
        return [
            "  ran on the \(step.place == .target ? "host \(step.target)" : "controller"):\(printable(parameters)) sh "
                + "\(printable(step.body)); 'groundup show --step \(id)' prints that script"
        ]
    }

    /// A sign of life when nothing changes.
    func heartbeat(_ model: ProgressModel, at now: Instant) -> String? {
        let running = model.running(at: now)
        guard let longest = running.first else { return nil }
        let expected = clockText(longest.step.estimate.seconds)
        return line(
            "alive",
            "\(running.count) running, longest \(longest.step.id.text) for \(clockText(longest.elapsed)) of about "
                + "\(expected); about \(clockText(model.secondsLeft(at: now))) left")
    }

    static func words(_ outcome: StepOutcome) -> String {
        switch outcome {
        case .succeeded: "succeeded"
        case .failed(let exit): "exit status \(exit)"
        case .timedOut: "took longer than its time limit"
        case .outOfMemory: "killed by the kernel for lack of memory"
        case .unreachable: "its host could not be reached"
        case .lost: "ended without a result, as when its host was switched off"
        }
    }

    private static func seconds(_ milliseconds: Int) -> String {
        milliseconds < 10_000 ? "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s" : "\(milliseconds / 1000) s"
    }
}
