import Contracts
import Estate
import RecoveryPlan
import Store
import Testing

@Suite("Requests of people and the fence of controllers")
struct RunControlTests {
    private let folder = TemporaryFolder()
    private let run: RunID

    init() throws { run = try #require(RunID("20261123T213000-aa")) }

    private func journal() async throws -> StateDatabase {
        let journal = try StateDatabase(folder: folder.path)
        try await journal.open(RunRecord(id: run, planDigest: "abc", openedAt: Instant(seconds: 10)))
        return journal
    }

    @Test("a request is kept until it is answered together with what follows from it")
    func requests() async throws {
        let journal = try await journal()
        let hostile = "'; DROP TABLE run; -- \u{1B}[2J"
        let request = RunRequest(.skip, step: StepID("start/db1/postgresql"), person: "alice", because: hostile)
        let number = try await journal.ask(request, of: run, at: Instant(seconds: 11))
        var kept = request
        kept.number = number
        #expect(try await StateDatabase(folder: folder.path).openRequests(of: run) == [kept])
        #expect(try await journal.answer(to: number) == nil)
        let answer = RunAnswer(number: number, isAccepted: false, text: "it runs")
        try await journal.append(JournalBatch(answers: [answer]), to: run, at: Instant(seconds: 12))
        #expect(try await journal.openRequests(of: run).isEmpty)
        #expect(try await journal.answer(to: number) == answer)
    }

    @Test("nobody asks anything of a run that does not exist")
    func unknownRun() async throws {
        let journal = try await journal()
        let other = try #require(RunID("1-b"))
        await #expect(throws: (any Error).self) {
            try await journal.ask(
                RunRequest(.hold, step: nil, person: "a", because: "b"), of: other, at: Instant(seconds: 1))
        }
    }

    @Test("a controller that was taken over can record nothing, and shows no life")
    func fence() async throws {
        let journal = try await journal()
        let first = try await journal.takeOver(run, at: Instant(seconds: 100))
        try await journal.append(
            JournalBatch([JournalEvent(.resumed)]), to: run, fence: first, at: Instant(seconds: 101))
        let second = try await journal.takeOver(run, at: Instant(seconds: 50))
        #expect(second > first, "also when the clock was set back")
        let error = await #expect(throws: GroundupError.self) {
            try await journal.append(
                JournalBatch([JournalEvent(.stopRequested)]), to: run, fence: first, at: Instant(seconds: 102))
        }
        #expect(error?.code == .state && error?.message.contains("taken run") == true)
        await #expect(throws: GroundupError.self) { try await journal.beat(run, fence: first, at: Instant(seconds: 1)) }
        #expect(try await journal.entries(of: run, after: 0).map(\.event.kind) == [.opened, .resumed])
        try await journal.beat(run, fence: second, at: Instant(seconds: 103))
        #expect(try await journal.run(run)?.lastSeenAt == Instant(seconds: 103))
        #expect(try await journal.run(run)?.fence == second)
    }

    @Test("single steps share a run; a controller has it alone")
    func singleSteps() async throws {
        let journal = try await journal()
        let hosts = [AssetID("db1")]
        let first = try await journal.lease(run, hosts: hosts, as: .singleStep)
        let second = try await journal.lease(run, hosts: hosts, as: .singleStep)
        await #expect(throws: GroundupError.self) { try await journal.lease(run, hosts: hosts) }
        first.release()
        second.release()
        let controller = try await journal.lease(run, hosts: hosts)
        await #expect(throws: GroundupError.self) { try await journal.lease(run, hosts: hosts, as: .singleStep) }
        controller.release()
    }
}
