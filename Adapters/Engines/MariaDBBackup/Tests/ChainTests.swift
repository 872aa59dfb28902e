import Contracts
import Estate
import MariaDBBackup
import RecoveryPlan
import TestKit
import Testing

/// Chains, times and names, on what `list.sh` prints.
@Suite struct ChainTests {
    private let repository = RepositoryEntry(
        name: "db", engine: "mariadb-backup", url: "/srv/backups", settings: ["host": "db1", "data": "/var/lib/mysql"])

    private func backup(
        _ folder: String, _ number: Int, _ type: String, _ from: Int, _ to: Int, minute: Int, written: String? = nil,
        more: String = ""
    ) -> String {
        let minute = minute < 10 ? "0\(minute)" : "\(minute)"
        return """
            @ \(folder)
            t \(written ?? "\(1_796_079_600 + (Int(minute) ?? 0) * 60).5")
            backup_type = \(type)
            from_lsn = \(from)
            to_lsn = \(to)
            uuid = \(number)a7c062bb-ed0e-11f1
            server_version = 10.11.19-MariaDB
            start_time = 2026-11-30 23:\(minute):00
            end_time = 2026-11-30 23:\(minute):00
            incremental = \(type == "incremental" ? "Y" : "N")
            compressed = N
            format = file
            \(more.isEmpty ? "partial = N" : more)

            """
    }

    private func points(_ text: String) async throws -> RestorePointList {
        try await MariaDBBackupEngine(runner: AnsweringRunner(printing: text)).restorePoints(in: repository)
    }

    @Test func `an increment rests on what ends where it begins`() async throws {
        let list = try await points(
            backup("full", 1, "full-backuped", 0, 100, minute: 1) + backup("a", 2, "incremental", 100, 150, minute: 2)
                + backup("b", 3, "incremental", 150, 170, minute: 3)
                + backup("side", 4, "incremental", 100, 160, minute: 4))
        #expect(list.points.map { $0.requires.map { $0.prefix(1) }.joined() } == ["", "1", "12", "1"])
        #expect(list.points.allSatisfy { $0.state == .complete } && list.isComplete)
    }

    @Test func `a break makes all after it useless`() async throws {
        let list = try await points(
            backup("full", 1, "log-applied", 0, 100, minute: 1) + backup("b", 3, "incremental", 150, 170, minute: 3)
                + backup("c", 4, "incremental", 170, 180, minute: 4))
        #expect(list.points.map(\.state) == [.complete, .failed, .failed])
        #expect(list.points[2].warnings.joined().contains("no backup ends at 150"))
    }

    /// Two that rest on each other, and one that rests on itself, are no chain and no endless search.
    @Test func `circles end`() async throws {
        let list = try await points(
            backup("a", 1, "incremental", 100, 100, minute: 1) + backup("b", 2, "incremental", 100, 100, minute: 1))
        #expect(list.points.map(\.state) == [.failed, .failed])
    }

    @Test func `what is idle rests on the full backup, not on what brought nothing`() async throws {
        let list = try await points(
            backup("full", 1, "full-backuped", 0, 100, minute: 1) + backup("a", 2, "incremental", 100, 100, minute: 2)
                + backup("b", 3, "incremental", 100, 100, minute: 3))
        #expect(list.points[2].requires.count == 1)
    }

    /// The file was written at 22:05:02 UTC, and says 23:05: an hour east of it.
    @Test func `the zone shows in the time of the file`() async throws {
        let list = try await points(backup("full", 1, "full-backuped", 0, 100, minute: 5, written: "1796076302.1"))
        #expect(list.points[0].takenAt.seconds == 1_796_076_300 && list.points[0].warnings.isEmpty)
        let copied = try await points(backup("full", 1, "full-backuped", 0, 100, minute: 5, written: "1796500000.1"))
        #expect(copied.points[0].takenAt.seconds == 1_796_079_900 && copied.points[0].warnings.count == 1)
    }

    @Test func `what cannot be read is told`() async throws {
        let list = try await points(
            backup("full", 1, "full-backuped", 0, 100, minute: 1) + "@ odd\nbackup_type = full-backuped\n"
                + backup("copy", 1, "full-backuped", 0, 100, minute: 1) + "s nightly.xbstream.gz\nu half\n")
        #expect(list.points.count == 1 && !list.isComplete && list.warnings.count == 4)
        let partial = try await points(
            backup("full", 1, "full-backuped", 0, 100, minute: 1, more: "partial = Y"))
        #expect(partial.points[0].state == .partial)
        await #expect(throws: EngineFailure.self) { try await points("@ odd\nbackup_type = x\n") }
    }

    @Test(
        arguments: ["data": "relative", "host": "-x", "confg": "/x", "scratch": "/a/../b"].map { ($0.key, $0.value) })
    func `hostile settings start nothing`(key: String, value: String) async {
        var entry = repository
        entry.settings[key] = value
        await #expect(throws: EngineFailure.self) {
            try await MariaDBBackupEngine(runner: AnsweringRunner(printing: "")).restorePoints(in: entry)
        }
        entry = repository
        entry.url = "relative"
        await #expect(throws: EngineFailure.self) {
            try await MariaDBBackupEngine(runner: AnsweringRunner(printing: "")).restorePoints(in: entry)
        }
    }

    @Test func `another host is asked over ssh, and data travels on standard input`() async throws {
        var entry = repository
        entry.via = "vault1"
        entry.url = "/srv/it's here"
        let runner = AnsweringRunner(printing: "")
        _ = try await MariaDBBackupEngine(runner: runner, sshConfiguration: "/lab/ssh").restorePoints(in: entry)
        let request = try #require(runner.requests.first)
        #expect(request.program == "ssh" && request.arguments.suffix(3) == ["--", "vault1", "exec sh -s"])
        #expect(String(decoding: request.input, as: UTF8.self).contains(#"export GU_FOLDER='/srv/it'\''s here'"#))
        let restoration = try MariaDBBackupEngine(runner: runner).restoration(
            of: RestorePoint(id: "1", host: "db1", takenAt: .init(seconds: 0), paths: []), at: nil, in: entry)
        #expect(restoration.parameters.contains { $0.name == "GU_VIA" && $0.value == "vault1" })
    }
}
