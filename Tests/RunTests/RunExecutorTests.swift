import Contracts
import Estate
import Orchestration
import RecoveryPlan
import RunMachine
import Testing

@Suite("A plan is carried out", .timeLimit(.minutes(1)))
struct RunExecutorTests {
    private let trail = Trail()
    private let run: RunID

    init() throws { run = try #require(RunID("1-a")) }

    private var record: RunRecord { RunRecord(id: run, planDigest: "d", openedAt: Instant(seconds: 100)) }

    private func executor(
        _ plan: Plan, _ journal: MemoryJournal? = nil, observer: TrailObserver? = nil,
        answer: @escaping @Sendable (StepRequest) -> FakeSteps.Answer = { _ in .result(.succeeded) }
    ) throws -> RunExecutor {
        try RunExecutor(
            plan: plan, run: run, journal: journal ?? MemoryJournal(trail),
            steps: FakeSteps(trail: trail, answer: answer), secrets: FakeSecrets(), clock: FixedClock(),
            observer: observer ?? TrailObserver(trail: trail))
    }

    @Test("every start is recorded before its body, every end before what needs it")
    func order() async throws {
        let outcome = try await executor(letterPlan("abc", needs: ["b": "a", "c": "b"])).start(
            planDigest: "d", stops: SentStops())
        #expect(outcome == .succeeded)
        let expected = [
            "seen opened 0 false", "append", "started a", "seen started a 1 false", "body a 1", "append", "succeeded a",
            "started b", "measured a 1500", "seen succeeded a", "seen started b 1 false", "body b 1",
        ]
        #expect(Array(trail.all.prefix(expected.count)) == expected)
        let end = ["finished -", "measured c 1500", "seen succeeded c", "clean db1"]
        #expect(Array(trail.all.suffix(6).prefix(4)) == end)
        #expect(trail.all.suffix(2) == ["seen warning db1: not cleaned", "seen finished succeeded"])
    }

    @Test("a failed step skips exactly its dependents; the rest goes on; nothing is cleaned")
    func failure() async throws {
        let plan = letterPlan("abcd", needs: ["b": "a", "c": "b"])
        let journal = MemoryJournal(trail)
        let outcome = try await executor(plan, journal) {
            $0.step.id.text == "a" ? .result(.failed(exit: 3)) : .result(.succeeded)
        }
        .start(planDigest: "d", stops: SentStops())
        #expect(outcome == .incomplete)
        #expect(trail.position(of: "body d 1") != nil && trail.position(of: "body b 1") == nil)
        #expect(trail.position(of: "seen skipped b a") != nil && trail.position(of: "seen skipped c a") != nil)
        let failed = journal.events.first { $0.kind == .failed }
        #expect(failed?.detail == "exit 3: last words\nlast words")
        #expect(journal.events.filter { $0.kind == .skipped }.count == 2)
        #expect(!trail.all.contains { $0.hasPrefix("clean") })
    }

    @Test("an attempt that failed is tried again after a pause")
    func retry() async throws {
        let outcome = try await executor(letterPlan("a", attempts: 2)) {
            $0.attempt == 1 ? .result(.timedOut) : .result(.succeeded)
        }
        .start(planDigest: "d", stops: SentStops())
        #expect(outcome == .succeeded)
        #expect(trail.position(of: "seen failed a 1") != nil && trail.position(of: "body a 2") != nil)
    }

    @Test("a missing secret fails its step, not the run")
    func missingSecret() async throws {
        let journal = MemoryJournal(trail)
        let outcome = try await executor(letterPlan("a", secret: "unknown"), journal).start(
            planDigest: "d", stops: SentStops())
        #expect(outcome == .incomplete)
        #expect(trail.position(of: "body a 1") == nil)
        #expect(journal.events.contains { $0.detail.contains("Put it there.") })
    }

    @Test("when the journal cannot be written, the body does not start", arguments: [1, 2])
    func journalFailure(failing: Int) async throws {
        let journal = MemoryJournal(trail, failing: failing)
        let executor = try executor(letterPlan("ab", needs: ["b": "a"]), journal)
        await #expect(throws: GroundupError.self) { try await executor.start(planDigest: "d", stops: SentStops()) }
        #expect(trail.count(of: "body a 1") == failing - 1)
        #expect(trail.count(of: "body b 1") == 0)
    }

    @Test("when the controller cannot go on, others are left to run on, and nothing is recorded as ended")
    func controllerFault() async throws {
        let journal = MemoryJournal(trail)
        let executor = try executor(letterPlan("ab"), journal) { $0.step.id.text == "a" ? .fault : .hold }
        await #expect(throws: GroundupError.self) { try await executor.start(planDigest: "d", stops: SentStops()) }
        #expect(Set(journal.events.map(\.kind)) == [.opened, .started])
    }

    @Test("the first stop lets running steps finish and starts nothing more")
    func stop() async throws {
        let stops = SentStops()
        let gate = AsyncStream.makeStream(of: Void.self)
        let observer = TrailObserver(trail: trail) { line in
            if line == "seen started a 1 false" { stops.continuation.yield(.finishRunning) }
            if line.hasPrefix("seen finishRunning") { gate.continuation.finish() }
        }
        let steps = GatedSteps(trail: trail, gate: gate.stream)
        let executor = try RunExecutor(
            plan: letterPlan("ab", needs: ["b": "a"]), run: run, journal: MemoryJournal(trail), steps: steps,
            secrets: FakeSecrets(), clock: FixedClock(), observer: observer)
        #expect(try await executor.start(planDigest: "d", stops: stops) == .stopped)
        #expect(trail.position(of: "seen finishRunning 1") != nil)
        #expect(trail.position(of: "succeeded a") != nil && trail.position(of: "body b 1") == nil)
        #expect(trail.all.last == "seen finished stopped")
    }

    @Test("the second stop leaves at once; a resumed run takes up what was left")
    func leave() async throws {
        let stops = SentStops()
        let observer = TrailObserver(trail: trail) { line in
            if line == "seen started a 1 false" {
                stops.continuation.yield(.finishRunning)
                stops.continuation.yield(.leave)
            }
        }
        let journal = MemoryJournal(trail)
        let plan = letterPlan("ab", needs: ["b": "a"])
        let left = try await executor(plan, journal, observer: observer) { _ in .hold }.start(
            planDigest: "d", stops: stops)
        #expect(left == .stopped)
        #expect(journal.events.last == JournalEvent(.finished, detail: "stopped"))

        let again = try await executor(plan, journal).resume(record, stops: SentStops())
        #expect(again == .succeeded)
        #expect(trail.position(of: "seen started a 1 true") != nil, "the same attempt is attached to")
        #expect(journal.events.filter { $0.kind == .started }.map(\.step?.text) == ["a", "b"])
    }

    @Test("a plan that cannot be run is refused before anything is touched")
    func refused() {
        var circular = letterPlan("ab", needs: ["a": "b", "b": "a"])
        let error = #expect(throws: GroundupError.self) { try executor(circular) }
        #expect(error?.code == .planRefused && error?.message.contains("a, b") == true)
        circular = letterPlan("a")
        circular.bodies = [:]
        #expect(throws: GroundupError.self) { try executor(circular) }
        #expect(trail.all.isEmpty)
    }

    @Test("a journal that names other steps than the plan is refused")
    func foreignJournal() async throws {
        let journal = MemoryJournal(
            trail, history: [JournalEvent(.opened), JournalEvent(.started, step: StepID("x"), attempt: 1)])
        let executor = try executor(letterPlan("a"), journal)
        await #expect(throws: GroundupError.self) { try await executor.resume(record, stops: SentStops()) }
        #expect(!trail.all.contains { $0.hasPrefix("body") })
    }

    @Test("names of runs follow the clock")
    func names() {
        #expect(RunID.make(at: Instant(seconds: 1_795_469_400), chance: 0x4f2a)?.text == "20261123T213000-4f2a")
        #expect(RunID.make(at: Instant(seconds: 951_782_400), chance: 0)?.text == "20000229T000000-0")
        #expect(RunID("../x") == nil && RunID("") == nil && RunID("-a") == nil && RunID("A") == nil)
    }
}

/// Bodies that end when the gate opens.
private struct GatedSteps: StepRunner {
    let trail: Trail
    let gate: AsyncStream<Void>

    func run(_ request: StepRequest) async throws -> StepResult {
        for await _ in gate {}
        return StepResult(outcome: .succeeded, milliseconds: 1, lastLines: [])
    }

    func hasBegun(_ request: StepRequest) -> Bool { true }
    func stop(_ request: StepRequest) async throws {}

    func release(_ step: StepID, position: Int, in run: RunID, note: String) throws {}
    func keep(_ bytes: [UInt8], as name: String, in run: RunID) throws {}

    func logPath(of step: StepID, position: Int, in run: RunID) -> String { "" }
    func clean(_ run: RunID, on hosts: [AssetID]) async -> [BlindSpot] { [] }
}
