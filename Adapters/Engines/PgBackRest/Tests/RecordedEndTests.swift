import Contracts
import Estate
import PgBackRest
import RecoveryPlan
import Synchronization
import TestKit
import Testing

/// Every recorded end of pgBackRest 2.45 has the verdict that its data deserves, whatever status it had.
@Suite struct RecordedEndTests {
    static let ends = RecordedEnds("../Fixtures/pgbackrest-2.45/ends", beside: #filePath)

    private static let verdicts: [String: (EngineOperation, String)] = [
        "backup_full": (.backup, "ok"),
        // The recording was cut off before the words that prove it; the same holds for "restore".
        "backup_incr": (.backup, "unknown outcome"),
        "corrupt_info": (.list, "ok"),
        // Status 0 and not a word, as after a restore that PostgreSQL cannot start on.
        "corrupt_restore": (.restore, "unknown outcome"),
        "corrupt_restore_set": (.restore, "corrupt"),
        "corrupt_verify": (.verify(.bytes), "corrupt"),
        "corrupt_verify_default": (.verify(.bytes), "unknown outcome"),
        "err_locked_backup": (.backup, "locked"),
        "err_norepo": (.list, "no repository"),
        "err_unknown_set": (.restore, "no such restore point"),
        "err_unknown_stanza": (.list, "no repository"),
        "err_unknown_stanza_verify": (.verify(.bytes), "unknown outcome"),
        "err_wrongpw": (.list, "wrong password or key"),
        "err_wrongpw_verify": (.verify(.bytes), "wrong password or key"),
        "info": (.list, "ok"),
        "info_nostanza": (.list, "no repository"),
        "info_set": (.list, "ok"),
        "locked_info": (.list, "ok"),
        "missingfile_verify": (.verify(.bytes), "corrupt"),
        "missingwal6_restore": (.restore, "unknown outcome"),
        // What verify does not see the lists of the log show: see WALTests.
        "missingwal6_verify_verbose": (.verify(.bytes), "ok"),
        "missingwal_info": (.list, "ok"),
        "missingwal_verify": (.verify(.bytes), "unknown outcome"),
        "missingwal_verify_verbose": (.verify(.bytes), "ok"),
        "repo_ls": (.manifest, "ok"),
        "repo_ls_wal": (.manifest, "ok"),
        "restore": (.restore, "unknown outcome"),
        "restore_nonempty": (.restore, "unsupported"),
        // Files that are back are no cluster that works.
        "restore_pitr": (.restore, "warned"),
        "verify": (.verify(.bytes), "unknown outcome"),
        "verify_output_none": (.verify(.bytes), "unknown outcome"),
        "verify_text_verbose": (.verify(.bytes), "ok"),
    ]

    @Test(arguments: verdicts.keys.sorted()) func `is judged`(name: String) throws {
        let (operation, verdict) = try #require(Self.verdicts[name])
        let engine = PgBackRestEngine(runner: Recorded([:]), secrets: NoSecrets())
        #expect(engine.outcome(of: try Self.ends.result(name), after: operation).word == verdict)
    }

    @Test func `none is left out`() throws {
        #expect(try Self.ends.names() == Set(Self.verdicts.keys))
    }
}

/// The log is compared here, on the recorded lists and on lists that lack a segment.
@Suite struct WALTests {
    static let repository = RepositoryEntry(
        name: "db", engine: "pgbackrest", url: "/srv/repo",
        settings: ["stanza": "demo", "host": "db1", "data": "/var/lib/postgresql/15/main"])

    /// Lists of the archive with one segment after the other, each put there in the second of its number.
    static func listing(_ numbers: [Int]) -> String {
        let files = numbers.map { number in
            let name = "0000000100000000000000" + (number < 16 ? "0" : "") + String(number, radix: 16).uppercased()
            return
                "\"\(name)-23b81ed38f526f4d271055afb57bca7d95c78a71.zst\":{\"type\":\"file\",\"size\":9,\"time\":\(2_000_000_000 + number)}"
        }
        return "{\(files.joined(separator: ","))}"
    }

    private func points(_ numbers: [Int], info: String = "info") async throws -> [RestorePoint] {
        let runner = Recorded([
            "info": String(decoding: try RecordedEndTests.ends.result(info).output, as: UTF8.self),
            "archive/demo/15-1": #"{".":{"type":"path"},"0000000100000000":{"type":"path"}}"#,
            "archive/demo/15-1/0000000100000000": Self.listing(numbers),
            "backup/demo": String(decoding: try RecordedEndTests.ends.result("repo_ls").output, as: UTF8.self),
        ])
        return try await PgBackRestEngine(runner: runner, secrets: NoSecrets()).restorePoints(in: Self.repository)
            .points
    }

