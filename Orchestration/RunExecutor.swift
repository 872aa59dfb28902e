package import Contracts
package import Estate
package import RecoveryPlan
package import RunMachine

/// Carries out a plan: asks the machine what is next, records it, then does it, as many steps at once as may be.
///
/// Order is safety: a start is durable in the journal before its body runs, and an end before anything that needs it
/// starts. Whatever kills the controller, `resume` goes on from the journal.
package struct RunExecutor: Sendable {
    package let plan: Plan
    package let run: RunID
    let journal: any Journal
    let steps: any StepRunner
    let secrets: any SecretResolver
    let clock: any Contracts.Clock
    let observer: any RunObserver
    private let graph: RunGraph

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
        try await journal.open(RunRecord(id: run, planDigest: planDigest, openedAt: clock.now()))
        return try await carryOut(RunMachine(graph), first: .opened, stops)
    }

    /// Goes on with a run that was stopped, whose controller was killed, or that has failed steps.
    package func resume(stops: any StopRequests) async throws -> RunOutcome {
        let lease = try await journal.lease(run, hosts: hosts)
        defer { lease.release() }
        let history = try graph.history(try await journal.entries(of: run, after: 0))
        let machine = RunMachine(graph, history: history)
        try await journal.append([JournalEvent(.resumed)], measurements: [], to: run, at: clock.now())
        return try await carryOut(machine, first: .resumed, stops)
    }

    // MARK: - The loop

    private func carryOut(
        _ start: RunMachine, first: RunEvent, _ stops: any StopRequests
    ) async throws -> RunOutcome {
        let succeeded = Set(graph.indices.filter { start.states[$0.position] == .succeeded }.map { name($0) })
        await observer.observe(
            .opened(plan, run: run, succeeded: succeeded, isResumed: first == .resumed), at: clock.now())
        let requests = stops.requests()
        return try await withThrowingTaskGroup(of: RunIncident.self) { group in
            // Waiting ends with this controller, however it ends; bodies go on.
            defer { group.cancelAll() }
            group.addTask { await Self.nextStop(requests) }
            var machine = start
            var pace = RunPace(plan, graph, openedAt: clock.now())
            var turn = RunTurn(effects: machine.receive(first), executor: self)
            while true {
                try await record(turn)
                pace.start(turn.effects, at: clock.now())
                for change in turn.changes { await observer.observe(change, at: clock.now()) }
                for effect in turn.effects { launch(effect, &group) }
                if let outcome = turn.outcome { return try await end(outcome) }
                guard let incident = try await group.next() else { return .stopped }
                if case .stop = incident { group.addTask { await Self.nextStop(requests) } }
                if let outlook = pace.outlook(after: incident, machine, at: clock.now()) {
                    machine.follow(outlook.ranks)
                    await observer.observe(.replanned(secondsLeft: outlook.secondsLeft), at: clock.now())
                }
                turn = RunTurn(incident, &machine, executor: self)
            }
        }
    }

    private func record(_ turn: RunTurn) async throws {
        guard !turn.events.isEmpty else { return }
        try await journal.append(turn.events, measurements: turn.measurements, to: run, at: clock.now())
    }

    private func launch(_ effect: RunEffect, _ group: inout ThrowingTaskGroup<RunIncident, any Error>) {
        switch effect {
        case .start(let index, let attempt), .attach(let index, let attempt):
            group.addTask { .ended(index, attempt: attempt, try await perform(index, attempt)) }
        case .pause(let index, let seconds):
            group.addTask {
                try await Task.sleep(for: .seconds(seconds))
                return .pauseElapsed(index)
            }
        case .finish: break
        }
    }

    private func perform(_ index: StepIndex, _ attempt: Int) async throws -> StepResult {
        let step = plan.steps[index.position]
        var request = StepRequest(
            run: run, step: step, position: index.position, attempt: attempt, script: plan.bodies[step.body] ?? "",
            addresses: plan.movedHosts)
        do {
            for secret in step.secrets { request.secrets.append(try await secrets.resolve(secret)) }
        } catch let error as GroundupError {
            let lines = error.description.split(separator: "\n").map(String.init)
            return StepResult(outcome: .failed(exit: Int(error.code.exitStatus)), milliseconds: 0, lastLines: lines)
        }
        return try await steps.run(request)
    }

    private func end(_ outcome: RunOutcome) async throws -> RunOutcome {
        if outcome == .succeeded {
            for left in await steps.clean(run, on: hosts) {
                await observer.observe(.warning("\(left.subject): \(left.reason)"), at: clock.now())
            }
        }
        await observer.observe(.finished(outcome: outcome.rawValue), at: clock.now())
        return outcome
    }

    private static func nextStop(_ requests: AsyncStream<StopRequest>) async -> RunIncident {
        for await request in requests { return .stop(request) }
        return .noMoreStops
    }

    func name(_ index: StepIndex) -> StepID { graph.names[index.position] }
}
