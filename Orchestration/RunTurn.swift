internal import Contracts
internal import RecoveryPlan
internal import RunMachine

/// Something that happened outside the machine.
enum RunIncident: Sendable {
    case ended(StepIndex, attempt: Int, StepResult)
    case pauseElapsed(StepIndex)
    case stop(StopRequest)
    case noMoreStops
}

/// What follows from one incident, as values: what to record first, then to tell, then to do.
struct RunTurn: Sendable {
    private(set) var events: [JournalEvent] = []
    private(set) var measurements: [BodyMeasurement] = []
    private(set) var changes: [RunChange] = []
    private(set) var effects: [RunEffect]
    /// The run is over for this controller.
    private(set) var outcome: RunOutcome?

    /// The first turn of a controller.
    init(effects: [RunEffect], executor: RunExecutor) {
        self.effects = effects
        recordEffects(executor)
    }

    init(_ incident: RunIncident, _ machine: inout RunMachine, executor: RunExecutor) {
        effects = []
        switch incident {
        case .ended(let index, let attempt, let result):
            if result.outcome == .succeeded {
                succeed(index, attempt, result, &machine, executor)
            } else {
                fail(index, attempt, result, &machine, executor)
            }
        case .pauseElapsed(let index): effects = machine.receive(.pauseElapsed(index))
        case .stop(let request): stop(request, &machine)
        case .noMoreStops: break
        }
        recordEffects(executor)
    }

    private mutating func succeed(
        _ index: StepIndex, _ attempt: Int, _ result: StepResult, _ machine: inout RunMachine, _ executor: RunExecutor
    ) {
        let step = executor.plan.steps[index.position]
        events.append(
            JournalEvent(.succeeded, step: step.id, attempt: attempt, milliseconds: result.milliseconds))
        measurements.append(
            BodyMeasurement(
                step: step.id, body: step.body, target: step.target, milliseconds: result.milliseconds,
                run: executor.run, measuredAt: executor.clock.now()))
        changes.append(.succeeded(step.id, milliseconds: result.milliseconds))
        effects = machine.receive(.succeeded(index, attempt: attempt))
    }

    private mutating func fail(
        _ index: StepIndex, _ attempt: Int, _ result: StepResult, _ machine: inout RunMachine, _ executor: RunExecutor
    ) {
        let step = executor.name(index)
        events.append(
            JournalEvent(
                .failed, step: step, attempt: attempt, milliseconds: result.milliseconds,
                detail: Self.detail(result)))
        let before = machine.states
        effects = machine.receive(.failed(index, attempt: attempt))
        let pause = effects.compactMap { effect -> Int? in
            if case .pause(index, let seconds) = effect { seconds } else { nil }
        }.first
        let path = executor.steps.logPath(of: step, position: index.position, in: executor.run)
        let failure = StepFailure(
            step: step, attempt: attempt, outcome: result.outcome, lastLines: result.lastLines, logPath: path)
        changes.append(.failed(failure, retryAfter: pause))
        guard pause == nil else { return }
        for other in machine.graph.indices where before[other.position] != machine.states[other.position] {
            guard case .skipped(let cause) = machine.states[other.position] else { continue }
            let name = executor.name(other)
            events.append(JournalEvent(.skipped, step: name, detail: "because of \(executor.name(cause))"))
            changes.append(.skipped(name, because: executor.name(cause)))
        }
    }

    private mutating func stop(_ request: StopRequest, _ machine: inout RunMachine) {
        let running = machine.states.count { if case .running = $0 { true } else { false } }
        changes.append(.stopRequested(request, running: running))
        effects = machine.receive(.stopRequested)
        switch request {
        case .finishRunning: events.append(JournalEvent(.stopRequested, detail: "\(running) steps are running"))
        case .leave:
            events.append(JournalEvent(.stopRequested, detail: "left while \(running) steps run on"))
            if !effects.contains(.finish(.stopped)) { effects = [.finish(.stopped)] }
        }
    }

    /// Starts and the end are recorded together with what led to them.
    private mutating func recordEffects(_ executor: RunExecutor) {
        for effect in effects {
            switch effect {
            case .start(let index, let attempt):
                events.append(JournalEvent(.started, step: executor.name(index), attempt: attempt))
                changes.append(.started(executor.name(index), attempt: attempt, isAttached: false))
            case .attach(let index, let attempt):
                changes.append(.started(executor.name(index), attempt: attempt, isAttached: true))
            case .pause: break
            case .finish(let outcome):
                events.append(JournalEvent(.finished, detail: outcome.rawValue))
                self.outcome = outcome
            }
        }
    }

    /// One line for the journal.
    private static func detail(_ result: StepResult) -> String {
        let last = result.lastLines.last { !$0.isEmpty } ?? ""
        let kind =
            switch result.outcome {
            case .succeeded: "succeeded"
            case .failed(let exit): "exit \(exit)"
            case .timedOut: "timed out"
            case .unreachable: "unreachable"
            case .lost: "ended without a result"
            }
        return last.isEmpty ? kind : "\(kind): \(last.prefix(400))"
    }
}
