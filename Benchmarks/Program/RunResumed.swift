internal import Contracts
internal import Estate
internal import Foundation
internal import Orchestration
internal import RecoveryPlan
internal import Store
internal import Synchronization

/// A run of which half is done: how long it takes from the start of the resume to the first effect.
struct ResumedRun {
    let steps: Int
    let folder: String

    func measure() async throws {
        let plan = BenchRun.plan(steps: steps, workers: 2, body: "true")
        try await prepare(plan)
        let first = FirstEffect()
        let clock = ContinuousClock()
        let began = clock.now
        guard let id = BenchRun.id else { return }
        let record = RunRecord(id: id, planDigest: "", openedAt: Instant(seconds: 1_000))
        _ = try? await BenchRun.executor(plan, folder, steps: first).resume(record, stops: NoStops())
        guard let effect = first.moment.withLock({ $0 }) else { return print("resume: no effect") }
        let milliseconds = began.duration(to: effect) / .milliseconds(1)
        print("resume of \(steps) steps, half of them done: first effect after \(milliseconds.text) ms")
    }

    private func prepare(_ plan: Plan) async throws {
        guard let id = BenchRun.id else { return }
        let database = try StateDatabase(folder: folder + "/state")
        let now = Instant(seconds: 1_000)
        try await database.open(RunRecord(id: id, planDigest: "", openedAt: now))
        let done = plan.steps.prefix(steps / 2).flatMap { step in
            [
                JournalEvent(.started, step: step.id, attempt: 1),
                JournalEvent(.succeeded, step: step.id, attempt: 1, milliseconds: 1),
            ]
        }
        try await database.append(JournalBatch(Array(done)), to: id, at: now)
    }
}

/// Notes when the first step is asked for, and ends the run there.
private final class FirstEffect: StepRunner {
    private struct Enough: Error {}

    let moment = Mutex<ContinuousClock.Instant?>(nil)

    func run(_ request: StepRequest) async throws -> StepResult {
        moment.withLock { $0 = $0 ?? ContinuousClock().now }
        throw Enough()
    }

    func hasBegun(_ request: StepRequest) -> Bool { true }
    func stop(_ request: StepRequest) async throws {}
    func release(_ step: StepID, position: Int, in run: RunID, note: String) throws {}
    func keep(_ bytes: [UInt8], as name: String, in run: RunID) throws {}
    func logPath(of step: StepID, position: Int, in run: RunID) -> String { "" }
    func clean(_ run: RunID, on hosts: [AssetID]) async -> [BlindSpot] { [] }
}
