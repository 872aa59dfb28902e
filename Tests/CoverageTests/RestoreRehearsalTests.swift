import Assurance
import Contracts
import Estate
import RecoveryPlan
import Testing

@testable import Orchestration

@Suite struct RestoreRehearsalTests {
    private let dump = AssetID("db1:/srv")

    private func rehearsal(_ kinds: [(String, JournalKind, Int64)]) throws -> Rehearsal {
        func step(_ id: String, _ asset: String, _ needs: [String] = []) -> Step {
            Step(
                id: StepID(id), title: "", asset: AssetID(asset), target: AssetID("db1"), place: .target, body: "b",
                needs: needs.map { Need(step: StepID($0), why: "test") },
                estimate: Estimate(seconds: 1, basis: "test"), timeout: 9, attempts: 1, why: "test")
        }
        var plan = Plan(estate: "shop", estateDigest: "", scope: ["all"], asOf: Instant(seconds: 0))
        plan.steps = [
            step("restore-files/db1:/srv", "db1:/srv"), step("restore-files/app1:/srv", "app1:/srv"),
            step("start/db1/postgresql", "db1/postgresql", ["restore-files/db1:/srv"]),
            step("verify/shop", "app1", ["start/db1/postgresql"]),
        ]
        let range = PredictedRange(low: 1, median: 1, high: 1)
        plan.prediction = Prediction(
            makespan: 1, range: range, criticalPath: 1, bottleneck: nil, bottleneckSeconds: 0, isShortest: true,
            schedules: 1,
            applications: [
                PredictedRecovery(
                    application: "shop", steps: [StepID("verify/shop")], priority: 1, seconds: 1, range: range,
                    objective: nil)
            ], capacityValues: [])
        let id = try #require(RunID("20261123T213000-aa"))
        let run = RunRecord(id: id, planDigest: "", openedAt: Instant(seconds: 1_000))
        let entries = kinds.enumerated().map { number, item in
            JournalEntry(
                sequence: Int64(number), time: Instant(seconds: 1_000 + item.2),
                event: JournalEvent(item.1, step: StepID(item.0), attempt: 1))
        }
        return Rehearsal(run: run, plan: plan, entries: entries)
    }

    @Test func `an application that came back was measured, and what it needed works`() throws {
        let rehearsal = try rehearsal([
            ("restore-files/db1:/srv", .succeeded, 10), ("restore-files/app1:/srv", .succeeded, 12),
            ("start/db1/postgresql", .succeeded, 15), ("verify/shop", .succeeded, 20),
        ])
        #expect(rehearsal.measured.map(\.seconds) == [20])
        #expect(rehearsal.tests.map(\.depth) == [.working, .decoded], "nothing shows that app1:/srv works")
        #expect(rehearsal.tests.first?.at == Instant(seconds: 1_010))
    }

    @Test(arguments: [JournalKind.failed, .waived, .markedDone, .skipped])
    func `one that a person went on without, or that failed, was not`(kind: JournalKind) throws {
        let rehearsal = try rehearsal([("restore-files/db1:/srv", .succeeded, 10), ("verify/shop", kind, 20)])
        #expect(rehearsal.measured.isEmpty)
        #expect(rehearsal.tests.map(\.depth) == [.decoded])
    }

    @Test func `a restore that did not succeed is no test`() throws {
        #expect(try rehearsal([("restore-files/db1:/srv", .failed, 10)]).tests.isEmpty)
        #expect(try rehearsal([]).tests.isEmpty)
    }
}
