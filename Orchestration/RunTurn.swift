internal import Contracts
internal import RecoveryPlan
internal import RunMachine

/// What follows from what happened at one moment, as values: what to record first, then to tell, then to do.
struct RunTurn: Sendable {
    private(set) var batch = JournalBatch()
    private(set) var changes: [RunChange] = []
    private(set) var effects: [RunEffect] = []
    /// The run is over for this controller.
    private(set) var outcome: RunOutcome?
    private let executor: RunExecutor

    /// The first turn of a controller.
    init(effects: [RunEffect], executor: RunExecutor) {
        self.executor = executor
        take(effects)
    }

    init(_ incidents: [RunIncident], _ machine: inout RunMachine, executor: RunExecutor) throws {
        self.executor = executor
        for incident in incidents where outcome == nil {
            switch incident {
            case .ended(let index, let attempt, let result):
                if result.outcome == .succeeded {
                    succeed(index, attempt, result, &machine)
                } else {
                    fail(index, attempt, result, &machine)
                }
            case .pauseElapsed(let index): take(machine.receive(.pauseElapsed(index)))
            case .stop(let request): stop(request, &machine)
            case .asked(let requests): for request in requests { answer(request, &machine) }
            case .recorded, .verificationDue: break
            case .verified(let verifications): tell(verifications)
            case .fault(let error): throw error
            }
        }
    }

    private mutating func succeed(
        _ index: StepIndex, _ attempt: Int, _ result: StepResult, _ machine: inout RunMachine
    ) {
        let step = executor.plan.steps[index.position]
        // What is said of an attempt that a person has ended meanwhile no longer counts.
        guard machine.states[index.position] == .running(attempt: attempt) else { return }
        batch.events.append(
            JournalEvent(.succeeded, step: step.id, attempt: attempt, milliseconds: result.milliseconds))
        batch.measurements.append(
            BodyMeasurement(
                step: step.id, body: step.body, target: step.target, milliseconds: result.milliseconds,
                run: executor.run, measuredAt: executor.clock.now()))
        changes.append(.succeeded(step.id, milliseconds: result.milliseconds))
        take(machine.receive(.succeeded(index, attempt: attempt)))
    }

    private mutating func fail(
        _ index: StepIndex, _ attempt: Int, _ result: StepResult, _ machine: inout RunMachine
    ) {
        guard machine.states[index.position] == .running(attempt: attempt) else { return }
        let step = executor.name(index)
        batch.events.append(
            JournalEvent(
                .failed, step: step, attempt: attempt, milliseconds: result.milliseconds,
                detail: FailureText.detail(result)))
        let before = machine.states
        let effects = machine.receive(.failed(index, attempt: attempt))
        let pause = effects.compactMap { effect -> Int? in
            if case .pause(index, let seconds) = effect { seconds } else { nil }
        }.first
        let path = executor.steps.logPath(of: step, position: index.position, in: executor.run)
        let failure = StepFailure(
            step: step, attempt: attempt, outcome: result.outcome, lastLines: result.lastLines, logPath: path)
        changes.append(.failed(failure, retryAfter: pause))
        tellSkips(before, machine)
        take(effects)
    }

    /// Steps that are skipped now and were not before.
    private mutating func tellSkips(_ before: [StepState], _ machine: RunMachine) {
        for other in machine.graph.indices where before[other.position] != machine.states[other.position] {
            guard case .skipped(let cause) = machine.states[other.position] else { continue }
            let name = executor.name(other)
            batch.events.append(
                JournalEvent(.skipped, step: name, detail: "because of \(executor.name(cause))"))
            changes.append(.skipped(name, because: executor.name(cause)))
        }
    }

    private mutating func stop(_ request: StopRequest, _ machine: inout RunMachine) {
        let running = machine.states.count(where: \.isRunning)
        changes.append(.stopRequested(request, running: running))
        var effects = machine.receive(.stopRequested)
        switch request {
        case .finishRunning:
            batch.events.append(JournalEvent(.stopRequested, detail: "\(running) steps are running"))
        case .leave:
            batch.events.append(JournalEvent(.stopRequested, detail: "left while \(running) steps run on"))
            if !effects.contains(.finish(.stopped)) { effects = [.finish(.stopped)] }
        }
        take(effects)
    }

    // MARK: - Checks that are made again

    private mutating func tell(_ verifications: [Verification]) {
        for verification in verifications {
            batch.events.append(JournalEvent(.verified, step: verification.step, detail: verification.text))
            changes.append(.verified(verification))
        }
    }

    /// What the checks show at the end of a run that would have succeeded: one that fails makes it incomplete.
    mutating func conclude(_ verifications: [Verification]) {
        guard let outcome else { return }
        batch.events.removeAll { $0.kind == .finished }
        tell(verifications)
        let hasFailed = verifications.contains { if case .fail = $0.result { true } else { false } }
        self.outcome = hasFailed ? .incomplete : outcome
        batch.events.append(JournalEvent(.finished, detail: (self.outcome ?? outcome).rawValue))
    }

    // MARK: - What people want

    private mutating func answer(_ request: RunRequest, _ machine: inout RunMachine) {
        do throws(RunObjection) {
            let decision = try executor.decision(of: request)
            if let objection = machine.objection(to: decision) { throw objection }
            let before = machine.states
            let effects = machine.receive(.decided(decision))
            batch.events.append(
                JournalEvent(
                    request.kind.journalKind, step: request.step, detail: "\(request.person): \(request.because)"))
            batch.answers.append(RunAnswer(number: request.number, isAccepted: true, text: request.kind.accepted))
            changes.append(.decided(request))
            tellSkips(before, machine)
            take(effects)
        } catch {
            let text = executor.text(error)
            batch.answers.append(RunAnswer(number: request.number, isAccepted: false, text: text))
            changes.append(.refused(request, because: text))
        }
    }

    // MARK: - What has to be done

    var starts: [StepIndex] {
        effects.compactMap { effect in if case .start(let index, _) = effect { index } else { nil } }
    }

    /// Whether nothing happened but that steps succeeded and announced ones may start: whoever takes the run over finds
    /// out as much by asking.
    var mayPrecedeItsRecord: Bool {
        outcome == nil && batch.answers.isEmpty
            && batch.events.allSatisfy { $0.kind == .started || $0.kind == .succeeded }
    }

    /// Starts and the end are recorded together with what led to them.
    private mutating func take(_ effects: [RunEffect]) {
        self.effects += effects
        for effect in effects {
            switch effect {
            case .start(let index, let attempt):
                batch.events.append(JournalEvent(.started, step: executor.name(index), attempt: attempt))
                changes.append(.started(executor.name(index), attempt: attempt, isAttached: false))
            case .attach(let index, let attempt):
                changes.append(.started(executor.name(index), attempt: attempt, isAttached: true))
            case .pause, .end: break
            case .finish(let outcome):
                batch.events.append(JournalEvent(.finished, detail: outcome.rawValue))
                self.outcome = outcome
            }
        }
    }
}
