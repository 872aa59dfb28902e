import Contracts
import Estate
import Formats
import Foundation
import Glibc
import Host
import Orchestration
import RecoveryPlan
import RunMachine
import Store
import Testing

/// A canary secret goes through every kind of reference; its body prints it in several ways and fails.
@Suite("A secret that a body prints", .serialized, .timeLimit(.minutes(5)))
struct CanaryTests {
    private static let canary = "c4nary/+\"\\'s3cret"
    /// It lies beside the test bundle, which cannot be one itself.
    private static let supervisor = [
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().path() + "/RunHarness"
    ]
    private static let script = #"""
        ps -eo args | grep -c -F -f "$GU_SECRET" | sed 's/^/seen in arguments: /'
        stat -c 'log %a' ../*.log 2> /dev/null || stat -c 'log %a' "$GU_SCRATCH"/../*.log
        cat "$GU_SECRET" >&2; echo; base64 < "$GU_SECRET"; od -An -tx1 "$GU_SECRET" | tr -d ' \n'; echo
        printf 'https://user:%s@host/\n' "$(cat "$GU_SECRET")"
        printf 'user:%s' "$(cat "$GU_SECRET")" | base64
        exit 3
        """#

    private let folder = FileManager.default.temporaryDirectory.appending(path: "gu-canary-\(UUID().uuidString)").path()

    private func plan(_ reference: String) -> Plan {
        var plan = Plan(estate: "shop", estateDigest: "e", scope: [], asOf: Instant(seconds: 1))
        plan.bodies["b"] = Self.script
        plan.steps = [
            Step(
                id: StepID("leak"), title: "", asset: AssetID("a"), target: AssetID("a"), place: .controller, body: "b",
                secrets: [SecretReference(name: "GU_SECRET", reference: reference)],
                estimate: Estimate(seconds: 1, basis: "test"), timeout: 30, attempts: 1, why: "test")
        ]
        return plan
    }

    private func prepare() throws {
        try FileManager.default.createDirectory(atPath: folder + "/given", withIntermediateDirectories: true)
        try Data("\(Self.canary)\n".utf8).write(to: URL(filePath: folder + "/given/canary"))
        setenv("GROUNDUP_TEST_CANARY", Self.canary, 1)
        setenv("CREDENTIALS_DIRECTORY", folder + "/given", 1)
    }

    private var resolver: SecretPlaces {
        SecretPlaces([SecretEntry(name: "told", command: ["cat", folder + "/given/canary"])])
    }

    @Test(
        "is nowhere afterwards, whatever kind its reference is",
        arguments: ["file:", "env:GROUNDUP_TEST_CANARY", "credential:canary", "secret:told"])
    func nowhere(kind: String) async throws {
        try prepare()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let state = folder + "/state"
        let known = KnownSecrets()
        let database = try StateDatabase(folder: state, context: AuditContext(secrets: known))
        let plan = plan(kind == "file:" ? "file:\(folder)/given/canary" : kind)
        let bytes = PlanDocument.bytes(plan)
        try await database.save(plan: StoredDocument(digest: sha256(bytes), bytes: bytes, time: Instant(seconds: 1)))
        let run = try #require(RunID("canary-\(UInt32.random(in: 0...UInt32.max))"))
        let observer = Listening()
        let executor = try RunExecutor(
            plan: plan, run: run, journal: database,
            steps: HostStepRunner(state: state, sshConfiguration: nil, hosts: [], supervisor: Self.supervisor),
            secrets: RememberingSecrets(resolver, in: known), clock: SystemClock(), observer: observer)
        #expect(try await executor.start(planDigest: sha256(bytes), stops: NoStops()) == .incomplete)

        let told = await observer.text
        #expect(told.contains("[secret GU_SECRET]") && told.contains("seen in arguments: 0"), "\(told)")
        #expect(told.contains("log 600"), "\(told)")
        let entries = try await database.entries(of: run, after: 0)
        #expect(entries.contains { $0.event.detail.hasPrefix("exit 3") })
        for form in forms { #expect(!told.contains(form), "told: \(form)") }
        for (file, content) in try files(below: state) {
            for form in forms where content.firstRange(of: Data(form.utf8)) != nil {
                Issue.record("\(file) holds \(form)")
            }
        }
    }

    @Test("the errors of programs that tell secrets repeat nothing of what they said")
    func failing() async throws {
        let failing = SecretPlaces([
            SecretEntry(name: "loud", command: ["sh", "-c", #"echo "$0"; echo "$0" >&2; exit 4"#, Self.canary]),
            SecretEntry(name: "endless", command: ["cat", "/dev/zero"]),
            SecretEntry(name: "absent", command: ["/nowhere/program"]),
            SecretEntry(name: "asking", command: ["sh", "-c", "read -r answer || exit 9"]),
        ])
        for (name, expected) in [
            ("loud", "exit status 4"), ("endless", "more than"), ("absent", "could not be started"),
            ("asking", "exit status 9"), ("unknown", "is not among 'secrets'"),
        ] {
            let error = await #expect(throws: GroundupError.self) {
                _ = try await failing.resolve(SecretReference(name: "S", reference: "secret:\(name)"))
            }
            let text = error?.description ?? ""
            #expect(text.contains(expected) && !text.contains(Self.canary), "\(name): \(text)")
        }
    }

    @Test("a file that others may read is a concern, its owner's own is none")
    func permissions() throws {
        try prepare()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let secret = SecretReference(name: "S", reference: "file:\(folder)/given/canary")
        chmod(folder + "/given/canary", 0o640)
        #expect(resolver.concern(about: secret)?.contains("mode 640") == true)
        chmod(folder + "/given/canary", 0o600)
        #expect(resolver.concern(about: secret) == nil)
        #expect(resolver.concern(about: SecretReference(name: "S", reference: "env:X")) == nil)
    }

    private var forms: [String] {
        let data = Data(Self.canary.utf8)
        return [
            Self.canary, data.base64EncodedString().replacing("=", with: "").dropLast().description,
            data.map { String(format: "%02x", $0) }.joined(),
            Self.canary.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""),
        ]
    }

    private func files(below path: String) throws -> [(String, Data)] {
        let names = try #require(FileManager.default.enumerator(atPath: path)).compactMap { $0 as? String }
        return names.compactMap { name in
            FileManager.default.contents(atPath: "\(path)/\(name)").map { (name, $0) }
        }
    }
}

private actor Listening: RunObserver {
    private(set) var text = ""

    func observe(_ change: RunChange, at time: Instant) async { text += "\(change)\n" }
}

private struct NoStops: StopRequests {
    func requests() -> AsyncStream<StopRequest> { AsyncStream { _ in } }
}
