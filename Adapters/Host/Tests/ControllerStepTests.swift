import Contracts
import Estate
import Foundation
import Host
import RecoveryPlan
import Testing

@Suite("Steps on the controller", .timeLimit(.minutes(2)))
struct ControllerStepTests {
    private let folder = TemporaryFolder()
    private let run: RunID
    private let runner: HostStepRunner

    init() throws {
        run = try #require(RunID("test-\(UInt32.random(in: 0...UInt32.max))"))
        runner = HostStepRunner(
            state: folder.path + "/state", sshConfiguration: nil, hosts: [], supervisor: supervisorProgram)
    }

    private func request(
        _ script: String, parameters: [String: String] = [:], secrets: [ResolvedSecret] = [], attempt: Int = 1,
        timeout: Int = 60
    ) -> StepRequest {
        var parameters = parameters
        parameters["T"] = folder.path
        let step = Step(
            id: StepID("start/db1:/a b/$(x)"), title: "", asset: AssetID("a"), target: AssetID("a"),
            place: .controller, body: "b", parameters: parameters.map { Parameter(name: $0.key, value: $0.value) },
            estimate: Estimate(seconds: 1, basis: "test"), timeout: timeout, attempts: 1, why: "test")
        return StepRequest(
            run: run, step: step, position: 7, attempt: attempt, script: script, secrets: secrets)
    }

    private var log: String { text(runner.logPath(of: StepID("start/db1:/a b/$(x)"), position: 7, in: run)) }

