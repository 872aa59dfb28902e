package import Contracts
package import Estate
package import RecoveryPlan

/// What a run did: every step with its times, how it ended, and how the rebuilt estate compares with the original.
package struct RunReport: Sendable {
    /// When a step ran, in milliseconds from the opening of the run.
    package struct Timing: Sendable {
        package let step: StepID
        package let start: Int
        package let finish: Int
        package let state: JournalKind
        package let attempts: Int
    }

    package let run: RunRecord
    package let plan: Plan
    package let timings: [Timing]
    /// What people decided while it went on, in order.
    package let decisions: [JournalEntry]
    /// The newest result of each check that was made again, by step.
    package let verifications: [Verification]
    /// `nil` when the estate was not discovered again since the run ended.
    package let comparison: EstateComparison?

    /// Seconds from the opening to the last step's end; interruptions of the controller are part of it.
    package var measuredSeconds: Int { (timings.map(\.finish).max() ?? 0) / 1_000 }

    /// Steps of the plan that did not succeed, with what the journal last says of them.
    package var unfinished: [(step: StepID, state: String)] {
        let states = Dictionary(timings.map { ($0.step, $0.state) }, uniquingKeysWith: { $1 })
        return plan.steps.compactMap { step in
            guard states[step.id] != .succeeded, states[step.id] != .markedDone else { return nil }
            return (step.id, states[step.id]?.rawValue ?? "never started")
        }
    }

    /// Gathers a run's report from the state database.
    ///
    /// - Parameter id: the run; the newest when `nil`.
    package init(_ id: RunID?, in workplace: Workplace) async throws {
        let runs = try await workplace.journal.runs()
        guard let run = id.map({ wanted in runs.first { $0.id == wanted } }) ?? runs.first else {
            throw GroundupError(
                .state, id.map { "There is no run \($0)." } ?? "Nothing was run yet.",
                hint: "'groundup runs' lists runs.")
        }
        let plan = try await workplace.storedPlan(run.planDigest).plan
        self.run = run
        self.plan = plan
        let entries = try await workplace.journal.entries(of: run.id, after: 0)
        timings = Self.timings(entries, of: run)
        decisions = entries.filter { Self.decisions.contains($0.event.kind) }
        verifications = Self.verifications(entries)
        comparison = try await Self.comparison(of: plan, after: run, in: workplace)
    }

    private static let states: Set<JournalKind> = [
        .started, .succeeded, .failed, .skipped, .waived, .markedDone, .undone,
    ]
    private static let decisions: Set<JournalKind> = [
        .held, .released, .retried, .waived, .markedDone, .cancelled, .undone,
    ]

    private static func verifications(_ entries: [JournalEntry]) -> [Verification] {
        var newest: [StepID: Verification] = [:]
        for entry in entries where entry.event.kind == .verified {
            guard let step = entry.event.step else { continue }
            newest[step] = Verification(step, text: entry.event.detail)
        }
        return newest.values.sorted { $0.step < $1.step }
    }

    static func timings(_ entries: [JournalEntry], of run: RunRecord) -> [Timing] {
        var started: [StepID: Int] = [:]
        var timings: [StepID: Timing] = [:]
        for entry in entries {
            guard let step = entry.event.step else { continue }
            let moment = Int(entry.time.seconds(since: run.openedAt)) * 1_000
            if entry.event.kind == .started, started[step] == nil { started[step] = moment }
            guard Self.states.contains(entry.event.kind) else { continue }
            let start = started[step] ?? moment
            // Moments are whole seconds; a body that needed one attempt was timed more finely.
            let isTimed = entry.event.milliseconds > 0 && entry.event.attempt == 1
            let finish = isTimed ? start + entry.event.milliseconds : moment
            timings[step] = Timing(
                step: step, start: start, finish: finish, state: entry.event.kind, attempts: entry.event.attempt)
        }
        return timings.values.sorted { ($0.start, $0.step) < ($1.start, $1.step) }
    }

    /// The first estate that was observed after the end of the run is the rebuilt one.
    private static func comparison(
        of plan: Plan, after run: RunRecord, in workplace: Workplace
    ) async throws -> EstateComparison? {
        guard let finished = run.finishedAt else { return nil }
        let rebuilt = try await workplace.documents.estates().last { $0.time >= finished }
        guard let rebuilt else { return nil }
        return EstateComparison(
            before: try await workplace.newestEstate(plan.estateDigest).estate.moved(plan.mappings),
            after: try await workplace.newestEstate(rebuilt.digest).estate, hosts: plan.comparedHosts,
            isOwn: ConfigurationSelection.isExcluded)
    }
}

extension Plan {
    /// The hosts of which something comes back: rebuilt ones, or those on which data is restored in place.
    package var comparedHosts: Set<AssetID> {
        incident.kind == .humanError ? Set(steps.filter { $0.action == "set-aside" }.map(\.target)) : rebuiltHosts
    }

    /// The hosts that the plan makes anew.
    package var rebuiltHosts: Set<AssetID> {
        Set(steps.filter { $0.action == "provision" }.map(\.target))
    }
}
