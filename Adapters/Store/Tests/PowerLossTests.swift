import Contracts
import Estate
import Foundation
import RecoveryPlan
import Store
import Testing

/// A power cut leaves the file that was written last cut off or torn: what was recorded before has to be there, in order,
/// and nothing that was never recorded may be.
@Suite("The journal after a power cut", .timeLimit(.minutes(2)))
struct PowerLossTests {
    private let folder = TemporaryFolder()
    private let run: RunID

    init() throws { run = try #require(RunID("20261123T213000-aa")) }

    private func event(_ number: Int) -> JournalEvent {
        JournalEvent(.started, step: StepID("step/\(number)"), attempt: 1)
    }

    /// The log as it lies on disk while the database is open, after each of the last batches.
    private func record(_ count: Int) async throws -> (database: Data, log: Data, sizes: [Int]) {
        let journal = try StateDatabase(folder: folder.path)
        try await journal.open(RunRecord(id: run, planDigest: "abc", openedAt: Instant(seconds: 10)))
        var sizes: [Int] = []
        let path = folder.path + "/groundup.sqlite"
        for number in 0..<count {
            try await journal.append(JournalBatch([event(number)]), to: run, at: Instant(seconds: 11))
            sizes.append(try Data(contentsOf: URL(filePath: path + "-wal")).count)
        }
        let files = (try Data(contentsOf: URL(filePath: path)), try Data(contentsOf: URL(filePath: path + "-wal")))
        return (files.0, files.1, sizes)
    }

    /// What is read from the files as a power cut left them.
    private func survivors(_ database: Data, _ log: Data) async throws -> [JournalEvent] {
        let left = TemporaryFolder()
        try FileManager.default.createDirectory(atPath: left.path, withIntermediateDirectories: true)
        try database.write(to: URL(filePath: left.path + "/groundup.sqlite"))
        try log.write(to: URL(filePath: left.path + "/groundup.sqlite-wal"))
        return try await StateDatabase(folder: left.path).entries(of: run, after: 0).map(\.event)
    }

    private func expected(_ count: Int) -> [JournalEvent] { [JournalEvent(.opened)] + (0..<count).map(event) }

    @Test("cut off anywhere in its last records, it holds exactly what had been recorded by then")
    func cutOff() async throws {
        let (database, log, sizes) = try await record(3)
        let whole = try await survivors(database, log)
        #expect(whole == expected(3))
        // Every byte near the ends of the records, and every 61st between them.
        let start = try #require(sizes.first)
        for size in start...log.count where (size - start) % 61 == 0 || sizes.contains(where: { abs($0 - size) < 24 }) {
            let recorded = sizes.filter { $0 <= size }.count
            let found = try await survivors(database, log.prefix(size))
            #expect(found == expected(recorded), "cut off after \(size) of \(log.count) bytes")
        }
    }

    @Test("a torn page ends it before the record that was being written; nothing is invented")
    func torn() async throws {
        let (database, log, sizes) = try await record(3)
        for position in stride(from: sizes[1], to: log.count, by: 131) {
            var torn = log
            torn[position] ^= 0xA5
            #expect(try await survivors(database, torn) == expected(2), "byte \(position) torn")
        }
    }
}
