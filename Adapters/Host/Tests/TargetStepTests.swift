import Contracts
import Estate
import Foundation
import Glibc
import Host
import RecoveryPlan
import Testing

/// The ssh configuration of the tests that need a host; `nil` where there is none.
let targetConfiguration = getenv("GROUNDUP_TEST_SSH_CONFIG").map { String(cString: $0) }
let targetHost = getenv("GROUNDUP_TEST_HOST").map { String(cString: $0) } ?? "app1"

/// Needs a host with systemd that may be written to below /var/lib/groundup and /run/groundup: its ssh configuration in
/// `GROUNDUP_TEST_SSH_CONFIG`, its name in `GROUNDUP_TEST_HOST`.
@Suite(
    "Steps on a target", .serialized, .timeLimit(.minutes(3)),
    .enabled(if: targetConfiguration != nil, "GROUNDUP_TEST_SSH_CONFIG names no ssh configuration"))
struct TargetStepTests {
    let folder = TemporaryFolder()
    let run: RunID
    let runner: HostStepRunner

    init() throws {
        run = try #require(RunID("test-\(UInt32.random(in: 0...UInt32.max))"))
        runner = HostStepRunner(
            state: folder.path + "/state", sshConfiguration: targetConfiguration, hosts: [HostEntry(name: targetHost)],
            supervisor: supervisorProgram, patience: 20)
    }

    func request(
        _ script: String, parameters: [String: String] = [:], secrets: [ResolvedSecret] = [],
        target: String = targetHost,
        position: Int = 7, timeout: Int = 60
    ) -> StepRequest {
        let step = Step(
            id: StepID("start/db1:/a b/$(x)"), title: "", asset: AssetID("a"), target: AssetID(target),
            place: .target, body: "b", parameters: parameters.map { Parameter(name: $0.key, value: $0.value) },
            estimate: Estimate(seconds: 1, basis: "test"), timeout: timeout, attempts: 1, why: "test")
        return StepRequest(
            run: run, step: step, position: position, attempt: 1, script: script, secrets: secrets)
    }

