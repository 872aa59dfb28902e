import Applications
import Assurance
import Contracts
import DataHealth
import Estate
import FileContent
import Foundation
import Host
import RecoveryPlan
import Restic
import Store
import Testing

@testable import Orchestration

/// Restore points of a real restic repository, restored, compared, and let work.
@Suite("Restore tests", .timeLimit(.minutes(3)), .serialized) struct RestoreTestingTests {
    @Test func aPointIsRestoredComparedAndWorks() async throws {
        let place = try Place()
        try await place.sh(
            "mkdir srv; echo 'some text' >srv/a.txt; sqlite3 srv/shop.db 'create table t (x); insert into t values (1)'"
        )
        let point = try await place.backup()
        let restored = try await place.verify(point, .restored)
        #expect(restored.reached == .restored)
        #expect(
            restored.outcome == .ok(proof: "2 files restored with their sizes, 0 with the content that was read before")
        )
        let works = try await place.verify(point, .working)
        #expect(works.reached == .working, "\(works)")
        guard case .ok(let proof) = works.outcome else { Issue.record("\(works)"); return }
        #expect(proof.contains("integrity_check says ok"))
        #expect(try await place.store.restoreTests().map(\.depth) == [.working, .restored])
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: "\(place.folder)/state/scratch").isEmpty,
            "nothing is left")
    }

    @Test func damageInsideAFileIsFoundWhereBytesAreWhole() async throws {
        let place = try Place()
        try await place.sh(
            """
            mkdir srv; sqlite3 srv/shop.db "create table a (n text); create index ai on a (n);
                insert into a select hex(randomblob(20)) from generate_series(1, 3000)"
            printf ZZZZZZZZZZZZ | dd of=srv/shop.db bs=1 seek=20490 conv=notrunc status=none
            """)
        let found = try await place.verify(try await place.backup(), .working)
        guard case .failed(let failure) = found.outcome else { Issue.record("\(found)"); return }
        #expect(failure.kind == .corrupt && failure.words.hasPrefix("sqlite /"))
        #expect(try await place.store.restoreTests().map(\.outcome) == [.failed])
    }

    @Test func zeroChecksAreNoPass() async throws {
        let place = try Place()
        try await place.sh("mkdir srv; echo 'some text' >srv/a.txt")
        let found = try await place.verify(try await place.backup(), .working)
        #expect(found.reached == .restored)
        guard case .unknown(let words) = found.outcome else { Issue.record("\(found)"); return }
        #expect(words.hasSuffix("nothing in it is of an application that can be checked"))
        #expect(try await place.store.restoreTests().map(\.depth) == [.restored], "what it did reach counts")
    }

    @Test func whatCannotBeJudgedIsNotReached() async throws {
        let place = try Place()
        try await place.sh(
            "mkdir srv; head -c 20000 /dev/urandom >srv/shop.sqlite.gpg; cp srv/shop.sqlite.gpg srv/sealed.sqlite; sqlite3 srv/ok.db 'create table t (x)'"
        )
        let found = try await place.verify(try await place.backup(), .working)
        // Encrypted by somebody, under the name of a database: the contents are bad, whoever did it.
        #expect(found.reached == .restored)
        guard case .warned = found.outcome else { Issue.record("\(found)"); return }
        #expect(try await place.store.restoreTests().isEmpty)
    }

    @Test func aToolThatBringsNothingBackIsFound() async throws {
        let place = try Place()
        try await place.sh("mkdir srv; echo one >srv/a.txt; echo two >srv/b.txt")
        let point = try await place.backup()
        struct Half: Engine {
            let around: ResticEngine
            var name: String { "half" }
            func restorePoints(in repository: RepositoryEntry) async throws(EngineFailure) -> RestorePointList {
                try await around.restorePoints(in: repository)
            }
            func manifest(
                of point: RestorePoint, below paths: [String], in repository: RepositoryEntry,
                each: @escaping @Sendable (ManifestEntry) -> Void
            ) async throws(EngineFailure) {
                try await around.manifest(of: point, below: paths, in: repository, each: each)
            }
            func extract(
                _ paths: [String]?, of point: RestorePoint, in repository: RepositoryEntry, to folder: String
            ) async throws(EngineFailure) {
                try await around.extract(nil, of: point, in: repository, to: folder)
                // Of full size and with other contents, as a restore leaves files that failed half-way.
                try? Data("six".utf8).write(to: URL(fileURLWithPath: "\(folder)\(point.paths[0])/b.txt"))
                try? FileManager.default.removeItem(atPath: "\(folder)\(point.paths[0])/a.txt")
            }
            func restoration(
                of point: RestorePoint, at moment: RecoveryMoment?, in repository: RepositoryEntry
            ) throws(EngineFailure) -> Restoration { try around.restoration(of: point, at: moment, in: repository) }
        }
        let found = try await place.verify(point, .restored, by: Half(around: place.engine))
        guard case .failed(let failure) = found.outcome else { Issue.record("\(found)"); return }
        #expect(failure.words.contains("1 files missing") && failure.words.contains("1 files of another size"))
    }

    @Test func contentsAreComparedWithWhatWasReadBefore() throws {
        func file(_ name: String, _ digest: String) -> JudgedFile {
            JudgedFile(
                path: Array("/scratch/srv/\(name)".utf8), size: 3, kind: .text, digest: digest,
                verdict: .init(state: .clean, evidence: [], reason: ""))
        }
        let compared = RestoredComparison(
            manifest: ["/srv/a": 3, "/srv/b": 3], digests: ["/srv/a": "one", "/srv/b": "two"],
            files: [file("a", "one"), file("b", "other")], below: "/scratch")
        #expect(compared.fault == "1 files with another content than was read before, such as /srv/b")
        #expect(compared.sameContent == 1)
    }

    /// Pages that were torn when they were copied are whole once PostgreSQL works on them; nothing else is excused.
    @Test func damagedPagesOfAWorkingClusterAreNoWarning() {
        func warning(_ kind: FileKind, _ rules: [ContentRule], _ clusters: [String]) -> String? {
            let verdict = ContentVerdict(state: .bad, evidence: rules.map { Evidence($0, "") }, reason: "")
            let file = JudgedFile(
                path: Array("/scratch/pg/main/base/1".utf8), size: 3, kind: kind, digest: "one", verdict: verdict)
            return RestoredComparison(manifest: ["/pg/main/base/1": 3], digests: [:], files: [file], below: "/scratch")
                .warning(besides: clusters)
        }
        #expect(warning(.postgresqlPage, [.structure], ["/pg/main"]) == nil)
        #expect(warning(.postgresqlPage, [.structure], []) != nil)
        #expect(warning(.postgresqlPage, [.structure], ["/pg/mai", "/other"]) != nil)
        #expect(warning(.postgresqlPage, [.structure, .ransomNote], ["/pg/main"]) != nil)
        #expect(warning(.zip, [.structure], ["/pg/main"]) != nil)
    }

    @Test func aTestCountsForTheDatasetsThatThePointHolds() throws {
        func dataset(_ path: String, dump: String? = nil) -> Asset {
            Asset(
                id: AssetID("db1:\(path)"), kind: .dataset, host: AssetID("db1"),
                dataset: DatasetProfile(path: path, bytes: 1, dumpPath: dump, foundBy: "test"))
        }
        let estate = Estate(
            name: "shop", observedAt: Instant(seconds: 0),
            assets: [
                Asset(id: AssetID("db1"), kind: .host), dataset("/srv/files"),
                dataset("/var/lib/pg", dump: "/srv/dumps"),
                dataset("/opt"),
            ])
        var test = RestoreTestRecord(
            repository: "vault", point: "0123456789abcdef", host: "DB1", takenAt: Instant(seconds: 5), paths: ["/srv"],
            depth: .working, outcome: .passed, words: "", working: ["/srv/dumps/shop.sql"], endedAt: Instant(seconds: 9)
        )
        let proofs = [test].proofs(in: estate)
        #expect(proofs.map(\.dataset.text) == ["db1:/srv/files", "db1:/var/lib/pg"])
        #expect(proofs.map(\.depth) == [.restored, .working], "only what an application worked on works")
        #expect(proofs.map(\.source) == Array(repeating: "restore test of 0123456789abcdef in vault", count: 2))
        test.outcome = .failed
        #expect([test].proofs(in: estate).isEmpty)
    }
}

