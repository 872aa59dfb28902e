import Contracts
import Estate
import Orchestration
import RecoveryPlan
import RunMachine
import Testing

@Suite("Starts that are recorded ahead", .timeLimit(.minutes(1)))
struct AnnouncementTests {
    private let trail = Trail()
    private let run: RunID
    private static let count = 200

    init() throws { run = try #require(RunID("1-a")) }

    private var plan: Plan {
        var plan = Plan(estate: "wide", estateDigest: "", scope: ["all"], asOf: Instant(seconds: 0))
        plan.bodies = ["body": "true"]
        plan.capacities = [Capacity(name: "workers", units: 2)]
        plan.steps = (0..<Self.count).map { number in
            Step(
                id: StepID("work/\(number)"), title: "", asset: AssetID("a"), target: AssetID("a"), place: .controller,
                body: "body", needs: number < 100 ? [] : [Need(step: StepID("work/\(number - 100)"), why: "test")],
                capacities: [CapacityUse(capacity: "workers", units: 1)], estimate: Estimate(seconds: 1, basis: "test"),
                timeout: 60, attempts: 1, why: "test")
        }
        return plan
    }

    private func executor(
        _ journal: MemoryJournal, begun: Set<String> = [], plan: Plan? = nil,
        answer: @escaping @Sendable (StepRequest) -> FakeSteps.Answer = { _ in .result(.succeeded) }
    ) throws -> RunExecutor {
        try RunExecutor(
            plan: plan ?? self.plan, run: run, journal: journal,
            steps: FakeSteps(trail: trail, begun: begun, answer: answer), secrets: FakeSecrets(), clock: FixedClock(),
            observer: TrailObserver(trail: trail))
    }

    @Test("no body runs before the journal tells that it may, and steps share writes")
    func order() async throws {
        let journal = MemoryJournal(trail)
        let outcome = try await executor(journal).start(planDigest: "d", stops: SentStops())
        #expect(outcome == .succeeded)
        for number in 0..<Self.count {
            let name = "work/\(number)"
            let told = [trail.position(of: "announced \(name)"), trail.position(of: "started \(name)")]
            let first = try #require(told.compactMap(\.self).min())
            let body = try #require(trail.position(of: "body \(name) 1"))
            #expect(first < body)
            guard number >= 100 else { continue }
            let end = try #require(trail.position(of: "succeeded work/\(number - 100)"))
            #expect(end < body, "\(name) began before what it needs was recorded")
        }
        #expect(trail.count(of: "append") < Self.count)
        #expect(journal.events.filter { $0.kind == .started }.count == Self.count)
        #expect(journal.events.filter { $0.kind == .succeeded }.count == Self.count)
        #expect(journal.events.last?.kind == .finished)
    }

    @Test("few steps are not announced")
    func few() async throws {
        var plan = plan
        plan.steps = Array(plan.steps.prefix(16))
        let journal = MemoryJournal(trail)
        _ = try await executor(journal, plan: plan).start(planDigest: "d", stops: SentStops())
        #expect(!journal.events.contains { $0.kind == .announced })
    }

    @Test("whoever takes the run over asks which announced steps began")
    func takenOver() async throws {
        let journal = MemoryJournal(
            trail,
            history: [
                JournalEvent(.opened), JournalEvent(.started, step: StepID("work/0"), attempt: 1),
                JournalEvent(.announced, detail: "work/1\nwork/2\nwork/3"),
                JournalEvent(.started, step: StepID("work/1"), attempt: 1),
                JournalEvent(.succeeded, step: StepID("work/1"), attempt: 1),
            ])
        let record = RunRecord(id: run, planDigest: "d", openedAt: Instant(seconds: 100))
        let outcome = try await executor(journal, begun: ["work/1", "work/3"]).resume(record, stops: SentStops())
        #expect(outcome == .succeeded)
        #expect(trail.all.contains("seen started work/0 1 true"))
        #expect(trail.all.contains("seen started work/3 1 true"))
        #expect(trail.all.contains("seen started work/2 1 false"))
        #expect(trail.count(of: "body work/1 1") == 0)
        #expect(trail.count(of: "body work/3 1") == 1)
    }

    @Test("a journal that cannot be written ends the run although nothing waited for it")
    func fullDisk() async throws {
        let journal = MemoryJournal(trail, failing: 5)
        await #expect(throws: GroundupError.self) {
            try await executor(journal).start(planDigest: "d", stops: SentStops())
        }
        #expect(trail.all.filter { $0.hasPrefix("body") }.count < Self.count)
    }

    @Test("a failure and what it skips are recorded before anything else begins")
    func failure() async throws {
        let journal = MemoryJournal(trail)
        let outcome = try await executor(journal) {
            $0.step.id.text == "work/7" ? .result(.failed(exit: 1)) : .result(.succeeded)
        }
        .start(planDigest: "d", stops: SentStops())
        #expect(outcome == .incomplete)
        #expect(trail.count(of: "body work/107 1") == 0)
        #expect(journal.events.filter { $0.kind == .skipped }.map { $0.step?.text } == ["work/107"])
    }
}
