import Contracts
import Etcd
import TestKit
import Testing

/// Every recorded end of etcdctl 3.4 has the verdict that its data deserves, whatever status it had.
@Suite struct RecordedEndTests {
    static let ends = RecordedEnds("../Fixtures/etcd-3.4/ends", beside: #filePath)

    private static let verdicts: [String: (EngineOperation, String)] = [
        "restore": (.restore, "ok"),
        "restore_again": (.restore, "unsupported"),
        "restore_bare": (.restore, "corrupt"),
        "restore_cut": (.restore, "corrupt"),
        "restore_damaged": (.restore, "corrupt"),
        "restore_empty": (.restore, "corrupt"),
        "restore_missing": (.restore, "no such restore point"),
        "restore_wrong_cluster": (.restore, "unsupported"),
        "save": (.backup, "ok"),
        "save_refused": (.backup, "network"),
        // Status 0 and the same words for whole, damaged and cut ones: neither is proven.
        "status": (.verify(.structure), "unknown outcome"),
        "status_cut": (.verify(.structure), "unknown outcome"),
        "status_damaged": (.verify(.structure), "unknown outcome"),
        "status_damaged_head": (.verify(.structure), "unknown outcome"),
        "status_empty": (.verify(.structure), "corrupt"),
        "status_missing": (.verify(.structure), "no such restore point"),
        "status_table": (.verify(.structure), "unknown outcome"),
        "version": (.list, "unknown outcome"),
    ]

    private static let engine = EtcdEngine(runner: AnsweringRunner(printing: ""))

    @Test(arguments: verdicts.keys.sorted()) func `is judged`(name: String) throws {
        let (operation, verdict) = try #require(Self.verdicts[name])
        #expect(Self.engine.outcome(of: try Self.ends.result(name), after: operation).word == verdict)
    }

    @Test func `none is left out`() throws {
        #expect(try Self.ends.names() == Set(Self.verdicts.keys))
    }

    @Test(arguments: [
        ("endpoint_status", EngineOperation.list, "unknown outcome"), ("restore", .restore, "ok"),
        ("restore_again", .restore, "unsupported"), ("restore_corrupt", .restore, "corrupt"),
        ("restore_truncated", .restore, "corrupt"), ("save", .backup, "ok"),
        ("status_corrupt", .verify(.structure), "unknown outcome"),
        ("status_json", .verify(.structure), "unknown outcome"),
        ("status_table", .verify(.structure), "unknown outcome"),
        ("status_truncated", .verify(.structure), "corrupt"),
    ])
    func `samples of others`(name: String, operation: EngineOperation, verdict: String) throws {
        guard let samples = OtherSamples("etcd") else { return }
        #expect(Self.engine.outcome(of: try samples.ends.result(name), after: operation).word == verdict)
    }

    @Test(arguments: ["data": "relative", "member": "-x", "peer": "x y", "memberr": "x"].map { ($0.key, $0.value) })
    func `hostile settings start nothing`(key: String, value: String) async {
        var entry = RepositoryEntry(
            name: "keys", engine: "etcd", url: "/srv/snapshots", settings: ["host": "web01", "data": "/var/lib/etcd"])
        entry.settings[key] = value
        let runner = AnsweringRunner(printing: "")
        await #expect(throws: EngineFailure.self) { try await EtcdEngine(runner: runner).restorePoints(in: entry) }
        #expect(runner.requests.isEmpty)
    }
}
