import Contracts
import Estate
import Foundation
import Glibc
import Host
import RecoveryPlan
import Testing

/// Bodies on the controller that want more of it than it has.
@Suite("Bodies on the controller that run out of something", .timeLimit(.minutes(5)))
struct ScarceStepTests {
    private let folder = TemporaryFolder()
    private let run: RunID
    private let runner: HostStepRunner

    init() throws {
        run = try #require(RunID("test-\(UInt32.random(in: 0...UInt32.max))"))
        runner = HostStepRunner(
            state: folder.path + "/state", sshConfiguration: nil, hosts: [], supervisor: supervisorProgram)
    }

    private func request(_ script: String, attempt: Int = 1, timeout: Int = 290) -> StepRequest {
        let step = Step(
            id: StepID("a"), title: "", asset: AssetID("a"), target: AssetID("a"), place: .controller, body: "b",
            parameters: [Parameter(name: "T", value: folder.path)], estimate: Estimate(seconds: 1, basis: "test"),
            timeout: timeout, attempts: 1, why: "test")
        return StepRequest(run: run, step: step, position: 3, attempt: attempt, script: script)
    }

    private func supervisor() async throws -> pid_t {
        let found = try await SubprocessRunner().run(
            ProcessRequest("pgrep", ["-f", "RunHarness supervise-steps .*\(run)"]))
        return try #require(pid_t(String(decoding: found.output, as: UTF8.self).filter { $0 != "\n" }))
    }

    // MARK: - Memory

    @Test(
        "a body that the kernel kills for lack of memory is told apart from one that somebody else kills",
        .enabled(if: MemoryLimit.isPossible, "no control group with a memory limit can be made here"))
    func memory() async throws {
        let killed = try await runner.run(request("kill -9 $$"))
        #expect(killed.outcome == .failed(exit: 137))
        let limit = try #require(MemoryLimit())
        // `tail` keeps all that it may have to print.
        let greedy = "echo $$ > \(limit.members); head -c 300000000 /dev/zero | tail -c 299999999 > /dev/null"
        let starved = try await runner.run(request(greedy, attempt: 2))
        #expect(starved.outcome == .outOfMemory, "\(starved)")
        #expect(starved.lastLines.last?.contains("lack of memory") == true)
        #expect(try await runner.run(request(greedy, attempt: 2)).outcome == .outOfMemory, "it is recorded")
        let caught = try await runner.run(request("sh -c '\(greedy)' || exit 3", attempt: 3))
        #expect(caught.outcome == .failed(exit: 3) && caught.lastLines.last?.contains("oom-kill") == true)
        _ = await runner.clean(run, on: [])
    }

    // MARK: - The disk

    @Test(
        "on a full disk, what succeeded is recorded all the same, and what failed is run again once there is room",
        .enabled(if: getuid() == 0, "a small file system can only be mounted by root"))
    func disk() async throws {
        let state = folder.path + "/state"
        let runner = SubprocessRunner()
        #expect(mkdir(state, 0o700) == 0)
        let mount = ProcessRequest("mount", ["-t", "tmpfs", "-o", "size=8m,mode=700", "none", state])
        try #require(try await runner.run(mount).succeeded)
        let fill = "echo x >> $T/count; cat /dev/zero > $T/state/filler 2> /dev/null; exit"
        for (attempt, code) in [(1, 0), (2, 5)] {
            do {
                let told = try await self.runner.run(request("\(fill) \(code)", attempt: attempt))
                // A page may have become free, and the log has just fitted into it.
                #expect(told.outcome == (code == 0 ? .succeeded : .failed(exit: 5)))
                #expect(code == 0 || told.lastLines.last?.contains("the disk was full") == true, "\(told)")
            } catch let error as GroundupError {
                #expect(error.message.contains("No space left") && error.hint.contains("then resume"), "\(error)")
            }
            // Nobody remembers but what is on the disk.
            kill(try await supervisor(), SIGKILL)
            #expect(unlink(state + "/filler") == 0)
        }
        #expect(try await self.runner.run(request("\(fill) 0", attempt: 1)).outcome == .succeeded)
        #expect(folder.text("count") == "x\nx\n", "the first attempt was not run again")
        #expect(try await self.runner.run(request("echo again", attempt: 2)).lastLines == ["again"])
        _ = await self.runner.clean(run, on: [])
        _ = try await runner.run(ProcessRequest("umount", ["-l", state]))
    }

    // MARK: - Output

    /// 200 MB, more in `make soak`.
    private static let output =
        ProcessInfo.processInfo.environment["GROUNDUP_OUTPUT_BYTES"].flatMap { Int($0) } ?? 200_000_000

    @Test("a lot of output neither ends the body, nor is kept, nor costs memory")
    func output() async throws {
        let log = folder.path + "/state/runs/\(run)/steps/0003-a/1.log"
        let largest = Task {
            var largest = 0
            while (try? await Task.sleep(for: .milliseconds(20))) != nil {
                let size = try? FileManager.default.attributesOfItem(atPath: log)[.size] as? Int
                largest = max(largest, size ?? 0)
            }
            return largest
        }
        let script = "echo first; head -c \(Self.output) /dev/zero | tr '\\0' 'x'; echo; echo last"
        let result = try await runner.run(request(script))
        largest.cancel()
        #expect(result.outcome == .succeeded && result.lastLines.last == "last")
        let status = text("/proc/\(try await supervisor())/status").split(separator: "\n")
        let resident = try #require(status.first { $0.hasPrefix("VmHWM:") }?.split(separator: " ").dropFirst().first)
        print(
            "\(Self.output / 1_000_000) MB of output in \(result.milliseconds) ms: supervisor at most \(resident) kB, "
                + "its file at most \(await largest.value >> 20) MiB")
        #expect((Int(resident) ?? .max) < 64 << 10)
        let kept = runner.logPath(of: StepID("a"), position: 3, in: run)
        let size = try FileManager.default.attributesOfItem(atPath: kept)[.size] as? Int ?? 0
        #expect(size > 17 << 16 && size < 10 << 20, "\(size)")
        _ = await runner.clean(run, on: [])
    }

    private func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}