    @Test func `a chain, its sizes and times are read`() async throws {
        let points = try await points(Array(1...9))
        #expect(points.map(\.kind) == [.full, .incremental])
        #expect(points[1].requires == ["20261123-120637F"])
        #expect(points[1].sizes == PointSizes(restored: 38_270_806, stored: 8_538_201, added: 5_743_591))
        #expect(
            points[0].takenAt == Instant(seconds: 1_795_435_597) && points[0].endedAt == Instant(seconds: 1_795_435_602)
        )
        #expect(points.allSatisfy { $0.state == .complete && $0.warnings.isEmpty })
        // The newest segment is 9; everything up to the time of the one before can be replayed.
        #expect(points[1].window?.latest == Instant(seconds: 2_000_000_008))
    }

    @Test func `a gap ends the window, and is told`() async throws {
        let points = try await points([1, 2, 3, 4, 5, 6, 7, 9])
        #expect(points[0].window?.latest == Instant(seconds: 2_000_000_006))
        #expect(points[0].window?.end == "segment 000000010000000000000008 of the log is missing")
        #expect(points[0].state == .complete && points[0].warnings.count == 1)
        #expect(points[0].kind == .full)
    }

    @Test func `a gap inside the range of a backup makes it useless, and all that rest on it`() async throws {
        let later = try await points([1, 2, 3, 4, 5, 7, 8])
        #expect(later.map(\.state) == [.complete, .failed])
        let earlier = try await points([1, 2, 3, 5, 6, 7])
        #expect(earlier.map(\.state) == [.failed, .failed])
        #expect(earlier[1].warnings.first?.contains("cannot be used") == true)
    }

    @Test func `an archive without anything leaves no backup usable`() async throws {
        #expect(try await points([]).map(\.state) == [.failed, .failed])
    }

    @Test(arguments: ["stanza": "a b", "data": "relative", "host": "-x", "confg": "/x"].map { ($0.key, $0.value) })
    func `hostile settings start nothing`(key: String, value: String) async {
        var entry = Self.repository
        entry.settings[key] = value
        let runner = Recorded([:])
        await #expect(throws: EngineFailure.self) {
            try await PgBackRestEngine(runner: runner, secrets: NoSecrets()).restorePoints(in: entry)
        }
        #expect(runner.requests.isEmpty)
    }

    @Test func `another host is asked over ssh, and the command travels on standard input`() async throws {
        var entry = Self.repository
        entry.via = "vault1"
        entry.password = "env:SHOP_PASSWORD"
        entry.settings["user"] = "postgres"
        let runner = Recorded([:])
        _ = try? await PgBackRestEngine(runner: runner, secrets: NoSecrets(), sshConfiguration: "/lab/ssh")
            .restorePoints(in: entry)
        let request = try #require(runner.requests.first)
        #expect(request.arguments.suffix(3) == ["--", "vault1", "exec sh -s"])
        let script = String(decoding: request.input, as: UTF8.self)
        #expect(script.contains("export PGBACKREST_REPO1_CIPHER_PASS='canary-password'\n"))
        #expect(script.contains("exec 'runuser' '-u' 'postgres' '--' 'pgbackrest' '--stanza=demo'"))
    }
}

/// Answers by the last argument that it knows, and remembers what was asked.
final class Recorded: ProcessRunner {
    private let answers: [String: String]
    private let asked = Mutex<[ProcessRequest]>([])

    init(_ answers: [String: String]) { self.answers = answers }

    var requests: [ProcessRequest] { asked.withLock { $0 } }

    func run(_ request: ProcessRequest) async throws -> ProcessResult {
        asked.withLock { $0.append(request) }
        let answer = request.arguments.last.flatMap { answers[$0] }
        return ProcessResult(
            outcome: .exited(answer == nil ? 55 : 0), output: Array((answer ?? "").utf8), errors: "")
    }
}

struct NoSecrets: SecretResolver {
    func resolve(_ secret: SecretReference) async throws -> ResolvedSecret {
        guard secret.reference == "env:SHOP_PASSWORD" else {
            throw GroundupError(.configuration, "\(secret.reference) is not set", hint: "")
        }
        return ResolvedSecret(name: secret.name, value: Array("canary-password".utf8))
    }
}
