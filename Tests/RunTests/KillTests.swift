import Contracts
import Foundation
import Glibc
import Host
import Store
import Testing

/// Kills a real controller with SIGKILL at random moments and resumes it, until the run ends.
@Suite("A killed controller", .serialized, .timeLimit(.minutes(5)))
struct KillTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "gu-kill-\(UUID().uuidString)").path()
    private let seed = UInt64.random(in: 0...UInt64.max)

    /// The harness lies beside the test bundle.
    private var harness: String {
        let bundle = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().path()
        return "\(bundle)/RunHarness"
    }

    /// Kills in all: 20 in every test, more in `make soak`.
    private static let kills = ProcessInfo.processInfo.environment["GROUNDUP_KILLS"].flatMap { Int($0) } ?? 20

    @Test(
        "20 times in a row, at any moment, the run ends the same; no body runs twice at once",
        arguments: 0..<max(1, kills / 20))
    func twentyKills(round: Int) async throws {
        let seed = self.seed &+ UInt64(round)
        print("seed \(seed)")
        var random = SplitMix(state: seed)
        let folder = "\(self.folder)-\(round)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let run = try #require(RunID("kill-\(String(seed, radix: 16))"))
        let shape = String(seed % 1_000 &* 2 &+ UInt64(round + 1) % 2)
        for _ in 0..<20 {
            let delay = Double(random.next() % 400) / 1000 + 0.02
            let arguments = ["--signal=KILL", String(delay), harness, folder, run.text, shape]
            let result = try await controlled(ProcessRequest("timeout", arguments))
            try #require(
                result.outcome == .signalled(9) || result.outcome == .exited(137) || result.succeeded,
                "seed \(seed): \(result.outcome) \(result.errors)")
        }
        let last = try await controlled(ProcessRequest(harness, [folder, run.text, shape], timeout: 120))
        #expect(last.succeeded, "seed \(seed): \(last.errors)")
        try check(folder, seed)
        try await checkJournal(run, folder, seed)
    }

    /// A controller that is being killed may hold its lease for a little longer than `timeout` lives, which goes with it.
    private func controlled(_ request: ProcessRequest) async throws -> ProcessResult {
        for _ in 0..<100 {
            let result = try await SubprocessRunner().run(request)
            if result.outcome != .exited(15) { return result }
            try await Task.sleep(for: .milliseconds(100))
        }
        return try await SubprocessRunner().run(request)
    }

    private func check(_ folder: String, _ seed: UInt64) throws {
        let violations = FileManager.default.contents(atPath: "\(folder)/violations")
        #expect(violations == nil, "seed \(seed): \(String(decoding: violations ?? Data(), as: UTF8.self))")
        for number in 100..<130 {
            let name = "step\(number)"
            let effect = FileManager.default.contents(atPath: "\(folder)/\(name).effect")
            #expect(effect == Data("effect of \(name)\n".utf8), "seed \(seed)")
            // Bodies outlive the controller, so each ran exactly once although it was killed 20 times.
            let begun = FileManager.default.contents(atPath: "\(folder)/\(name).begun")
            #expect(begun == Data("x\n".utf8), "seed \(seed): \(name)")
        }
    }

    private func checkJournal(_ run: RunID, _ folder: String, _ seed: UInt64) async throws {
        let entries = try await StateDatabase(folder: folder + "/state").entries(of: run, after: 0)
        #expect(entries.filter { $0.event.kind == .started }.count == 30)
        #expect(entries.filter { $0.event.kind == .succeeded }.count == 30)
        #expect(entries.contains { $0.event.kind == .resumed }, "seed \(seed): it was never resumed")
        #expect(entries.last?.event.detail == "succeeded")
    }
}

/// Numbers that follow from their seed alone.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
