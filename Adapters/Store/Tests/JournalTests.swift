import Contracts
import Estate
import Foundation
import RecoveryPlan
import Store
import Testing

/// A folder of its own for each test, removed afterwards.
final class TemporaryFolder: Sendable {
    let path = FileManager.default.temporaryDirectory.appending(path: "gu-store-\(UUID().uuidString)").path()

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite("The journal")
struct JournalTests {
    private let folder = TemporaryFolder()
    private let step = StepID("start/db1/postgresql")

    private func run(_ text: String) throws -> RunID { try #require(RunID(text)) }

    @Test("entries come back in order, also in another process's eyes")
    func entries() async throws {
        let run = try run("20261123T213000-aa")
        let journal = try StateDatabase(folder: folder.path)
        try await journal.open(RunRecord(id: run, planDigest: "abc", openedAt: Instant(seconds: 10)))
        let events = [
            JournalEvent(.started, step: step, attempt: 1),
            JournalEvent(.failed, step: step, attempt: 1, milliseconds: 1500, detail: "exit 3: 'x'; \n"),
        ]
        try await journal.append(JournalBatch(events), to: run, at: Instant(seconds: 11))
        let entries = try await StateDatabase(folder: folder.path).entries(of: run, after: 0)
        #expect(entries.map(\.event) == [JournalEvent(.opened)] + events)
        #expect(entries.map(\.time.seconds) == [10, 11, 11])
        let later = try await journal.entries(of: run, after: entries[1].sequence)
        #expect(later == [entries[2]])
    }

    @Test("a run's record follows its entries")
    func record() async throws {
        let journal = try StateDatabase(folder: folder.path)
        let first = try run("1-a")
        let second = try run("2-b")
        try await journal.open(RunRecord(id: first, planDigest: "abc", openedAt: Instant(seconds: 10)))
        try await journal.open(RunRecord(id: second, planDigest: "abc", openedAt: Instant(seconds: 20)))
        let finished = JournalEvent(.finished, detail: "incomplete")
        try await journal.append(JournalBatch([finished]), to: first, at: Instant(seconds: 30))
        #expect(try await journal.runs().map(\.id) == [second, first])
        #expect(try await journal.run(first)?.outcome == "incomplete")
        #expect(try await journal.run(first)?.finishedAt == Instant(seconds: 30))
        try await journal.append(JournalBatch([JournalEvent(.resumed)]), to: first, at: Instant(seconds: 40))
        #expect(try await journal.run(first)?.outcome == nil)
        #expect(try await journal.run(RunID("3-c") ?? second)?.id == nil)
    }

    @Test("entries of a call are written all or none")
    func atomic() async throws {
        let journal = try StateDatabase(folder: folder.path)
        let unknown = try run("none")
        await #expect(throws: GroundupError.self) {
            try await journal.append(JournalBatch([JournalEvent(.resumed)]), to: unknown, at: Instant(seconds: 1))
        }
        #expect(try await journal.entries(of: unknown, after: 0).isEmpty)
    }

    @Test("only the newest measurements of each body are given")
    func measurements() async throws {
        let journal = try StateDatabase(folder: folder.path)
        let run = try run("1-a")
        try await journal.open(RunRecord(id: run, planDigest: "abc", openedAt: Instant(seconds: 10)))
        func measured(_ target: String, _ milliseconds: Int) -> BodyMeasurement {
            BodyMeasurement(
                step: StepID("start/" + target), body: "postgresql/start", target: AssetID(target),
                milliseconds: milliseconds,
                run: run, measuredAt: Instant(seconds: 5))
        }
        let all = [measured("db1", 1), measured("db1", 2), measured("db2", 3), measured("db1", 4)]
        try await journal.append(JournalBatch([], measurements: all), to: run, at: Instant(seconds: 5))
        #expect(try await journal.measurements(limit: 2) == [all[3], all[2], all[1]])
    }

    @Test("a full disk is said, and what was written before stays")
    func fullDisk() async throws {
        let run = try run("1-a")
        let journal = try StateDatabase(folder: folder.path, pageLimit: 40)
        try await journal.open(RunRecord(id: run, planDigest: "abc", openedAt: Instant(seconds: 1)))
        let entry = JournalEvent(.failed, step: step, attempt: 1, detail: String(repeating: "x", count: 3000))
        var written = 1
        let error = await #expect(throws: GroundupError.self) {
            for _ in 0..<100 {
                try await journal.append(JournalBatch([entry]), to: run, at: Instant(seconds: 2))
                written += 1
            }
        }
        #expect(error?.code == .state)
        #expect(error?.message.contains("full") == true)
        #expect(error?.hint.contains("Free space") == true)
        #expect(try await StateDatabase(folder: folder.path).entries(of: run, after: 0).count == written)
    }

    @Test("a file that is no database is said")
    func damaged() throws {
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        let text = Data(repeating: 65, count: 9000)
        try text.write(to: URL(filePath: folder.path + "/groundup.sqlite"))
        let error = #expect(throws: GroundupError.self) { try StateDatabase(folder: folder.path) }
        #expect(error?.message.contains("damaged") == true)
    }

    @Test("a state folder is made with those above it; one that cannot be is named")
    func folders() throws {
        _ = try StateDatabase(folder: folder.path + "/a/b")
        let error = #expect(throws: GroundupError.self) { try StateDatabase(folder: "/dev/null/state") }
        #expect(error?.message.contains("/dev/null/state") == true)
    }

    @Test("writes are synchronised fully and the folder is private")
    func durable() async throws {
        let journal = try StateDatabase(folder: folder.path)
        #expect(try await journal.durability() == ["2", "wal"])
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
    }
}
