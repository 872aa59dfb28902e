import Contracts
import Estate
import Host
import Restic
import Testing

@testable import Orchestration

/// Neither the tool's own end nor the list is enough alone.
@Suite struct JudgementTests {
    private let engine = ResticEngine(runner: SubprocessRunner(), secrets: SecretPlaces())

    private func point(
        _ id: String, host: String = "web01", _ paths: [String] = ["/srv"], state: RestorePoint.State = .complete
    ) -> RestorePoint {
        var point = RestorePoint(id: id, host: host, takenAt: Instant(seconds: 5), paths: paths)
        point.state = state
        return point
    }

    private func state(
        _ lines: [String], outcome: StepOutcome = .succeeded, after: [RestorePoint]
    ) throws -> BackupResult.State {
        let repository = RepositoryEntry(name: "r", engine: "restic", url: "/r")
        let job = RealBackups.job(repository, paths: ["/srv"])
        let before = RestorePointList([point("old")])
        return BackupJudgement(engine: engine, job: job).result(
            of: StepResult(outcome: outcome, milliseconds: 1, lastLines: lines), before: before,
            after: .success(RestorePointList([point("old")] + after)), named: "x"
        ).state
    }

    private let good = ["groundup-ended 0", "out: {\"message_type\":\"summary\"}"]

    @Test func `done needs both`() throws {
        #expect(try state(good, after: [point("new")]) == .done)
        #expect(try state(good, after: []) == .failed)
        #expect(try state(["groundup-ended 1", "err: Fatal: x"], after: []) == .failed)
    }

    @Test func `another host's, another job's or an unusable point proves nothing`() throws {
        #expect(try state(good, after: [point("new", host: "db1")]) == .failed)
        #expect(try state(good, after: [point("new", ["/etc"])]) == .failed)
        #expect(try state(good, after: [point("new", state: .failed)]) == .failed)
        #expect(try state(good, after: [point("new", host: "web01.example")]) == .done)
    }

    @Test func `what lacks something is partial`() throws {
        #expect(try state(["groundup-ended 3", "err: error: open x"], after: [point("new")]) == .partial)
        #expect(try state(["groundup-ended 0", "err: error: open x"], after: [point("new")]) == .partial)
        #expect(try state(good, after: [point("new", state: .partial)]) == .partial)
    }

    @Test func `what told nothing is unknown, and what failed failed`() throws {
        #expect(try state(["hello"], after: [point("new")]) == .unknown)
        #expect(try state(good, outcome: .timedOut, after: [point("new")]) == .failed)
        #expect(try state(good, outcome: .lost, after: []) == .failed)
    }

    @Test func `a list that cannot be read afterwards proves nothing`() throws {
        let repository = RepositoryEntry(name: "r", engine: "restic", url: "/r")
        let judgement = BackupJudgement(engine: engine, job: RealBackups.job(repository, paths: ["/srv"]))
        let result = judgement.result(
            of: StepResult(outcome: .succeeded, milliseconds: 1, lastLines: good), before: RestorePointList([]),
            after: .failure(EngineFailure(.network, "gone")), named: "x")
        #expect(result.state == .unknown)
    }

    @Test func `only the last ending of a body counts`() throws {
        let ending = try #require(ProtectionFrame.ending(in: ["groundup-ended 0", "groundup-ended 7", "err: b"]))
        #expect(ending.outcome == .exited(7) && ending.errors == "b\n")
        #expect(ProtectionFrame.ending(in: ["groundup-ended x"]) == nil)
    }
}
