import Contracts
import Estate
import Orchestration
import RecoveryPlan
import RunMachine
import Testing

@Suite("People ask while a run goes on", .timeLimit(.minutes(1)))
struct RequestTests {
    private let trail = Trail()
    private let run: RunID

    init() throws { run = try #require(RunID("1-a")) }

    private func executor(
        _ plan: Plan, _ journal: MemoryJournal, answer: @escaping @Sendable (StepRequest) -> FakeSteps.Answer
    ) throws -> RunExecutor {
        try RunExecutor(
            plan: plan, run: run, journal: journal, steps: FakeSteps(trail: trail, answer: answer),
            secrets: FakeSecrets(), clock: FixedClock(), observer: TrailObserver(trail: trail))
    }

    private func ask(_ kind: RunRequestKind, _ step: String?, _ journal: MemoryJournal) async throws {
        let request = RunRequest(kind, step: step.map { StepID($0) }, person: "alice", because: "she knows")
        _ = try await journal.ask(request, of: run, at: Instant(seconds: 1))
    }

    @Test("what a person decides is in the journal with who and why, and answered, before it has an effect")
    func skip() async throws {
        let journal = MemoryJournal(trail)
        try await ask(.skip, "b", journal)
        let outcome = try await executor(letterPlan("abc", needs: ["b": "a", "c": "b"]), journal) {
            // a runs until the request has been taken in.
            $0.step.id.text == "a" ? .afterAnswers(journal, 1) : .result(.succeeded)
        }
        .start(planDigest: "d", stops: SentStops())
        #expect(outcome == .partial)
        #expect(journal.events.contains(JournalEvent(.waived, step: StepID("b"), detail: "alice: she knows")))
        #expect(try await journal.answer(to: 1)?.isAccepted == true)
        #expect(trail.position(of: "body b 1") == nil)
        let recorded = try #require(trail.position(of: "waived b"))
        let told = try #require(trail.position(of: "seen skip b"))
        #expect(recorded < told)
    }

    @Test("what cannot be done is refused with a reason, and changes nothing")
    func refused() async throws {
        let journal = MemoryJournal(trail)
        try await ask(.skip, "a", journal)
        try await ask(.retry, "b", journal)
        let outcome = try await executor(letterPlan("ab", needs: ["b": "a"]), journal) {
            $0.step.id.text == "a" ? .afterAnswers(journal, 2) : .result(.succeeded)
        }
        .start(planDigest: "d", stops: SentStops())
        #expect(outcome == .succeeded)
        #expect(try await journal.answer(to: 1)?.text.contains("a runs") == true)
        #expect(try await journal.answer(to: 2)?.text.contains("has yet to start") == true)
        #expect(!journal.events.contains { $0.kind == .waived || $0.kind == .retried })
    }

    @Test("a run that is given up ends its bodies before it says that it ended")
    func cancel() async throws {
        let journal = MemoryJournal(trail)
        try await ask(.cancel, nil, journal)
        let outcome = try await executor(letterPlan("a"), journal) { _ in .hold }.start(
            planDigest: "d", stops: SentStops())
        #expect(outcome == .cancelled)
        let ended = try #require(trail.position(of: "stop a 1"))
        let told = try #require(trail.position(of: "seen finished cancelled"))
        #expect(ended < told)
        #expect(journal.events.last == JournalEvent(.finished, detail: "cancelled"))
    }

    @Test("a failed step is tried again while another one still runs")
    func retry() async throws {
        let journal = MemoryJournal(trail)
        let plan = letterPlan("abc", needs: ["c": "b"])
        try await ask(.hold, "c", journal)
        let run = run
        let outcome = try await executor(plan, journal) { request in
            switch (request.step.id.text, request.attempt) {
            case ("b", 1): .result(.failed(exit: 1))
            case ("a", _): .afterAsking(journal, run, [(.retry, "b"), (.release, "c")])
            default: .result(.succeeded)
            }
        }
        .start(planDigest: "d", stops: SentStops())
        #expect(outcome == .succeeded)
        #expect(trail.position(of: "body b 2") != nil)
    }
}
