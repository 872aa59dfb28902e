import Contracts
import Foundation
import Glibc
import Host
import RecoveryPlan
import Store
import Testing

/// Fills the disk below the state of a real controller in the middle of its steps.
@Suite(
    "A full disk of the controller", .timeLimit(.minutes(2)),
    .enabled(if: getuid() == 0, "a small file system can only be mounted by root"))
struct FullDiskTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "gu-full-\(UUID().uuidString)").path()
    private let runner = SubprocessRunner()

    private var harness: String {
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().path() + "/RunHarness"
    }

    private func carryOut(_ run: RunID) async throws -> ProcessResult {
        try await runner.run(ProcessRequest(harness, [folder, run.text, "3"], timeout: 60))
    }

    private func count(_ step: String) -> Int {
        (FileManager.default.contents(atPath: "\(folder)/\(step).begun") ?? Data()).count { $0 == UInt8(ascii: "x") }
    }

    @Test(
        "is said with what to do; after room was made the run ends well, and what had been recorded is not done again")
    func full() async throws {
        let state = folder + "/state"
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        let mount = ["-t", "tmpfs", "-o", "size=16m,mode=700", "none", state]
        try #require(try await runner.run(ProcessRequest("mount", mount)).succeeded)
        let run = try #require(RunID("full-\(UInt32.random(in: 0...UInt32.max))"))
        try Data().write(to: URL(filePath: folder + "/fill"))

        let stopped = try await carryOut(run)
        #expect(stopped.outcome == .exited(Int(ErrorCode.state.exitStatus)), "\(stopped)")
        #expect(stopped.errors.contains("No space left") || stopped.errors.contains("disk is full"), "\(stopped)")
        #expect(stopped.errors.contains("then resume"), "\(stopped)")

        try FileManager.default.removeItem(atPath: state + "/filler")
        let recorded = try await StateDatabase(folder: state).entries(of: run, after: 0)
            .filter { $0.event.kind == .succeeded }.compactMap { $0.event.step?.text.dropFirst("work/".count) }
        #expect(!recorded.isEmpty && recorded.count < 30)
        let resumed = try await carryOut(run)
        #expect(resumed.succeeded, "\(resumed)")
        for step in recorded { #expect(count(String(step)) == 1, "\(step) was done again") }
        try await check(run, state)
        _ = try await runner.run(ProcessRequest("umount", ["-l", state]))
        try FileManager.default.removeItem(atPath: folder)
    }

    private func check(_ run: RunID, _ state: String) async throws {
        #expect(FileManager.default.contents(atPath: folder + "/violations") == nil)
        for number in 100..<130 {
            let effect = FileManager.default.contents(atPath: "\(folder)/step\(number).effect")
            #expect(effect == Data("effect of step\(number)\n".utf8))
        }
        let entries = try await StateDatabase(folder: state).entries(of: run, after: 0)
        #expect(entries.filter { $0.event.kind == .succeeded }.count == 30)
        #expect(!entries.contains { $0.event.kind == .failed }, "no step is blamed for the disk")
        #expect(entries.last?.event.detail == "succeeded")
    }
}
