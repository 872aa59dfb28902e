internal import Contracts
internal import Estate
internal import RecoveryPlan
internal import RunMachine

/// Keeps the order of a run fit for what steps really take: after something ended, the rest is put in time again.
///
/// At most once a second, so that many short steps do not pay for it.
struct RunPace {
    private var replanning: RunReplanning
    private let openedAt: Instant
    private var last: Instant?

    init(_ plan: Plan, _ graph: RunGraph, openedAt: Instant) {
        replanning = RunReplanning(plan, graph)
        self.openedAt = openedAt
    }

    mutating func start(_ effects: [RunEffect], at now: Instant) {
        for effect in effects {
            switch effect {
            case .start(let index, _), .attach(let index, _): replanning.start(index, at: seconds(now))
            case .pause, .end, .finish: continue
            }
        }
    }

    /// What to expect once all of this is taken in; `nil` when it changes nothing, or too little time has gone by.
    mutating func outlook(
        after incidents: [RunIncident], _ machine: RunMachine, at now: Instant
    ) -> RunReplanning.Outlook? {
        var ended: [StepIndex] = []
        for case .ended(let index, _, let result) in incidents where result.outcome == .succeeded {
            replanning.succeed(index, after: (result.milliseconds + 500) / 1_000)
            ended.append(index)
        }
        guard !ended.isEmpty, last != now else { return nil }
        last = now
        var states = machine.states
        for index in ended { states[index.position] = .succeeded }
        return replanning.outlook(states, at: seconds(now))
    }

    private func seconds(_ now: Instant) -> Int { Int(max(0, now.seconds(since: openedAt))) }
}