/// A host's data, its repository and a state.
private final class Place: Sendable {
    let folder = FileManager.default.temporaryDirectory.appending(path: "gu-restored-\(UUID().uuidString)").path()
    let runner = SubprocessRunner()
    let store: StateDatabase
    let engine: ResticEngine

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        store = try StateDatabase(folder: "\(folder)/state")
        engine = ResticEngine(runner: runner, secrets: FileSecrets())
        try Data("secret\n".utf8).write(to: URL(fileURLWithPath: "\(folder)/password"))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var repository: RepositoryEntry {
        RepositoryEntry(
            name: "vault", engine: "restic", url: "\(folder)/repository", password: "file:\(folder)/password")
    }

    func sh(_ script: String) async throws {
        let result = try await runner.run(
            ProcessRequest(
                "bash", ["-euc", "cd \"$F\"; \(script)"],
                environment: [
                    "F": folder, "RESTIC_PASSWORD_FILE": "\(folder)/password",
                    "RESTIC_REPOSITORY": "\(folder)/repository",
                ]))
        try #require(result.succeeded, "\(result.errors)")
    }

    func backup() async throws -> RestorePoint {
        try await sh("restic --no-cache -q init; restic --no-cache -q backup --host db1 \"$F/srv\"")
        return try #require(try await engine.restorePoints(in: repository).points.last)
    }

    func verify(
        _ point: RestorePoint, _ depth: VerifyDepth, by other: (any Engine)? = nil
    ) async throws -> PointVerification {
        let scratch = ScratchFolders(state: "\(folder)/state")
        let testing = RestoreTesting(
            files: FileContent(), checks: SandboxedChecks(runner: runner, scratch: scratch), verdicts: store,
            tests: store,
            scratch: scratch, workers: 2)
        return try await testing.verify(
            point, to: depth, in: repository, by: other ?? engine, within: 60, clock: SystemClock())
    }
}

private struct FileSecrets: SecretResolver {
    func resolve(_ secret: SecretReference) async throws -> ResolvedSecret {
        throw GroundupError(.usage, "not asked", hint: "")
    }
}