    private func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }

    @Test("a body gets its parameters exactly, and its environment")
    func parameters() async throws {
        let hostile = "a'b\"c$(id)`id`\\\n; rm -rf x\t*é"
        let script = #"printf '%s' "$GU_VALUE" > "$T/value"; printf '%s' "$GU_RUN" > "$T/run"; touch "$GU_SCRATCH/x""#
        let result = try await runner.run(request(script, parameters: ["GU_VALUE": hostile]))
        #expect(result.outcome == .succeeded)
        #expect(folder.text("value") == hostile)
        #expect(folder.text("run") == run.text)
        _ = await runner.clean(run, on: [])
    }

    @Test("a secret comes as a private file in memory, is gone afterwards, and is not in the log")
    func secrets() async throws {
        let secret = ResolvedSecret(name: "GU_PASSWORD", value: Array("geheim'\n#1".utf8))
        let script =
            #"cp "$GU_PASSWORD" "$T/copy"; stat -c %a "$GU_PASSWORD"; echo "$GU_PASSWORD" > "$T/path"; cat "$GU_PASSWORD""#
        let result = try await runner.run(request(script, secrets: [secret]))
        #expect(result.outcome == .succeeded)
        #expect(result.lastLines.first == "600")
        #expect(folder.text("copy") == "geheim'\n#1")
        let path = String(folder.text("path").dropLast())
        #expect(path.hasSuffix("/GU_PASSWORD") && !FileManager.default.fileExists(atPath: path))
        #expect(log.contains("[secret GU_PASSWORD]"))
        #expect(!log.contains("geheim") && !"\(secret) \(request("", secrets: [secret]))".contains("geheim"))
        _ = await runner.clean(run, on: [])
        #expect(log.contains("[secret GU_PASSWORD]"), "logs stay")
    }

    @Test("a failure tells its exit status and last lines")
    func failure() async throws {
        let result = try await runner.run(request("seq 1 100; echo 'db1: no such database' >&2; exit 4"))
        #expect(result.outcome == .failed(exit: 4))
        #expect(result.lastLines.count == 20 && result.lastLines.last == "db1: no such database")
        #expect(log.contains("\n50\n"))
        _ = await runner.clean(run, on: [])
    }

    @Test("a body that takes too long is killed with all it started")
    func timeout() async throws {
        let result = try await runner.run(request("sleep 600 & echo $! > $T/pid; wait", timeout: 1))
        #expect(result.outcome == .timedOut)
        #expect(result.milliseconds >= 1000)
        let state = text("/proc/\(folder.text("pid").dropLast())/stat")
        #expect(state.isEmpty || state.contains(") Z "))
        _ = await runner.clean(run, on: [])
    }

    @Test("the same attempt asked for twice runs once and tells the same")
    func recorded() async throws {
        let once = request("echo x >> $T/count; exit 3")
        let first = try await runner.run(once)
        let second = try await runner.run(once)
        #expect(first.outcome == .failed(exit: 3) && second.outcome == first.outcome)
        #expect(second.milliseconds == first.milliseconds)
        #expect(folder.text("count") == "x\n")
        var next = once
        next.attempt = 2
        _ = try await runner.run(next)
        #expect(folder.text("count") == "x\nx\n")
        _ = await runner.clean(run, on: [])
    }

    @Test("asked for by several at the same time, a body runs once")
    func simultaneous() async throws {
        let slow = request("echo x >> $T/count; sleep 0.5")
        let outcomes = try await withThrowingTaskGroup(of: StepOutcome.self) { group in
            for _ in 0..<5 { group.addTask { try await runner.run(slow).outcome } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes == Array(repeating: .succeeded, count: 5))
        #expect(folder.text("count") == "x\n")
        _ = await runner.clean(run, on: [])
    }

    @Test("a body goes on when nobody waits any more, and is taken up again")
    func attach() async throws {
        _ = try await SubprocessRunner().run(ProcessRequest("mkfifo", [folder.path + "/begun", folder.path + "/go"]))
        let slow = request("echo x >> $T/count; echo > $T/begun; read -r _ < $T/go; echo done >> $T/count")
        let waiting = Task { try await runner.run(slow) }
        _ = try await SubprocessRunner().run(ProcessRequest("cat", [folder.path + "/begun"]))
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        let again = Task { try await runner.run(slow) }
        _ = try await SubprocessRunner().run(ProcessRequest("sh", ["-c", "echo > \"$1\"", "sh", folder.path + "/go"]))
        #expect(try await again.value.outcome == .succeeded)
        #expect(folder.text("count") == "x\ndone\n")
        _ = await runner.clean(run, on: [])
    }

    @Test("a stopped body ends with all it started, and is lost; one that has ended stays as it is")
    func stop() async throws {
        _ = try await SubprocessRunner().run(ProcessRequest("mkfifo", [folder.path + "/begun"]))
        let slow = request("sleep 600 & echo $! > $T/pid; echo > $T/begun; wait")
        let waiting = Task { try await runner.run(slow) }
        _ = try await SubprocessRunner().run(ProcessRequest("cat", [folder.path + "/begun"]))
        try await runner.stop(slow)
        #expect(try await waiting.value.outcome == .lost)
        let state = text("/proc/\(folder.text("pid").dropLast())/stat")
        #expect(state.isEmpty || state.contains(") Z "))
        let quick = request("echo x >> $T/count", attempt: 2)
        #expect(try await runner.run(quick).outcome == .succeeded)
        try await runner.stop(quick)
        #expect(try await runner.run(quick).outcome == .succeeded)
        #expect(folder.text("count") == "x\n")
        _ = await runner.clean(run, on: [])
    }

    @Test("an impossible parameter name is refused")
    func names() async throws {
        for name in ["", "a", "A=B", "A;B", "1A"] {
            await #expect(throws: GroundupError.self) { try await runner.run(request("true", parameters: [name: "x"])) }
        }
        _ = await runner.clean(run, on: [])
    }

    @Test("cleaning leaves nothing but logs")
    func clean() async throws {
        _ = try await runner.run(request("true"))
        #expect(await runner.clean(run, on: []).isEmpty)
        let left = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/state/runs/\(run)")
        #expect(Set(left) == ["logs", "destinations", "ssh"])
    }
}

extension ControllerStepTests {
    @Test("what a step costs beside its body")
    func overhead() async throws {
        var times: [Duration] = []
        for attempt in 1...8 {
            times.append(
                try await ContinuousClock().measure { _ = try await runner.run(request("true", attempt: attempt)) })
        }
        print("overhead \(times.map { Int($0 / .milliseconds(1)) }) ms")
        #expect(times.count == 8)
        _ = await runner.clean(run, on: [])
    }

    @Test("secrets are taken out by value, longest first, each line of several")
    func redaction() {
        let redaction = Redaction([
            ResolvedSecret(name: "A", value: Array("pass".utf8)),
            ResolvedSecret(name: "B", value: Array("password\nsecond line\n".utf8)),
            ResolvedSecret(name: "C", value: Array("abc".utf8)),
        ])
        let text = String(decoding: redaction(Array("password pass abc x second line".utf8)), as: UTF8.self)
        #expect(text == "[secret B] [secret A] abc x [secret B]")
    }
}
