import Contracts
import Documented
import Estate
import Foundation
import RecoveryPlan
import TestKit
import Testing

/// Lists in the form of the tools' documents; a program that prints them stands for each tool.
@Suite struct ListTests {
    static let fixtures = [
        "bareos": ["bareos-list.txt"], "kopia": ["kopia-list.json"], "proxmox-backup": ["proxmox-backup-list.json"],
        "veeam": ["veeam-list.json", "veeam-list-2.json"], "velero": ["velero-list.json"], "wal-g": ["wal-g-list.json"],
        "zfs": ["zfs-list.txt"],
    ]

    static func fake(_ tool: String) throws -> FakeTool {
        try FakeTool((fixtures[tool] ?? []).map { .init(output: try Fixture.bytes($0)) })
    }

    private func list(_ tool: String, _ answers: [[UInt8]]? = nil) async throws -> RestorePointList {
        let fake = try answers.map { try FakeTool($0.map { .init(output: $0) }) } ?? Self.fake(tool)
        return try await Fixture.engine(tool, fake).restorePoints(in: Fixture.repository(tool))
    }

    private static let expected: [String: [String]] = [
        "kopia": [
            "6f2b8c1d9e0a4b7c8d5e6f7a8b9c0d1e web01 /srv/data full complete 9 0",
            "7f2b8c1d9e0a4b7c8d5e6f7a8b9c0d1e web01 /srv/data full partial 17 1",
            "8f2b8c1d9e0a4b7c8d5e6f7a8b9c0d1e db1 /etc full partial 5 1",
        ],
        "velero": [
            "shop-1@2026-11-28T01:00:00Z cluster1 namespace:shop full complete nil 0",
            "shop-2@2026-11-28T13:00:00Z cluster1 namespace:shop full partial nil 2",
            "shop-3@2026-11-29T01:00:00Z cluster1 namespace:shop full failed nil 2",
            "shop-4@2026-11-29T13:00:00Z cluster1 namespace:* full running nil 1",
            "shop-5@2026-11-30T01:00:00Z cluster1 namespace:* full failed nil 1",
        ],
        "proxmox-backup": [
            "vm/100/2026-11-28T02:00:00Z vm-100 / full complete 34359738880 0",
            "host/web01/2026-11-28T03:00:00Z web01 / full complete 1048976 1",
            "host/db1/2026-11-28T04:00:00Z db1 archive:pgdata.pxar.didx full failed 2048 1",
            "ct/101/2026-11-28T05:00:00Z ct-101 / full running nil 2",
        ],
        "veeam": [
            "3b1b9c36-0d6c-4f0e-9a94-6c0f9d0d8a01 web01 / full complete 34359738368 0",
            "3b1b9c36-0d6c-4f0e-9a94-6c0f9d0d8a02 web01 / incremental failed 34359738368 1",
            "3b1b9c36-0d6c-4f0e-9a94-6c0f9d0d8a03 db1 / incremental failed nil 1",
        ],
        "bareos": [
            "1 web01-fd fileset:SelfTest full complete nil 0",
            "2 web01-fd fileset:SelfTest incremental complete nil 0 <1",
            "3 web01-fd fileset:SelfTest incremental failed nil 2",
            "4 web01-fd fileset:SelfTest differential complete nil 0 <1",
            "5 web01-fd fileset:SelfTest incremental partial nil 2 <1,4",
            "6 web01-fd fileset:SelfTest full running nil 1",
            "7 db1-fd fileset:SelfTest incremental failed nil 1",
        ],
        "wal-g": [
            "base_000000010000000000000004 db1 /var/lib/postgresql/15/main full complete 38270806 0",
            "base_000000010000000000000007_D_000000010000000000000004 db1 /var/lib/postgresql/15/main incremental complete 38270806 0 <base_000000010000000000000004",
            "base_00000001000000000000000A_D_000000010000000000000002 db1 /var/lib/postgresql/15/main incremental failed 38270806 1",
            "base_00000001000000000000000C   full partial 0 1",
        ],
        "zfs": [
            "2085090045664847989 web01 /srv/data full complete 385706464 0",
            "17747342225710399424 web01 /srv/data full complete 385706464 0",
        ],
    ]

    @Test(arguments: expected.keys.sorted()) func `points are read, and judged by what the tool says`(tool: String)
        async throws
    {
        let list = try await list(tool)
        let found = list.points.map { point in
            let size = point.sizes.restored.map { "\($0)" } ?? "nil"
            let words = [
                point.id, point.host, point.paths.joined(separator: ","), point.kind.rawValue, point.state.rawValue,
                size,
                "\(point.warnings.count)",
            ]
            let chain = point.requires.isEmpty ? "" : " <\(point.requires.joined(separator: ","))"
            return words.joined(separator: " ") + chain
        }
        #expect(found == Self.expected[tool], "\(found.joined(separator: "\n")) \(list.points.map(\.warnings))")
        #expect(list.isComplete && list.warnings.count == 1)
        #expect(list.warnings[0].hasSuffix("is known from its documentation only: it was never run here"))
    }

