import Contracts
import Estate
import Formats
import Orchestration
import RecoveryPlan
import RunMachine
import Testing

/// Everything that would stop a run half-way is seen before it begins.
@Suite("Preflight", .serialized)
struct PreflightTests {
    private let office: Office
    private let workplace: Workplace
    private let stored: StoredPlan

    init() async throws {
        office = try Office()
        workplace = try office.workplace([try await office.approver("alice", "operator")])
        stored = try await office.plan(workplace)
        try await office.decide(.approve, "alice", stored, workplace)
    }

    private func failures() async throws -> [String] {
        let record = try await Preflight(workplace).record(stored, remaining: stored.plan.steps)
        #expect(record.isReady == !record.findings.contains { $0.verdict == .failed })
        return record.findings.filter { $0.verdict == .failed }.map(\.check)
    }

    @Test("all is well, and what was not looked at is said")
    func ready() async throws {
        let record = try await Preflight(workplace).record(stored, remaining: stored.plan.steps)
        #expect(record.isReady, "\(record.findings)")
        let looked = Set(record.findings.filter { $0.verdict == .passed }.map(\.check))
        #expect(looked == ["state", "tools", "secrets", "repositories", "hosts", "clocks", "capacities"])
        #expect(Set(record.findings.filter { $0.verdict == .notChecked }.map(\.check)) == ["media", "space"])
        #expect(try await Preflight(workplace).history(limit: 5) == [record])
        #expect(PreflightDocument.bytes(record).count > 100)
    }

    struct Spoiling: Sendable, CustomTestStringConvertible {
        let check: String
        let spoil: @Sendable (inout Surroundings.State) -> Void
        var testDescription: String { check }
    }

    static let spoilings = [
        Spoiling(check: "repositories") { $0.repository = .failure(EngineFailure(.wrongKey, "")) },
        Spoiling(check: "repositories") { $0.repository = .success(RestorePointList([])) },
        Spoiling(check: "repositories") { $0.repository = .failure(EngineFailure(.network, "no route")) },
        Spoiling(check: "secrets") { $0.secrets = [] },
        Spoiling(check: "tools") { $0.tools = ["ssh"] },
        Spoiling(check: "hosts") { $0.isReachable = false },
        Spoiling(check: "hosts") { $0.hostFree = 1 << 20 },
        Spoiling(check: "clocks") { $0.skew = -301 },
        Spoiling(check: "clocks") { $0.skew = 301 },
        Spoiling(check: "state") { $0.free = 1 << 20 },
        Spoiling(check: "state") { $0.isWritable = false },
    ]

    @Test("each thing that is missing is found, and nothing starts", arguments: spoilings)
    func spoilt(spoiling: Spoiling) async throws {
        office.around.set(spoiling.spoil)
        #expect(try await failures() == [spoiling.check])
        #expect(try await office.start(stored, workplace) == .preflight)
        #expect(try await workplace.journal.runs().isEmpty, "no run was opened")
    }

    @Test("a clock before the newest restore point is found")
    func ownClock() async throws {
        office.clock.advance(-200_000)
        #expect(try await failures() == ["clocks"])
    }

    @Test("a step that needs more than there is is found")
    func capacities() async throws {
        let plan = try await office.plan(workplace) { $0.capacities = [Capacity(name: "controller", units: 0)] }
        let record = try await Preflight(workplace).record(plan, remaining: plan.plan.steps)
        #expect(record.findings.filter { $0.verdict == .failed }.map(\.check) == ["capacities"])
    }

    @Test("a depot that changed since the plan was made voids its approvals; a spoilt one fails")
    func depot() async throws {
        let installing = try await office.plan(workplace) { plan in
            plan.depotDigest = "d1"
            plan.steps[0].id = StepID("media/db1")
        }
        try await office.decide(.approve, "alice", installing, workplace)
        office.around.set { $0.depot = "d2" }
        #expect(try await office.start(installing, workplace) == .approval)
        office.around.set { $0.depot = nil }
        #expect(try await office.start(installing, workplace) == .approval)
        office.around.set { $0.depot = "d1" }
        office.around.set { $0.isDepotGood = false }
        #expect(try await office.start(installing, workplace) == .preflight)
        office.around.set { $0.isDepotGood = true }
        #expect(try await office.start(installing, workplace, "2") == .runFailed, "it started")
    }

    @Test("a run that goes on is checked for what is left only")
    func resumed() async throws {
        office.around.set { $0.secrets = [] }
        office.around.set { $0.repository = .failure(EngineFailure(.wrongKey, "")) }
        let record = try await Preflight(workplace).record(stored, remaining: [], continuing: true)
        #expect(record.isReady && !record.findings.contains { $0.check == "repositories" && $0.verdict != .notChecked })

        let run = try #require(RunID("20261125T000000-9"))
        let now = office.clock.now()
        try await workplace.journal.open(RunRecord(id: run, planDigest: stored.digest, openedAt: now))
        let error = await #expect(throws: GroundupError.self) {
            try await workplace.resume(run, observer: Silent(), stops: Silent())
        }
        #expect(error?.code == .preflight, "its only step is still to be done")
        let step = stored.plan.steps[0].id
        try await workplace.journal.append(
            JournalBatch([
                JournalEvent(.started, step: step, attempt: 1), JournalEvent(.succeeded, step: step, attempt: 1),
            ]), to: run, at: now)
        let outcome = try await workplace.resume(run, observer: Silent(), stops: Silent()).outcome
        #expect(outcome == .succeeded)
    }

    @Test("no secret is in what is kept")
    func noSecret() async throws {
        let record = try await Preflight(workplace).record(stored, remaining: stored.plan.steps)
        #expect(!String(decoding: PreflightDocument.bytes(record), as: UTF8.self).contains("s3cret"))
    }
}
