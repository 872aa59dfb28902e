package import RecoveryPlan
internal import Scheduling

/// Puts what is left of a run in time again while it goes on, from what its steps really took.
///
/// A body that took twice as long as estimated on the first hosts is expected to on the others. Takes a few milliseconds
/// for a thousand steps; knows no clock, seconds are counted from the opening of the run.
package struct RunReplanning: Sendable {
    /// What is expected now.
    package struct Outlook: Hashable, Sendable {
        /// By position: among steps that compete for a capacity the smaller rank goes first.
        package let ranks: [Int]
        /// Seconds from now to the end of the run.
        package let secondsLeft: Int
    }

    private let problem: SchedulingProblem
    private let bodies: [String]
    private var ranks: [Int]
    private var started: [Int?]
    /// By body: seconds that its finished steps took, and were estimated to take.
    private var taken: [String: (measured: Int, estimated: Int)] = [:]

    package init(_ plan: Plan, _ graph: RunGraph) {
        problem = SchedulingProblem(plan)
        bodies = plan.steps.map(\.body)
        ranks = graph.ranks
        started = Array(repeating: nil, count: plan.steps.count)
    }

    package mutating func start(_ index: StepIndex, at second: Int) { started[index.position] = second }

    /// Notes that a step succeeded after so many seconds.
    package mutating func succeed(_ index: StepIndex, after seconds: Int) {
        let known = taken[bodies[index.position]] ?? (0, 0)
        taken[bodies[index.position]] = (
            known.measured + seconds, known.estimated + problem.durations[index.position]
        )
    }

    /// What to expect when the steps stand like this; `nil` when nothing can be said, such as without any estimate.
    package mutating func outlook(_ states: [StepState], at second: Int) -> Outlook? {
        let progress = states.enumerated().map { position, state -> StepProgress in
            switch state {
            case .waiting, .ready, .held, .pausing: .waiting
            case .running: .running(elapsed: max(0, second - (started[position] ?? second)))
            case .succeeded, .waived, .failed, .skipped, .undone: .finished
            }
        }
        do throws(SchedulingError) {
            let rest = try RemainingWork(of: problem, progress: progress, durations: corrected, now: second)
            let schedule = try rest.schedule(ranks: ranks)
            ranks = schedule.ranks
            return Outlook(ranks: ranks, secondsLeft: schedule.makespan)
        } catch {
            // A plan that cannot be put in time was refused; an older one runs by the ranks that it has.
            return nil
        }
    }

    /// The estimates, each times what its body took beyond or below them so far; a fifth at least, five times at most.
    private var corrected: [Int] {
        problem.durations.indices.map { position in
            let estimate = problem.durations[position]
            guard let known = taken[bodies[position]], known.estimated > 0 else { return estimate }
            let (measured, estimated) = (max(known.measured, 1), known.estimated)
            return min(max(estimate * measured / estimated, estimate / 5), estimate * 5)
        }
    }
}
