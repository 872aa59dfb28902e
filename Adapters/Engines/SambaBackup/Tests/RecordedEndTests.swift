import Contracts
import Estate
import SambaBackup
import TestKit
import Testing

/// Every recorded end of samba-tool 4.17 has the verdict that its data deserves.
@Suite struct RecordedEndTests {
    static let ends = RecordedEnds("../Fixtures/samba-4.17/ends", beside: #filePath)

    private static let verdicts: [String: (EngineOperation, String)] = [
        "backup": (.backup, "ok"),
        "backup_refused": (.backup, "unknown"),
        "dbcheck": (.verify(.decoded), "ok"),
        "dbcheck_damaged": (.verify(.decoded), "corrupt"),
        "dbcheck_errors": (.verify(.decoded), "corrupt"),
        "dbcheck_missing_database": (.verify(.decoded), "corrupt"),
        "restore": (.restore, "ok"),
        "restore_cut": (.restore, "corrupt"),
        "restore_damaged": (.restore, "corrupt"),
        "restore_missing": (.restore, "no such restore point"),
        "restore_nonempty": (.restore, "unsupported"),
    ]

    private static let engine = SambaBackupEngine(runner: AnsweringRunner(printing: ""))

    @Test(arguments: verdicts.keys.sorted()) func `is judged`(name: String) throws {
        let (operation, verdict) = try #require(Self.verdicts[name])
        #expect(Self.engine.outcome(of: try Self.ends.result(name), after: operation).word == verdict)
    }

    @Test func `none is left out`() throws {
        #expect(try Self.ends.names() == Set(Self.verdicts.keys))
    }

    @Test(arguments: [
        ("backup_offline", EngineOperation.backup, "ok"), ("dbcheck", .verify(.decoded), "ok"),
        ("dbcheck_restored", .verify(.decoded), "ok"), ("fsmo_show", .list, "unknown outcome"),
        ("provision", .list, "unknown outcome"), ("restore", .restore, "ok"),
        ("restore_corrupt", .restore, "corrupt"), ("restore_nonempty", .restore, "unsupported"),
        ("restore_truncated", .restore, "corrupt"),
    ])
    func `samples of others`(name: String, operation: EngineOperation, verdict: String) throws {
        guard let samples = OtherSamples("samba") else { return }
        #expect(Self.engine.outcome(of: try samples.ends.result(name), after: operation).word == verdict)
    }

    private func points(_ lines: [String]) async throws -> RestorePointList {
        let head = "@ 1796077892 99 a.tar.bz2\ne -rw-r--r-- root/root 218 2026-11-30 22:31:30.46 backup.txt\n"
        return try await SambaBackupEngine(runner: AnsweringRunner(printing: head + lines.map { "t \($0)\n" }.joined()))
            .restorePoints(
                in: RepositoryEntry(name: "dc", engine: "samba-backup", url: "/srv/dc", settings: ["host": "dc1"]))
    }

    @Test(arguments: [("samba-tool 4.17.12-Debian\n", VerifyDepth.decoded), ("bzip2 1.0.8\n", .bytes)])
    func `a machine without samba decodes nothing`(printed: String, deepest: VerifyDepth) async throws {
        let entry = RepositoryEntry(name: "dc", engine: "samba-backup", url: "/srv/dc", settings: ["host": "dc1"])
        let probe = try await SambaBackupEngine(runner: AnsweringRunner(printing: printed)).probe(entry)
        #expect(probe.depths == .listed...deepest && probe.toolVersion == printed.dropLast())
    }

    @Test func `what a backup says of itself`() async throws {
        let whole = try await points(["Domain offline backup, using DC 'dc1'", "Backup contains domain secrets: True"])
        #expect(whole.points.first?.takenAt.seconds == 1_796_077_890 && whole.points.first?.state == .complete)
        #expect(whole.points.first?.paths == ["/var/backups/samba"])
        let bare = try await points(["Domain offline backup, using DC 'dc1'", "Backup contains domain secrets: False"])
        #expect(bare.points.first?.state == .partial && bare.points.first?.warnings.count == 1)
        let online = try await points(["Domain online backup, using DC 'dc1'", "Backup contains domain secrets: True"])
        #expect(online.points.first?.state == .failed)
        let strange = try await points(["nothing"])
        #expect(strange.points.isEmpty && !strange.isComplete)
    }
}
