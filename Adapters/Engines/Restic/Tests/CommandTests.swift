import Contracts
import Estate
import RecoveryPlan
import Restic
import Testing

@Suite struct CommandTests {
    private func asked(_ repository: RepositoryEntry, ssh: String? = "/lab/ssh_config") async -> [ProcessRequest] {
        let replay = Replay(["snapshots": "snapshots"])
        let engine = ResticEngine(runner: replay, secrets: OneSecret(), sshConfiguration: ssh)
        _ = try? await engine.restorePoints(in: repository)
        return replay.requests
    }

    @Test func `an SFTP repository is reached with the given ssh configuration, way and user`() async throws {
        let repository = RepositoryEntry(
            name: "shop", engine: "restic", url: "sftp:backup@vault1.shop.example:/srv/restic/shop",
            password: "file:/p", via: "vault1")
        let request = try #require(await asked(repository).first)
        #expect(
            request.arguments.contains(
                "sftp.command=ssh -F /lab/ssh_config -o BatchMode=yes -o ConnectTimeout=15 -o ServerAliveInterval=15 -o LogLevel=ERROR -l backup vault1 -s sftp"
            ))
        #expect(request.arguments.starts(with: ["--repo", repository.url, "--no-cache", "--no-lock", "--json"]))
        #expect(request.environment == ["RESTIC_PASSWORD_FILE": "/p"])
    }

    @Test func `a password of the environment is never among the arguments`() async throws {
        let repository = RepositoryEntry(
            name: "shop", engine: "restic", url: "/srv/restic/shop", password: "env:SHOP_PASSWORD")
        let requests = await asked(repository)
        #expect(!requests.isEmpty)
        for request in requests {
            #expect(!request.arguments.joined(separator: " ").contains("canary-password"))
            #expect(request.environment == ["RESTIC_PASSWORD": "canary-password"])
        }
    }

    @Test func `a repository without password is not asked at all`() async {
        let repository = RepositoryEntry(name: "shop", engine: "restic", url: "/srv/restic/shop")
        #expect(await asked(repository).isEmpty)
        var unset = repository
        unset.password = "env:NOT_SET"
        #expect(await asked(unset).isEmpty)
    }

    @Test(arguments: [
        "sftp:backup@-oProxyCommand=x:/p", "sftp:-lroot@vault1:/p", "sftp:a b@vault1:/p", "sftp:x@v'1:/p", "sftp::/p",
        "sftp:x@$(id):/p", "--password-command=id",
    ])
    func `hostile addresses start nothing`(url: String) async {
        #expect(await asked(RepositoryEntry(name: "x", engine: "restic", url: url, password: "file:/p")).isEmpty)
    }

    @Test(arguments: ["-oProxyCommand=x", "vault 1", "v;id", ""])
    func `hostile ways start nothing`(via: String) async {
        let repository = RepositoryEntry(
            name: "x", engine: "restic", url: "sftp:backup@vault1:/p", password: "file:/p", via: via)
        #expect(await asked(repository).isEmpty)
    }

    @Test(arguments: [
        ("latest", "/a"), ("--all", "/a"), ("", "/a"), ("abc", "-x"), ("abc", "relative"), ("abc", "/a\0b"),
    ])
    func `hostile snapshots and paths start nothing`(snapshot: String, path: String) async {
        let replay = Replay(["ls": "ls"])
        let repository = RepositoryEntry(name: "x", engine: "restic", url: "/r", password: "file:/p")
        let point = RestorePoint(id: snapshot, host: "h", takenAt: Instant(seconds: 0), paths: [])
        await #expect(throws: EngineFailure.self) {
            try await ResticEngine(runner: replay, secrets: OneSecret())
                .manifest(of: point, below: [path], in: repository) { _ in }
        }
        #expect(replay.requests.isEmpty)
    }
}
