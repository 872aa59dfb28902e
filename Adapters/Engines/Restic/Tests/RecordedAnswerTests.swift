import Contracts
import Estate
import RecoveryPlan
import Restic
import Synchronization
import Testing

@Suite struct RecordedAnswerTests {
    private let local = RepositoryEntry(name: "shop", engine: "restic", url: "/srv/restic/shop", password: "file:/p")

    private func list(_ runner: any ProcessRunner) async throws -> RestorePointList {
        try await ResticEngine(runner: runner, secrets: OneSecret()).restorePoints(in: local)
    }

    private func failure(_ runner: any ProcessRunner) async -> EngineFailure? {
        await #expect(throws: EngineFailure.self) { try await list(runner) }
    }

    @Test func `points come newest last with host, time and paths`() async throws {
        let points = try await list(Replay(["snapshots": "snapshots"])).points
        #expect(points.map(\.id).map { String($0.prefix(8)) } == ["f07b8ec1", "498de27d"])
        #expect(points.last?.host == "web01")
        #expect(points.last?.paths == ["/srv/lab/src"])
        #expect(points.last?.takenAt == Instant(seconds: 1_795_435_133))
    }

    @Test(arguments: [
        ("wrong-password", EngineFailure.Kind.wrongKey, ""), ("sftp-wrong-password", .wrongKey, ""),
        ("missing", .noRepository, ""), ("sftp-missing", .noRepository, ""), ("no-password-file", .noPassword, ""),
        ("damaged-config", .corrupt, ""), ("empty-config", .corrupt, ""), ("damaged-key", .corrupt, ""),
        ("refused-by-lock", .locked, ""), ("sftp-forbidden", .permission, ""),
        ("sftp-key-refused", .network, "subprocess ssh: nobody@"),
        ("sftp-unknown-host", .network, "subprocess ssh: ssh: Could not resolve hostname"),
    ])
    func `failures are told apart`(recording: String, kind: EngineFailure.Kind, words: String) async {
        let failure = await failure(Replay(["snapshots": recording]))
        #expect(failure?.kind == kind, "\(String(describing: failure))")
        #expect(failure?.words.hasPrefix(words) == true)
    }

    @Test func `a damaged snapshot leaves the others, and a list that is not complete`() async throws {
        // Status 0; the only trace is on standard error.
        let list = try await list(Replay(["snapshots": "damaged-snapshot"]))
        #expect(!list.isComplete)
        #expect(list.warnings.first?.hasPrefix("could not load snapshot 498de27d") == true)
    }

    @Test func `a snapshot that is listed by name but not read is missing from the list`() async throws {
        // Status 0, nothing on standard error, one snapshot fewer than files.
        let list = try await list(Replay(["snapshots": "snapshots", "list snapshots": "list-snapshots"]))
        #expect(!list.isComplete && list.points.count == 2)
        #expect(list.warnings == ["snapshot c2814cbd cannot be read"])
    }

    @Test(arguments: ["", "garbage\n", "[{\"id\":1}]\n", "[]\n[]\n", "[{\"time\":\"yesterday\",\"id\":\"x\"}]"])
    func `an answer without exactly one readable list is corrupt`(output: String) async {
        let runner = Fixed(ProcessResult(outcome: .exited(0), output: Array(output.utf8), errors: ""))
        #expect(await failure(runner)?.kind == .corrupt)
    }

    @Test(arguments: [
        (ProcessOutcome.exited(10), EngineFailure.Kind.noRepository), (.exited(11), .locked), (.exited(12), .wrongKey),
        (.exited(77), .unknown), (.timedOut, .timeout), (.stalled, .stalled), (.outputTooLong, .unknown),
        (.signalled(9), .cancelled),
    ])
    func `exit codes of newer versions, and ends without one`(outcome: ProcessOutcome, kind: EngineFailure.Kind) async {
        let runner = Fixed(ProcessResult(outcome: outcome, output: Array("[]".utf8), errors: "x\u{1b}[31m\n"))
        let failure = await failure(runner)
        #expect(failure?.kind == kind)
        #expect(failure?.words.contains("\u{1b}") == false)
    }

    @Test(arguments: ["ls-no-match", "ls-damaged-index", "ls-missing-index", "ls-missing-pack", "ls-cut"])
    func `a manifest that may be incomplete is an error`(recording: String) async {
        let engine = ResticEngine(runner: Replay(["ls": recording]), secrets: OneSecret())
        let full = "498de27dc692686fce0967bf3d08f7786707287745bea418df332c2894e1a0a7"
        let point = RestorePoint(id: full, host: "h", takenAt: Instant(seconds: 0), paths: [])
        await #expect(throws: EngineFailure.self) {
            try await engine.manifest(of: point, below: ["/a"], in: local) { _ in }
        }
    }

    @Test func `a manifest is about the snapshot that was asked for`() async throws {
        let engine = ResticEngine(runner: Replay(["ls": "ls"]), secrets: OneSecret())
        let full = "498de27dc692686fce0967bf3d08f7786707287745bea418df332c2894e1a0a7"
        var point = RestorePoint(id: full, host: "h", takenAt: Instant(seconds: 0), paths: [])
        let gathered = Mutex<[ManifestEntry]>([])
        try await engine.manifest(of: point, below: ["/src"], in: local) { entry in
            gathered.withLock { $0.append(entry) }
        }
        let entries = gathered.withLock { $0 }
        #expect(entries.contains { $0.path == "/src/bin" && $0.type == "dir" })
        #expect(entries.allSatisfy { $0.modifiedAt != nil })
        point.id = String(repeating: "b", count: 64)
        await #expect(throws: EngineFailure.self) {
            try await engine.manifest(of: point, below: ["/src"], in: local) { _ in }
        }
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
