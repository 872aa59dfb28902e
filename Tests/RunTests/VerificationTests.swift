import Contracts
import Estate
import Orchestration
import RecoveryPlan
import RunMachine
import Testing

@Suite("Checks are made again at the end", .timeLimit(.minutes(1)))
struct VerificationTests {
    private let trail = Trail()
    private let run: RunID

    init() throws { run = try #require(RunID("1-a")) }

    /// A start and two checks of it.
    private var plan: Plan {
        var plan = letterPlan("abc", needs: ["b": "a", "c": "a"])
        for (number, name) in ["start/x", "verify/x", "verify/y"].enumerated() { plan.steps[number].id = StepID(name) }
        for number in 1...2 { plan.steps[number].needs = [Need(step: StepID("start/x"), why: "test")] }
        return plan
    }

    private func outcome(
        _ journal: MemoryJournal, again: @escaping @Sendable (String) -> StepOutcome
    ) async throws -> RunOutcome {
        let steps = FakeSteps(trail: trail) { request in
            let name = request.step.id.text
            return .result(name.hasPrefix("again-") ? again(name) : .succeeded)
        }
        return try await RunExecutor(
            plan: plan, run: run, journal: journal, steps: steps, secrets: FakeSecrets(), clock: FixedClock(),
            observer: TrailObserver(trail: trail)
        ).start(planDigest: "d", stops: SentStops())
    }

    private func told(_ journal: MemoryJournal) -> [String] {
        journal.events.filter { $0.kind == .verified }.map { "\($0.step?.text ?? "") \($0.detail)" }
    }

    @Test("what passes again is recorded before the end of the run")
    func pass() async throws {
        let journal = MemoryJournal(trail)
        #expect(try await outcome(journal) { _ in .succeeded } == .succeeded)
        #expect(told(journal) == ["verify/x end: pass", "verify/y end: pass"])
        #expect(journal.events.last == JournalEvent(.finished, detail: "succeeded"))
        #expect(trail.all.filter { $0.contains("again-1/start") }.isEmpty, "only checks are made again")
    }

    @Test("what fails at the end makes the run incomplete; what cannot be tested is neither")
    func failure() async throws {
        let journal = MemoryJournal(trail)
        #expect(try await outcome(journal) { $0.hasSuffix("/x") ? .failed(exit: 3) : .unreachable } == .incomplete)
        #expect(
            told(journal) == [
                "verify/x end: fail: last words", "verify/y end: not tested: its host could not be reached",
            ])
        #expect(journal.events.last == JournalEvent(.finished, detail: "incomplete"))
        #expect(!trail.all.contains { $0.hasPrefix("clean") }, "a resumed run makes them again")
    }

    @Test("a line of the journal is read back", arguments: [VerificationResult.pass, .fail("a: b"), .notTested("c")])
    func text(result: VerificationResult) {
        let verification = Verification(step: StepID("s"), mode: .continuous, result: result)
        #expect(Verification(StepID("s"), text: verification.text) == verification)
        #expect(Verification(StepID("s"), text: "started") == nil)
    }
}
