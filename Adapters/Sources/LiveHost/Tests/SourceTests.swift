import Contracts
import Estate
import Testing

@testable import LiveHost

/// Answers every request with the same result and remembers what was asked.
private actor RecordingRunner: ProcessRunner {
    let result: ProcessResult
    private(set) var requests: [ProcessRequest] = []

    init(_ outcome: ProcessOutcome, output: [UInt8] = [], errors: String = "") {
        result = ProcessResult(outcome: outcome, output: output, errors: errors)
    }

    func run(_ request: ProcessRequest) async throws -> ProcessResult {
        requests.append(request)
        return result
    }
}

@Suite struct SourceTests {
    private let host = HostEntry(name: "app1", address: "root@10.77.0.5")
    private let now = Instant(seconds: 1)

    private func problem(_ outcome: ProcessOutcome, _ errors: String = "", output: [UInt8] = []) async -> GroundupError?
    {
        let source = LiveHostSource(runner: RecordingRunner(outcome, output: output, errors: errors), recipes: [])
        do {
            _ = try await source.observe(host, at: now)
            return nil
        } catch {
            return error as? GroundupError
        }
    }

    @Test func oneConnectionTakesTheScriptOnItsInput() async throws {
        let runner = RecordingRunner(.exited(0), output: AnswerBuilder().bytes)
        let source = LiveHostSource(runner: runner, sshConfiguration: "/c/ssh_config", recipes: LabRecipes.all)
        let observation = try await source.observe(host, at: now)
        #expect(observation.bytesRead == AnswerBuilder().bytes.count)
        let requests = await runner.requests
        #expect(requests.count == 1)
        #expect(
            requests.first?.arguments == [
                "-F", "/c/ssh_config", "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o",
                "ServerAliveInterval=15", "--", "root@10.77.0.5", "sh", "-s", "--", "/etc/bind/", "/etc/nginx/",
                "/etc/samba/smb.conf",
            ])
        #expect(requests.first?.input == Array(LiveHostSource.collector.utf8))
        #expect(requests.first?.outputLimit == 64 << 20)
    }

    @Test(arguments: [
        ("ssh: connect to host 10.77.0.5 port 22: Connection timed out", "down"),
        ("root@10.77.0.5: Permission denied (publickey).", "refuses the key"),
        ("Host key verification failed.", "known_hosts"),
        ("ssh: Could not resolve hostname app1: Name or service not known", "address in the configuration"),
        ("ssh: connect to host 10.77.0.5 port 22: Connection refused", "No sshd"),
        ("something new", "by hand"),
    ])
    func refusedConnectionsSayWhatToDo(_ said: String, _ hint: String) async {
        let problem = await problem(.exited(255), "Warning: first\n\(said)\n")
        #expect(problem?.code == .unreachable)
        #expect(problem?.message == "app1: ssh could not connect: \(said)")
        #expect(problem?.hint.contains(hint) == true)
    }

    @Test func otherEndingsAreToldApart() async {
        #expect(await problem(.timedOut)?.message == "app1: no full answer within 120 seconds.")
        #expect(await problem(.outputTooLong)?.code == .hostileInput)
        #expect(await problem(.exited(127), "sh: not found")?.message.contains("could not run sh") == true)
        #expect(await problem(.exited(2))?.message == "app1: the collector ended with status 2: it said nothing")
        #expect(await problem(.signalled(9))?.message.contains("signal 9") == true)
        #expect(await problem(.exited(0), output: Array("garbage".utf8))?.code == .hostileInput)
    }

    @Test func escapesInWhatSshSaysDoNotReachTheTerminal() async {
        #expect(await problem(.exited(255), "\u{1B}[2Jgone\u{7}")?.message == "app1: ssh could not connect: [2Jgone")
    }

    @Test(arguments: ["-oProxyCommand=reboot", "", "a b", "a\nb"])
    func destinationsThatAreNoneAreRefused(_ destination: String) async {
        let runner = RecordingRunner(.exited(0))
        let source = LiveHostSource(runner: runner, recipes: [])
        await #expect(throws: GroundupError.self) {
            try await source.observe(HostEntry(name: "x", address: destination), at: now)
        }
        #expect(await runner.requests.isEmpty)
    }

    @Test(arguments: ["/etc/$(reboot)", "/etc/a b", "etc/x", "/etc/;x", "/etc/'"])
    func recipesCannotPutWordsIntoTheRemoteShell(_ path: String) {
        let reference = ConfigurationReference(
            files: [path], keyword: "k", kind: .calls, phase: .run, strength: .hard, applicationProtocol: "p", port: 1)
        #expect(throws: GroundupError.self) {
            try LiveHostSource.configurationPlaces([Recipe(name: "r", title: "r", references: [reference])])
        }
    }
}