    @Test(
        "parameters and secrets arrive exactly; secrets go; the body runs in a unit of its own; cleaning leaves nothing"
    )
    func delivery() async throws {
        let hostile = "a'b\"c$(id)`id`\\\n; rm -rf x\t*é%n${HOME}"
        let secret = ResolvedSecret(name: "GU_PASSWORD", value: Array("geheim'\n#1".utf8))
        let script = #"""
            printf '%s' "$GU_VALUE" | od -An -tx1 | tr -d ' \n'; echo
            stat -c %a "$GU_PASSWORD"; stat -f -c %T "$GU_PASSWORD"; cat "$GU_PASSWORD"; echo
            cat /proc/self/cgroup; echo "$HOME $LC_ALL"; test -d "$GU_SCRATCH"
            """#
        let result = try await runner.run(request(script, parameters: ["GU_VALUE": hostile], secrets: [secret]))
        #expect(result.outcome == .succeeded, "\(result.lastLines)")
        let bytes = hostile.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let lines = result.lastLines
        #expect(lines.prefix(4) == [bytes, "600", "tmpfs", "[secret GU_PASSWORD]"])
        #expect(lines.contains { $0.contains("groundup-\(run)-0007-") } && lines.last == "/root C")
        let gone = try await runner.run(request("ls -A /run/groundup/\(run)/s", position: 8))
        #expect(gone.lastLines.allSatisfy { $0.hasPrefix("0008-") })
        #expect(await runner.clean(run, on: [AssetID(targetHost)]).isEmpty)
        let left = try await runner.run(request("ls /var/lib/groundup/runs /run/groundup", position: 9))
        #expect(left.lastLines.filter { $0.contains(run.text) }.count == 2, "only this step's own")
        _ = await runner.clean(run, on: [AssetID(targetHost)])
    }

    @Test("failures, time limits and vanished units are told apart")
    func outcomes() async throws {
        let failed = try await runner.run(request("echo no such zone >&2; exit 4"))
        #expect(failed.outcome == .failed(exit: 4) && failed.lastLines.last == "no such zone")
        #expect(try await runner.run(request("sleep 100", position: 8, timeout: 1)).outcome == .timedOut)
        let vanished = request(
            "systemctl kill --signal=KILL groundup-\(run)-0009-start-db1--a-b---x--1; sleep 9", position: 9)
        #expect(try await runner.run(vanished).outcome == .lost)
        _ = await runner.clean(run, on: [AssetID(targetHost)])
    }

    @Test("a body goes on when nobody waits any more, and is taken up again")
    func attach() async throws {
        let slow = request("echo x >> \"$GU_SCRATCH/count\"; sleep 3; cat \"$GU_SCRATCH/count\"")
        let waiting = Task { try await runner.run(slow) }
        let begun = request("until [ -s ../*/scratch/count ]; do sleep 0.1; done", position: 8)
        _ = try await runner.run(begun)
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        let again = try await runner.run(slow)
        #expect(again.outcome == .succeeded && again.lastLines == ["x"])
        #expect(again.milliseconds >= 3000)
        #expect(try await runner.run(slow).milliseconds == again.milliseconds)
        _ = await runner.clean(run, on: [AssetID(targetHost)])
    }

    @Test("a broken connection is taken up again within the same call")
    func brokenConnection() async throws {
        let slow = request("echo x >> \"$GU_SCRATCH/count\"; sleep 4; cat \"$GU_SCRATCH/count\"")
        let waiting = Task { try await runner.run(slow) }
        _ = try await runner.run(request("until [ -s ../*/scratch/count ]; do sleep 0.1; done", position: 8))
        // Every ssh client of this run ends at once; between two questions there is none.
        var processes: [pid_t] = []
        while processes.isEmpty {
            let own = try await SubprocessRunner().run(ProcessRequest("pgrep", ["-f", "ControlPath=.*\(run)/c/"]))
            processes = String(decoding: own.output, as: UTF8.self).split(separator: "\n").compactMap { pid_t($0) }
        }
        for process in processes { kill(process, SIGKILL) }
        let result = try await waiting.value
        #expect(result.outcome == .succeeded && result.lastLines == ["x"])
        _ = await runner.clean(run, on: [AssetID(targetHost)])
    }

    @Test("a host that does not answer is said, after patience")
    func unreachable() async throws {
        let impatient = HostStepRunner(
            state: folder.path + "/state", sshConfiguration: targetConfiguration, hosts: [], patience: 0)
        let result = try await impatient.run(request("true", target: "no-such-host.invalid"))
        #expect(result.outcome == .unreachable)
        #expect(result.lastLines.joined().contains("no-such-host.invalid"))
        let option = try await impatient.run(request("true", target: "-oProxyCommand=touch \(folder.path)/hit"))
        #expect(option.outcome == .unreachable)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/hit"))
        _ = await runner.clean(run, on: [])
    }

    @Test("a body on the controller reaches hosts through GU_SSH")
    func reach() async throws {
        var own = request(#""$GU_SSH" \#(targetHost) 'cat > /dev/null; hostname; id -u' < /dev/null"#)
        own.step.place = .controller
        let result = try await runner.run(own)
        #expect(result.outcome == .succeeded && result.lastLines == [targetHost, "0"])
        _ = await runner.clean(run, on: [])
    }

    @Test("what a step costs beside its body")
    func overhead() async throws {
        let clock = ContinuousClock()
        var times: [Duration] = []
        for position in 0..<6 {
            times.append(try await clock.measure { _ = try await runner.run(request("true", position: position)) })
        }
        print("first \(times[0]), then \(times.dropFirst().map { $0 / .milliseconds(1) }) ms")
        #expect(times.dropFirst().allSatisfy { $0 < .seconds(5) })
        _ = await runner.clean(run, on: [AssetID(targetHost)])
    }
}
