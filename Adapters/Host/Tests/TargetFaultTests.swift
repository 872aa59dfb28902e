import Contracts
import Estate
import Foundation
import Host
import RecoveryPlan
import Testing

/// Faults on a target and of the way to it.
extension TargetStepTests {
    @Test("a controller that was overtaken can neither start, stop nor clean; one without a fence still may")
    func fence() async throws {
        func fenced(_ fence: Int64, position: Int) -> StepRequest {
            var request = request("true", position: position)
            request.fence = fence
            return request
        }
        #expect(try await runner.run(fenced(5, position: 1)).outcome == .succeeded)
        let error = await #expect(throws: GroundupError.self) { try await runner.run(fenced(4, position: 2)) }
        #expect(error?.message.contains("another controller has taken this run over") == true)
        await #expect(throws: GroundupError.self) { try await runner.stop(fenced(4, position: 1)) }
        let overtaken = HostStepRunner(
            state: folder.path + "/other", sshConfiguration: targetConfiguration, hosts: [], patience: 0)
        await #expect(throws: GroundupError.self) { try await overtaken.run(fenced(3, position: 1)) }
        #expect(try await runner.run(fenced(0, position: 3)).outcome == .succeeded)
        #expect(try await runner.run(fenced(6, position: 4)).outcome == .succeeded)
        await #expect(throws: GroundupError.self) { try await runner.run(fenced(5, position: 5)) }
        #expect(
            await overtaken.clean(run, on: [AssetID(targetHost)]).first?.reason.contains("another controller") == true)
        #expect(await runner.clean(run, on: [AssetID(targetHost)]).isEmpty)
    }

    @Test("a stopped body ends with all it started; one that never began never will; one that has ended stays as it is")
    func stop() async throws {
        let slow = request("sleep 600 & echo $! > \"$GU_SCRATCH/pid\"; wait", position: 1)
        let waiting = Task { try await runner.run(slow) }
        let begun = request("until [ -s ../0001-*/scratch/pid ]; do sleep 0.1; done", position: 2)
        #expect(try await runner.run(begun).outcome == .succeeded)
        try await runner.stop(slow)
        #expect(try await waiting.value.outcome == .lost)
        let alive = request("! kill -0 $(cat ../0001-*/scratch/pid)", position: 3)
        #expect(try await runner.run(alive).outcome == .succeeded)
        try await runner.stop(request("true", position: 4))
        #expect(try await runner.run(request("true", position: 4)).outcome == .lost)
        try await runner.stop(begun)
        #expect(try await runner.run(begun).outcome == .succeeded)
        _ = await runner.clean(run, on: [AssetID(targetHost)])
    }

    @Test("a lot of output neither ends the body nor fills the disk")
    func output() async throws {
        let count = ProcessInfo.processInfo.environment["GROUNDUP_OUTPUT_BYTES"].flatMap { Int($0) } ?? 100_000_000
        let script = "head -c \(count) /dev/zero | tr '\\0' 'x'; echo; echo last"
        let result = try await runner.run(request(script, position: 1, timeout: 170))
        print("\(count / 1_000_000) MB of output on a target in \(result.milliseconds) ms")
        #expect(result.outcome == .succeeded && result.lastLines.last == "last", "\(result)")
        let size = try await runner.run(request("du -sm .. | cut -f 1", position: 2))
        #expect(size.lastLines.last.flatMap { Int($0) } ?? 99 < 5, "\(size)")
        _ = await runner.clean(run, on: [AssetID(targetHost)])
    }

    @Test("a body that the kernel kills for lack of memory is told apart from one that somebody else kills")
    func memory() async throws {
        let killed = try await runner.run(request("kill -9 $$", position: 1))
        #expect(killed.outcome == .failed(exit: 137), "\(killed)")
        let starved = try await runner.run(request(Self.greedy, position: 2))
        #expect(starved.outcome == .outOfMemory, "\(starved)")
        #expect(starved.lastLines.last?.contains("lack of memory") == true)
        _ = await runner.clean(run, on: [AssetID(targetHost)])
    }

    /// Limits itself to 32 MiB by the kernel's means, of either version, and then wants 300 MB.
    private static let greedy = #"""
        own=/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)/memory.max
        if [ -e "$own" ]; then
            echo 33554432 > "$own"
        else
            mkdir -p "$GU_SCRATCH/groups"
            mount -t cgroup -o memory none "$GU_SCRATCH/groups" || exit 77
            group=$GU_SCRATCH/groups/groundup-$GU_RUN
            mkdir "$group"
            echo 33554432 > "$group/memory.limit_in_bytes" && echo $$ > "$group/cgroup.procs" || exit 78
            umount -l "$GU_SCRATCH/groups"
        fi
        head -c 300000000 /dev/zero | tail -c 299999999 > /dev/null
        """#

    @Test("on a full disk a body's end is still told, and the next step says why it cannot begin")
    func fullDisk() async throws {
        let folder = "/var/lib/groundup/runs/\(run)"
        func onHost(_ command: String) async throws {
            let arguments = ["-F", targetConfiguration ?? "", targetHost, command]
            _ = try await SubprocessRunner().run(ProcessRequest("ssh", arguments))
        }
        try await onHost("mkdir -p \(folder) && mount -t tmpfs -o size=300k,mode=700 none \(folder)")
        let script = "head -c 2000000 /dev/zero > \"$GU_SCRATCH/fill\"; echo said; exit 5"
        let full = try await runner.run(request(script, position: 2))
        #expect(full.outcome == .failed(exit: 5), "\(full)")
        let next = try await runner.run(request("true", position: 3))
        #expect(next.outcome == .failed(exit: 73) && next.lastLines.joined().contains("disk"), "\(next)")
        try await onHost("umount -l \(folder)")
        _ = await runner.clean(run, on: [AssetID(targetHost)])
    }

    @Test("another ssh key of the host is said at once, with what to do")
    func changedKey() async throws {
        let keys = ProcessRequest("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", folder.path + "/key"])
        _ = try await SubprocessRunner().run(keys)
        try Data("* \(folder.text("key.pub"))".utf8).write(to: URL(filePath: folder.path + "/known"))
        let own = "Host *\n    UserKnownHostsFile \(folder.path)/known\nInclude \(targetConfiguration ?? "")\n"
        try Data(own.utf8).write(to: URL(filePath: folder.path + "/config"))
        let patient = HostStepRunner(
            state: folder.path + "/other", sshConfiguration: folder.path + "/config", hosts: [], patience: 600)
        let clock = ContinuousClock()
        let began = clock.now
        let result = try await patient.run(request("true"))
        #expect(result.outcome == .unreachable && result.lastLines.joined().contains("ssh-keygen -R"), "\(result)")
        #expect(began.duration(to: clock.now) < .seconds(30))
        _ = await patient.clean(run, on: [])
    }
}
