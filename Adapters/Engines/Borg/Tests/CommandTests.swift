import Borg
import Contracts
import Estate
import RecoveryPlan
import Synchronization
import TestKit
import Testing

@Suite struct CommandTests {
    private let good = RepositoryEntry(
        name: "files", engine: "borg", url: "ssh://backup@vault1.shop.example:2222/srv/borg",
        password: "env:SHOP_PASSWORD",
        via: "vault1")

    private func asked(_ repository: RepositoryEntry, ssh: String? = "/lab/ssh_config") async -> [ProcessRequest] {
        let runner = Answering("list_format")
        let engine = BorgEngine(runner: runner, secrets: NoSecrets(), sshConfiguration: ssh)
        _ = try? await engine.restorePoints(in: repository)
        return runner.requests
    }

    @Test func `a remote repository is reached with the given ssh configuration, way and user`() async throws {
        let request = try #require(await asked(good).first)
        #expect(request.arguments.last == "ssh://backup@vault1/srv/borg")
        #expect(
            request.environment["BORG_RSH"]
                == "ssh -F /lab/ssh_config -o BatchMode=yes -o ConnectTimeout=15 -o ServerAliveInterval=15 -o LogLevel=ERROR"
        )
        #expect(request.stall != nil && request.timeout > 0)
    }

    @Test func `every question has an empty memory of its own, and the password is in the environment only`()
        async throws
    {
        let first = try #require(await asked(good).first)
        let second = try #require(await asked(good).first)
        #expect(first.environment["BORG_BASE_DIR"] != second.environment["BORG_BASE_DIR"])
        #expect(first.environment["BORG_PASSPHRASE"] == "canary-password")
        #expect(!first.arguments.joined(separator: " ").contains("canary"))
        #expect(first.environment["BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK"] == "no")
    }

    @Test(arguments: [
        "ssh://backup@-oProxyCommand=x/p", "ssh://-lroot@vault1/p", "ssh://a b@vault1/p", "ssh://x@v'1/p", "ssh:///p",
        "ssh://x@$(id)/p", "--repo=x", "vault1:/p", "/srv::x", "/srv\n", "ssh://vault1",
    ])
    func `hostile addresses start nothing`(url: String) async {
        #expect(
            await asked(RepositoryEntry(name: "x", engine: "borg", url: url, password: "env:SHOP_PASSWORD")).isEmpty)
    }

    @Test func `settings that borg does not know start nothing`() async {
        let entry = RepositoryEntry(name: "x", engine: "borg", url: "/p", settings: ["remote": "borg1"])
        #expect(await asked(entry).isEmpty)
    }

    @Test(arguments: [("latest", "/a"), ("", "/a"), ("::second", "/a")])
    func `a point is found by its id only`(id: String, path: String) async {
        let runner = Answering("list_format")
        let point = RestorePoint(id: id, host: "h", takenAt: Instant(seconds: 0), paths: [])
        let engine = BorgEngine(runner: runner, secrets: NoSecrets())
        let failure = await #expect(throws: EngineFailure.self) {
            try await engine.manifest(of: point, below: [path], in: good) { _ in }
        }
        #expect(failure?.kind == .noSuchPoint && runner.requests.count == 1)
    }

    @Test func `recorded archives have host, time and end in UTC, and say that relative paths cannot be placed`()
        async throws
    {
        let engine = BorgEngine(runner: Answering("list_format"), secrets: NoSecrets())
        let points = try await engine.restorePoints(in: good).points
        let first = try #require(points.first)
        #expect(first.host == "vm" && first.takenAt == Instant(seconds: 1_795_435_311))
        #expect(first.endedAt == Instant(seconds: 1_795_435_311))
    }
}

/// Gives one recorded answer to everything, and remembers what was asked.
final class Answering: ProcessRunner {
    private let name: String
    private let asked = Mutex<[ProcessRequest]>([])

    init(_ name: String) { self.name = name }

    var requests: [ProcessRequest] { asked.withLock { $0 } }

    func run(_ request: ProcessRequest) async throws -> ProcessResult {
        asked.withLock { $0.append(request) }
        return try RecordedEnds("../Fixtures/borg-1.2.4/ends", beside: #filePath).result(name)
    }
}

/// Knows one variable.
struct NoSecrets: SecretResolver {
    func resolve(_ secret: SecretReference) async throws -> ResolvedSecret {
        guard secret.reference == "env:SHOP_PASSWORD" else {
            throw GroundupError(.configuration, "\(secret.reference) is not set", hint: "")
        }
        return ResolvedSecret(name: secret.name, value: Array("canary-password".utf8))
    }
}
