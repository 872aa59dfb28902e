import Contracts
import Estate
import RecoveryPlan
import Restic
import Testing

@Suite struct RecordedAnswerTests {
    private let local = RepositoryEntry(name: "shop", engine: "restic", url: "/srv/restic/shop", password: "file:/p")

    private func state(_ recordings: [String: String]) async -> RepositoryState {
        await ResticEngine(runner: Replay(recordings), secrets: OneSecret()).state(of: local)
    }

    @Test func `points come newest last with host, time and paths`() async throws {
        guard case .readable(let points) = await state(["snapshots": "snapshots"]) else {
            Issue.record("not readable")
            return
        }
        #expect(points.map(\.id).map { String($0.prefix(8)) } == ["f07b8ec1", "498de27d"])
        #expect(points.last?.host == "web01")
        #expect(points.last?.paths == ["/srv/lab/src"])
        #expect(points.last?.takenAt == Instant(seconds: 1_795_435_133))
    }

    @Test(arguments: [
        ("wrong-password", "wrongPassword"), ("sftp-wrong-password", "wrongPassword"),
        ("missing", "missing("), ("sftp-missing", "missing("), ("no-password-file", "noPassword"),
        ("damaged-config", "damaged("), ("empty-config", "damaged("), ("damaged-key", "damaged("),
        ("damaged-snapshot", "damaged(\"could not load snapshot 498de27d"), ("refused-by-lock", "locked("),
        ("sftp-forbidden", "unreachable("), ("sftp-key-refused", "unreachable(\"subprocess ssh: nobody@"),
        ("sftp-unknown-host", "unreachable(\"subprocess ssh: ssh: Could not resolve hostname"),
    ])
    func `failures are told apart`(recording: String, expected: String) async {
        let state = await state(["snapshots": recording])
        #expect("\(state)".hasPrefix(expected), "\(state)")
    }

    @Test func `a snapshot that is listed by name but not read is damage`() async {
        // Status 0, nothing on standard error, one snapshot fewer than files.
        let state = await state(["snapshots": "snapshots", "list snapshots": "list-snapshots"])
        #expect(state == .damaged("1 snapshots cannot be read: c2814cbd"))
    }

    @Test(arguments: ["", "garbage\n", "[{\"id\":1}]\n", "[]\n[]\n", "[{\"time\":\"yesterday\",\"id\":\"x\"}]"])
    func `an answer without exactly one readable list is not readable`(output: String) async {
        let runner = Fixed(ProcessResult(outcome: .exited(0), output: Array(output.utf8), errors: ""))
        let state = await ResticEngine(runner: runner, secrets: OneSecret()).state(of: local)
        guard case .damaged = state else {
            Issue.record("\(state)")
            return
        }
    }

    @Test(arguments: [
        (ProcessOutcome.exited(10), "missing("), (.exited(11), "locked("), (.exited(12), "wrongPassword"),
        (.exited(77), "unreachable(\"restic failed:"), (.timedOut, "unreachable(\"restic gave no answer within"),
        (.outputTooLong, "damaged("), (.signalled(9), "unreachable("),
    ])
    func `exit codes of newer versions, and ends without one`(outcome: ProcessOutcome, expected: String) async {
        let runner = Fixed(ProcessResult(outcome: outcome, output: Array("[]".utf8), errors: "x\u{1b}[31m\n"))
        let state = await ResticEngine(runner: runner, secrets: OneSecret()).state(of: local)
        #expect("\(state)".hasPrefix(expected), "\(state)")
        #expect(!"\(state)".contains("\u{1b}"))
    }

    @Test(arguments: ["ls-no-match", "ls-damaged-index", "ls-missing-index", "ls-missing-pack", "ls-cut"])
    func `a manifest that may be incomplete is an error`(recording: String) async {
        let engine = ResticEngine(runner: Replay(["ls": recording]), secrets: OneSecret())
        let full = "498de27dc692686fce0967bf3d08f7786707287745bea418df332c2894e1a0a7"
        let point = RestorePoint(id: full, host: "h", takenAt: Instant(seconds: 0), paths: [])
        await #expect(throws: GroundupError.self) { try await engine.manifest(of: point, below: ["/a"], in: local) }
    }

    @Test func `a manifest is about the snapshot that was asked for`() async throws {
        let engine = ResticEngine(runner: Replay(["ls": "ls"]), secrets: OneSecret())
        let full = "498de27dc692686fce0967bf3d08f7786707287745bea418df332c2894e1a0a7"
        var point = RestorePoint(id: full, host: "h", takenAt: Instant(seconds: 0), paths: [])
        let entries = try await engine.manifest(of: point, below: ["/src"], in: local)
        #expect(entries.contains { $0.path == "/src/bin" && $0.type == "dir" })
        #expect(entries.allSatisfy { $0.modifiedAt != nil })
        point.id = String(repeating: "b", count: 64)
        await #expect(throws: GroundupError.self) { try await engine.manifest(of: point, below: ["/src"], in: local) }
    }
}

/// Gives the same answer to everything.
struct Fixed: ProcessRunner {
    let result: ProcessResult

    init(_ result: ProcessResult) {
        self.result = result
    }

    func run(_ request: ProcessRequest) async throws -> ProcessResult { result }
}
