package import Contracts
package import Estate
package import RecoveryPlan
package import RunMachine

/// Carries out a plan: asks the machine what is next, records it, then does it, as many steps at once as may be.
///
/// Order is safety: a start is durable in the journal before its body runs, and an end before anything that needs it
/// starts. Whatever kills the controller, `resume` goes on from the journal. Whoever takes the run over meanwhile has a
/// larger fence: from then on this controller can neither record nor begin anything.
package struct RunExecutor: Sendable {
    package let plan: Plan
    package let run: RunID
    let journal: any Journal
    let steps: any StepRunner
    let secrets: any SecretResolver
    let clock: any Contracts.Clock
    let observer: any RunObserver
    let graph: RunGraph

    package init(
        plan: Plan, run: RunID, journal: any Journal, steps: any StepRunner, secrets: any SecretResolver,
        clock: any Contracts.Clock, observer: any RunObserver
    ) throws {
        self.plan = plan
        self.run = run
        self.journal = journal
        self.steps = steps
        self.secrets = secrets
        self.clock = clock
        self.observer = observer
        do { graph = try RunGraph(plan) } catch { throw GroundupError(error) }
        for step in plan.steps where plan.bodies[step.body] == nil {
            throw GroundupError(
                .planRefused, "step \(step.id) has the body \(step.body), which the plan does not have",
                hint: "Make the plan again with 'groundup plan'.")
        }
    }

    /// The hosts that the plan makes or works on; a step shared by all hosts has none.
    package var hosts: [AssetID] {
        let worked = plan.steps.filter { $0.place == .target }.map(\.target)
        return plan.rebuiltHosts.union(worked).sorted()
    }

    /// Begins a new run.
    package func start(planDigest: String, stops: any StopRequests) async throws -> RunOutcome {
        let lease = try await journal.lease(run, hosts: hosts)
        defer { lease.release() }
        var record = RunRecord(id: run, planDigest: planDigest, openedAt: clock.now())
        try await journal.open(record)
        record.fence = try await journal.takeOver(run, at: clock.now())
        return try await carryOut(RunMachine(graph), first: .opened, record, stops)
    }

    /// Goes on with a run that was stopped, whose controller was killed, or that has failed steps.
    package func resume(_ record: RunRecord, stops: any StopRequests) async throws -> RunOutcome {
        let lease = try await journal.lease(run, hosts: hosts)
        defer { lease.release() }
        var record = record
        record.fence = try await journal.takeOver(run, at: clock.now())
        let entries = try await journal.entries(of: run, after: 0)
        var machine = RunMachine(graph, history: try graph.history(entries))
        let begun = begin(announcedIn: entries, &machine, record.fence)
        try await journal.append(
            JournalBatch(begun + [JournalEvent(.resumed)]), to: run, fence: record.fence, at: clock.now())
        return try await carryOut(machine, first: .resumed, record, stops)
    }

    /// Takes announced steps for started whose bodies began before an earlier controller could record it.
    private func begin(announcedIn entries: [JournalEntry], _ machine: inout RunMachine, _ fence: Int64)
        -> [JournalEvent]
    {
        var names: Set<Substring> = []
        for entry in entries where entry.event.kind == .announced {
            names.formUnion(entry.event.detail.split(separator: "\n"))
        }
        var begun: [JournalEvent] = []
        for index in graph.indices where machine.states[index.position] == .ready {
            guard names.contains(Substring(name(index).text)) else { continue }
            let attempt = machine.attempts(of: index) + 1
            guard steps.hasBegun(request(index, attempt, fence)) else { continue }
            machine.replay(.started(index, attempt: attempt))
            begun.append(JournalEvent(.started, step: name(index), attempt: attempt, detail: "it had been announced"))
        }
        return begun
    }

    // MARK: - The loop

    private func carryOut(
        _ start: RunMachine, first: RunEvent, _ record: RunRecord, _ stops: any StopRequests
    ) async throws -> RunOutcome {
        let fence = record.fence
        let done = Set(graph.indices.filter { start.states[$0.position].isDone }.map { name($0) })
        await observer.observe(
            .opened(plan, run: run, succeeded: done, isResumed: first == .resumed), at: clock.now())
        let mailbox = RunMailbox()
        let requests = stops.requests()
        return try await withThrowingDiscardingTaskGroup { group in
            // Waiting ends with this controller, however it ends; bodies go on.
            defer { group.cancelAll() }
            group.addTask { for await request in requests { mailbox.put(.stop(request)) } }
            group.addTask { await RunAttention(self, fence: fence).watch(mailbox) }
            group.addTask {
                while (try? await Task.sleep(for: RunVerification.interval)) != nil { mailbox.put(.verificationDue) }
            }
            let verification = RunVerification(self, fence: fence)
            var machine = start
            var notes = RescueNotes(self, record)
            var pace = RunPace(plan, graph, openedAt: clock.now())
            var recorder = RunRecorder(self, fence: fence, mailbox)
            var turn = RunTurn(effects: machine.receive(first), executor: self)
            while true {
                if turn.outcome?.isComplete == true { turn.conclude(await verification.again(.end, machine)) }
                try await recorder.record(turn, machine)
                await notes.write(machine, isLast: turn.outcome != nil)
                pace.start(turn.effects, at: clock.now())
                for change in turn.changes { await observer.observe(change, at: clock.now()) }
                await endBodies(turn.effects, fence)
                for effect in turn.effects { launch(effect, fence, mailbox, &group) }
                if let outcome = turn.outcome { return try await end(outcome) }
                let incidents = try await mailbox.next()
                if incidents.contains(where: \.isRecorded) { try await recorder.written(machine) }
                if incidents.contains(where: \.isVerificationDue) {
                    group.addTask { [machine] in
                        mailbox.put(.verified(await verification.again(.continuous, machine)))
                    }
                }
                if let outlook = pace.outlook(after: incidents, machine, at: clock.now()) {
                    machine.follow(outlook.ranks)
                    await observer.observe(.replanned(secondsLeft: outlook.secondsLeft), at: clock.now())
                }
                turn = try RunTurn(incidents, &machine, executor: self)
            }
        }
    }

    /// What a person wants to end is ended before anything else begins.
    private func endBodies(_ effects: [RunEffect], _ fence: Int64) async {
        await withDiscardingTaskGroup { group in
            for case .end(let index, let attempt) in effects {
                group.addTask { await endBody(index, attempt, fence) }
            }
        }
    }

    func endBody(_ index: StepIndex, _ attempt: Int, _ fence: Int64) async {
        do {
            try await steps.stop(request(index, attempt, fence))
        } catch {
            await observer.observe(.warning("\(name(index)) could not be ended: \(error)"), at: clock.now())
        }
    }

    private func launch(
        _ effect: RunEffect, _ fence: Int64, _ mailbox: RunMailbox,
        _ group: inout ThrowingDiscardingTaskGroup<any Error>
    ) {
        switch effect {
        case .start(let index, let attempt), .attach(let index, let attempt):
            group.addTask {
                do {
                    mailbox.put(.ended(index, attempt: attempt, try await perform(request(index, attempt, fence))))
                } catch {
                    if !Task.isCancelled { mailbox.put(.fault(error)) }
                }
            }
        case .pause(let index, let seconds):
            group.addTask {
                try? await Task.sleep(for: .seconds(seconds))
                mailbox.put(.pauseElapsed(index))
            }
        case .end, .finish: break
        }
    }

    func request(_ index: StepIndex, _ attempt: Int, _ fence: Int64) -> StepRequest {
        let step = plan.steps[index.position]
        return StepRequest(
            run: run, step: step, position: index.position, attempt: attempt, script: plan.bodies[step.body] ?? "",
            addresses: plan.movedHosts, fence: fence)
    }

    /// Runs one attempt; a secret that cannot be had fails its step, not the run.
    func perform(_ request: StepRequest) async throws -> StepResult {
        var request = request
        do {
            for secret in request.step.secrets { request.secrets.append(try await secrets.resolve(secret)) }
        } catch let error as GroundupError {
            let lines = error.description.split(separator: "\n").map(String.init)
            return StepResult(outcome: .failed(exit: Int(error.code.exitStatus)), milliseconds: 0, lastLines: lines)
        }
        return try await steps.run(request)
    }

    private func end(_ outcome: RunOutcome) async throws -> RunOutcome {
        if outcome.isComplete {
            for left in await steps.clean(run, on: hosts) {
                await observer.observe(.warning("\(left.subject): \(left.reason)"), at: clock.now())
            }
        }
        await observer.observe(.finished(outcome: outcome.rawValue), at: clock.now())
        return outcome
    }

    func name(_ index: StepIndex) -> StepID { graph.names[index.position] }
}