    @Test func `times are UTC, whatever zone the tool tells them in`() async throws {
        #expect(try await list("veeam").points[0].takenAt == Instant(seconds: 1_795_899_605))
        #expect(try await list("kopia").points[0].endedAt == Instant(seconds: 1_795_831_270))
        // Only the end is counted from 1970; the length comes from two local times.
        let bareos = try await list("bareos").points[0]
        #expect(bareos.endedAt == Instant(seconds: 1_795_831_200) && bareos.takenAt == Instant(seconds: 1_795_831_192))
        #expect(try await list("wal-g").points[0].isApplicationConsistent)
    }

    @Test(arguments: fixtures.keys.sorted()) func `an answer that was cut off is no list`(tool: String) async throws {
        let whole = try Fixture.bytes(#require(Self.fixtures[tool]?.first))
        // What is after the last brace is nothing.
        for length in stride(from: 1, to: whole.count - 8, by: max(1, whole.count / 23)) {
            let cut = Array(whole.prefix(length))
            // Text ends where a line ends; the last line may be one that says nothing.
            guard tool != "zfs" || cut.last != 0x0A else { continue }
            do {
                let list = try await list(tool, [cut])
                #expect(!list.isComplete, "\(tool) cut at \(length) is said to be complete")
            } catch let failure as EngineFailure {
                #expect([.unknown, .wrongKey].contains(failure.kind))
            }
        }
    }

    @Test(arguments: [
        ("kopia", "\"startTime\":\"2026-11-28", "\"startTime\":\"soon"), ("kopia", "\"host\":\"db1\"", "\"host\":17"),
        ("kopia", "\"id\":\"8f2b", "\"id\":\"-rf"), ("velero", "\"name\":\"shop-2\"", "\"name\":\"a\\nb\""),
        ("proxmox-backup", "1795831200", "\"soon\""),
        ("proxmox-backup", "\"backup-id\":\"web01\"", "\"backup-id\":\"--x\""),
        ("veeam", "2026-11-28T22:00:05.123+01:00", "2026"),
        ("bareos", "\"jobtdate\": \"1795831200\"", "\"jobtdate\": \"x\""),
        ("wal-g", "\"backup_name\": \"base_000000010000000000000004\"", "\"backup_name\": null"),
        ("zfs", "1795831200", "soon"),
    ]) func `an entry that makes no sense leaves the others, and the list says so`(
        tool: String, old: String, new: String
    ) async throws {
        let names = try #require(Self.fixtures[tool])
        var answers = try names.map { try Fixture.bytes($0) }
        let text = String(decoding: answers[0], as: UTF8.self)
        try #require(text.contains(old))
        answers[0] = Array(text.replacingOccurrences(of: old, with: new).utf8)
        let list = try await list(tool, answers)
        #expect(!list.isComplete && !list.points.isEmpty && list.warnings.count == 2, "\(list.warnings)")
    }

    @Test(arguments: fixtures.keys.sorted()) func `hostile answers end`(tool: String) async throws {
        let deep = Array(String(repeating: "[", count: 200_000).utf8)
        let braces = Array(String(repeating: "{\"a\":", count: 100_000).utf8)
        for answer in [deep, braces, Array("null".utf8), Array("{}".utf8), [0xff, 0xfe, 0x00], Array("<html>".utf8)] {
            do {
                let list = try await list(tool, [answer])
                #expect(!list.isComplete && list.points.isEmpty)
            } catch let failure as EngineFailure {
                #expect(failure.kind == .unknown)
            }
        }
    }

    @Test func `points with one id, pages that never end, and parts of lists are told`() async throws {
        let twice = Array(
            String(decoding: try Fixture.bytes("kopia-list.json"), as: UTF8.self).replacingOccurrences(
                of: "7f2b", with: "6f2b"
            )
            .utf8)
        await #expect(throws: EngineFailure.self) { try await list("kopia", [twice]) }
        let one = try Fixture.bytes("veeam-list.json")
        let empty = Array(#"{"data":[],"pagination":{"total":3}}"#.utf8)
        let veeam = try await list("veeam", [one, empty])
        #expect(!veeam.isComplete && veeam.warnings.last == "1 of 3 points were not given")
        let part = Array(
            String(decoding: try Fixture.bytes("velero-list.json"), as: UTF8.self)
                .replacingOccurrences(of: #""resourceVersion":"""#, with: #""continue":"more""#).utf8)
        #expect(try await list("velero", [part]).isComplete == false)
        let refused = await #expect(throws: EngineFailure.self) {
            try await list("bareos", [try Fixture.bytes("bareos-refused.txt")])
        }
        #expect(refused?.words.contains("is an invalid command") == true)
        #expect(try await list("wal-g", [Array("\n".utf8)]).points.isEmpty)
    }

    @Test(arguments: fixtures.keys.sorted()) func `what nobody tried is left to people`(tool: String) async throws {
        let engine = try Fixture.engine(tool, try Self.fake(tool))
        let repository = Fixture.repository(tool)
        let point = try #require(try await engine.restorePoints(in: repository).points.first)
        let manifest = await #expect(throws: EngineFailure.self) {
            try await engine.manifest(of: point, below: ["/"], in: repository) { _ in }
        }
        let restore = #expect(throws: EngineFailure.self) {
            try engine.restoration(of: point, at: nil, in: repository)
        }
        #expect(manifest?.kind == .unsupported && restore?.kind == .unsupported)
        #expect(restore?.words.contains("people restore with it: ") == true)
        let violations = EngineContract.ends(engine)
        #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
    }
}
