import Contracts
import Estate
import Foundation
import Glibc
import RecoveryPlan
import Testing

@testable import Host

@Suite("Bodies on the controller that go wrong", .timeLimit(.minutes(2)))
struct HostileStepTests {
    private let folder = TemporaryFolder()
    private let run: RunID
    private let runner: HostStepRunner

    init() throws {
        run = try #require(RunID("test-\(UInt32.random(in: 0...UInt32.max))"))
        runner = HostStepRunner(
            state: folder.path + "/state", sshConfiguration: nil, hosts: [], supervisor: supervisorProgram)
    }

    private func request(_ script: String, attempt: Int = 1, timeout: Int = 60) -> StepRequest {
        let step = Step(
            id: StepID("a"), title: "", asset: AssetID("a"), target: AssetID("a"), place: .controller, body: "b",
            parameters: [Parameter(name: "T", value: folder.path)], estimate: Estimate(seconds: 1, basis: "test"),
            timeout: timeout, attempts: 1, why: "test")
        return StepRequest(run: run, step: step, position: 3, attempt: attempt, script: script)
    }

    private func say(_ script: String) async throws {
        _ = try await SubprocessRunner().run(ProcessRequest("sh", ["-c", script, "sh", folder.path]))
    }

    /// The supervisor of this run, by what it was called with.
    private func supervisors() async throws -> [pid_t] {
        let found = try await SubprocessRunner().run(
            ProcessRequest("pgrep", ["-f", "RunHarness supervise-steps .*\(run)"]))
        return String(decoding: found.output, as: UTF8.self).split(separator: "\n").compactMap { pid_t($0) }
    }

    @Test("when the supervisor is killed the body goes on, nobody runs it again before it ended, and then it is lost")
    func killedSupervisor() async throws {
        try await say("mkfifo \"$1/begun\" \"$1/go\"")
        let slow = request("echo x >> $T/count; echo > $T/begun; read -r _ < $T/go; echo done >> $T/count")
        let waiting = Task { try await runner.run(slow) }
        try await say("cat \"$1/begun\"")
        let killed = try await supervisors()
        #expect(killed.count == 1)
        for process in killed { kill(process, SIGKILL) }
        let next = Task { try await runner.run(request("cat $T/count > $T/seen", attempt: 2)) }
        while try await supervisors().filter({ !killed.contains($0) }).isEmpty {}
        try await say("echo > \"$1/go\"")
        #expect(try await waiting.value.outcome == .lost)
        #expect(try await next.value.outcome == .succeeded)
        #expect(folder.text("seen") == "x\ndone\n", "the next attempt began once the orphan had ended")
        #expect(try await runner.run(slow).outcome == .lost)
        _ = await runner.clean(run, on: [])
    }

    @Test("what a body leaves running holds up nobody")
    func leftBehind() async throws {
        let first = try await runner.run(request("sleep 30 & echo $! > $T/pid"))
        #expect(first.outcome == .succeeded)
        #expect(try await runner.run(request("true", attempt: 2)).outcome == .succeeded)
        if let left = pid_t(folder.text("pid").dropLast()) { kill(left, SIGKILL) }
        _ = await runner.clean(run, on: [])
    }

    @Test("binary output is shown harmlessly; a question finds nobody to ask")
    func terminal() async throws {
        let script =
            #"printf 'a\033[31mb\007\377\n'; read -r answer || echo no input; (: < /dev/tty) 2> /dev/null || echo no terminal"#
        let result = try await runner.run(request(script))
        #expect(result.lastLines.dropFirst() == ["no input", "no terminal"])
        let shown = try #require(result.lastLines.first)
        #expect(shown.hasPrefix("a\\x1B[31mb\\x07") && !shown.unicodeScalars.contains { $0.value < 0x20 })
        _ = await runner.clean(run, on: [])
    }

    @Test("a body too long for an argument runs all the same; an environment that is too long is refused")
    func long() async throws {
        let comment = String(repeating: "# long\n", count: 40_000)
        #expect(try await runner.run(request(comment + "echo end")).lastLines == ["end"])
        var tooLong = request("true", attempt: 2)
        tooLong.step.parameters = [Parameter(name: "LONG", value: String(repeating: "x", count: 3_000_000))]
        let refused = try await runner.run(tooLong)
        #expect(refused.outcome == .failed(exit: 73) && refused.lastLines.joined().contains("could not be started"))
        _ = await runner.clean(run, on: [])
    }

    @Test("an attempt that was stopped before it began never begins")
    func stoppedBefore() async throws {
        try await runner.stop(request("touch $T/ran"))
        #expect(try await runner.run(request("touch $T/ran")).outcome == .lost)
        #expect(folder.text("ran").isEmpty && !FileManager.default.fileExists(atPath: folder.path + "/ran"))
        _ = await runner.clean(run, on: [])
    }

    @Test("messages come through whole, whatever they hold and wherever they are cut")
    func messages() {
        let order = BodyOrder(
            kind: .run, ticket: 7, name: "0001-a", attempt: 2, limit: 60, secretsFolder: "/s",
            body: Array("echo\n".utf8),
            environment: [Array("A=b\nc".utf8), Array("E=".utf8)], secrets: [(name: "S", value: [0, 255, 10])])
        let bytes = SupervisorMessage.encoded(order.fields)
        for length in 0..<bytes.count {
            var position = 0
            #expect(SupervisorMessage.next(in: Array(bytes.prefix(length)), at: &position) == nil && position == 0)
        }
        var position = 0
        let again = SupervisorMessage.next(in: bytes + bytes, at: &position).flatMap { BodyOrder($0) }
        #expect(position == bytes.count && again?.fields == order.fields)
        #expect(BodyOrder([]) == nil && StepFrame(fields: []) == nil)
    }
}
