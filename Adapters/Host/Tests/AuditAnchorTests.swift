import Contracts
import Estate
import Foundation
import Host
import Testing

/// Remembers what it was asked to run.
private actor Asked: ProcessRunner {
    private(set) var request: ProcessRequest?
    private let outcome: ProcessOutcome

    init(_ outcome: ProcessOutcome) {
        self.outcome = outcome
    }

    func run(_ request: ProcessRequest) async throws -> ProcessResult {
        self.request = request
        return ProcessResult(outcome: outcome, output: [], errors: "no route")
    }
}

@Suite("Anchors of the audit record")
struct AuditAnchorTests {
    private let seal = AuditSeal(
        head: AuditHead(number: 7, hash: "abc"), time: Instant(seconds: 9), signature: "signature")

    @Test("a file gets one line for each head, behind those of before")
    func file() async throws {
        let folder = TemporaryFolder()
        let anchor = FileAnchor(path: folder.path + "/anchors") { Array("\($0.head.number)\n".utf8) }
        try await anchor.anchor(seal)
        try await anchor.anchor(seal)
        #expect(folder.text("anchors") == "7\n7\n")
    }

    @Test("a webhook gets the head on standard input, never as an argument")
    func webhook() async throws {
        let runner = Asked(.exited(0))
        let anchor = ProgramAnchor.webhook("https://log.example/x", runner: runner) { Array($0.signature.utf8) }
        try await anchor.anchor(seal)
        let request = try #require(await runner.request)
        #expect(request.program == "curl" && request.input == Array("signature".utf8))
        #expect(request.arguments.contains("https://log.example/x") && !request.arguments.contains("signature"))
    }

    @Test("syslog gets number and hash")
    func syslog() async throws {
        let runner = Asked(.exited(0))
        try await ProgramAnchor.syslog(runner: runner).anchor(seal)
        #expect(await runner.request?.arguments.last == "audit head number=7 sha256=abc time=9")
    }

    @Test("one that is not reached is an error that names it")
    func unreached() async throws {
        let anchor = ProgramAnchor.webhook("https://log.example/x", runner: Asked(.exited(22))) { _ in [] }
        let error = await #expect(throws: GroundupError.self) { try await anchor.anchor(seal) }
        #expect(error?.message.contains("https://log.example/x") == true)
    }

    @Test("the key of an installation is made once, for its owner alone, whoever asks at the same time")
    func key() async throws {
        let folder = TemporaryFolder()
        let keys = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<4 {
                group.addTask { try await StateKey(state: folder.path, runner: SubprocessRunner()).publicKey() }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(keys.count == 1 && keys.first?.hasPrefix("ssh-ed25519 ") == true)
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/audit/key/id_ed25519")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/audit") == ["key"])
    }
}
