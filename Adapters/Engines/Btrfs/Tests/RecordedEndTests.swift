import Contracts
import Estate
import Foundation
import TestKit
import Testing

@testable import Btrfs

/// Every recorded end of btrfs-progs 6.2 has the verdict that its data deserves.
@Suite struct RecordedEndTests {
    static let ends = RecordedEnds("../Fixtures/btrfs-progs-6.2", beside: #filePath)

    private static let verdicts: [String: (EngineOperation, String)] = [
        "compare": (.changes, "ok"),
        "compare-damaged": (.changes, "corrupt"),
        "compare-writable": (.changes, "unknown"),
        // tar fills up with zeros what it cannot read.
        "extract-damaged": (.manifest, "unknown"),
        "list": (.list, "ok"),
        "list-absent": (.list, "no repository"),
        "list-not-btrfs": (.list, "no repository"),
        // The list itself tells that nothing in it could be read: see SnapshotTests.
        "list-not-permitted": (.list, "ok"),
        "list-received": (.list, "ok"),
        "manifest": (.manifest, "ok"),
        "read-damaged": (.verify(.decoded), "corrupt"),
        "scrub": (.verify(.bytes), "ok"),
        "scrub-damaged": (.verify(.bytes), "corrupt"),
        "scrub-not-btrfs": (.verify(.bytes), "no repository"),
        "scrub-not-permitted": (.verify(.bytes), "permission"),
        "scrub-status": (.manifest, "ok"),
        "scrub-status-never": (.manifest, "ok"),
        "scrub-without-checksums": (.verify(.bytes), "warned"),
        "show-absent": (.list, "no repository"),
        "show-not-btrfs": (.list, "no repository"),
        "show-not-permitted": (.list, "permission"),
        "stats": (.verify(.structure), "ok"),
        // The counters are read, not the status: see below.
        "stats-damaged": (.verify(.structure), "ok"),
        "version": (.manifest, "ok"),
    ]

    @Test(arguments: verdicts.keys.sorted()) func `is judged`(name: String) throws {
        let (operation, verdict) = try #require(Self.verdicts[name])
        #expect(BtrfsVerdict.outcome(of: try Self.ends.result(name), after: operation).word == verdict)
    }

    @Test func `none is left out`() throws {
        #expect(try Self.ends.names() == Set(Self.verdicts.keys))
    }

    @Test func `what the devices got wrong is counted`() throws {
        #expect(try BtrfsVerdict.deviceErrors(Self.ends.result("stats").output) == 0)
        #expect(try BtrfsVerdict.deviceErrors(Self.ends.result("stats-damaged").output) > 0)
        #expect(throws: EngineFailure.self) { try BtrfsVerdict.deviceErrors([]) }
    }

    @Test(arguments: [
        "Status:           finished", "Status:           aborted",
        "\tuncorrectable_errors: 0\n\ttree_bytes_scrubbed: 0\nStatus:           finished",
        "\tuncorrectable_errors: 0\n\ttree_bytes_scrubbed: 9\nStatus:           aborted",
    ]) func `a scrub that told less than all proves nothing`(output: String) {
        let result = ProcessResult(outcome: .exited(0), output: Array(output.utf8), errors: "")
        #expect(BtrfsVerdict.outcome(of: result, after: .verify(.bytes)).word == "unknown outcome")
    }
}

@Suite struct SnapshotTests {
    private func settings(_ folder: String, prefix: String? = nil) throws -> BtrfsSettings {
        var entry = RepositoryEntry(
            name: "s", engine: "btrfs", url: folder, settings: ["host": "web01", "source": "/srv"])
        entry.settings["prefix"] = prefix
        return try BtrfsSettings(entry)
    }

    private func list(_ name: String) throws -> [UInt8] { try RecordedEndTests.ends.result(name).output }

    @Test func `snapshots are read, and what can be written to is none`() throws {
        let read = try BtrfsSnapshots(list("list"), settings: settings("/mnt/pool/snap"))
        #expect(read.all.map(\.path).sorted() == ["/mnt/pool/snap/data.1", "/mnt/pool/snap/data.2"])
        #expect(
            read.isComplete && read.warnings == ["/mnt/pool/snap/writable can be written to, so it is no restore point"]
        )
        let first = try #require(read.all.first { $0.path.hasSuffix("data.1") })
        #expect(first.uuid == "517f7f8d-2301-cd4e-9050-0a205ab1b42c" && !first.isReceived)
        #expect(first.created == Instant(seconds: 1_796_078_085))
        let one = try BtrfsSnapshots(list("list"), settings: settings("/mnt/pool/snap", prefix: "data.2"))
        #expect(one.all.count == 1 && one.warnings.isEmpty)
        #expect(
            try BtrfsSnapshots(list("list-received"), settings: settings("/mnt/pool/other")).all.first?.isReceived
                == true)
    }

    @Test func `when none may be read, that is a failure`() throws {
        let failure = #expect(throws: EngineFailure.self) {
            try BtrfsSnapshots(list("list-not-permitted"), settings: settings("/mnt/pool/snap"))
        }
        #expect(failure?.kind == .permission)
    }

    @Test func `a list that was cut off anywhere is none`() throws {
        let whole = try list("list")
        for length in stride(from: 0, to: whole.count, by: 7) {
            #expect(throws: EngineFailure.self) {
                try BtrfsSnapshots(Array(whole.prefix(length)), settings: settings("/mnt/pool/snap"))
            }
        }
    }

    @Test func `names that write lines of their own are left out, and the list says so`() throws {
        let said =
            "evil\n\tName: \t\tx\n\tUUID: \t\t517f7f8d-2301-cd4e-9050-0a205ab1b42c\n\tCreation time: \t\t2026-11-30 22:34:45 +0000\n\tFlags: \t\treadonly\n"
        let good = Array("/s/a\0\u{30}\0\(said)\0/s/b\nc\0\u{30}\0\(said)\0complete\0".utf8)
        let read = try BtrfsSnapshots(good, settings: settings("/s"))
        #expect(read.all.map(\.path) == ["/s/a"] && !read.isComplete && read.warnings.count == 1)
    }

    @Test(arguments: [
        ("/s", ["host": "-x", "source": "/srv"]), ("/s", ["host": "a"]), ("s", ["host": "a", "source": "/srv"]),
        ("/s/../etc", ["host": "a", "source": "/srv"]), ("/s", ["host": "a", "source": "/srv", "sorce": "/"]),
        ("/s", ["host": "a", "source": "/srv\n"]), ("/", ["host": "a", "source": "/srv"]),
    ]) func `settings that are wrong start nothing`(url: String, settings: [String: String]) {
        let entry = RepositoryEntry(name: "s", engine: "btrfs", url: url, settings: settings)
        #expect(throws: EngineFailure.self) { try BtrfsCommand(entry, sshConfiguration: nil) }
    }

    @Test func `another host is asked over ssh, and nothing of it is an argument`() throws {
        var entry = RepositoryEntry(
            name: "s", engine: "btrfs", url: "/pool/it's", settings: ["host": "web01", "source": "/srv"])
        entry.via = "nas1"
        let request = try BtrfsCommand(entry, sshConfiguration: "/lab/ssh").scrub()
        #expect(request.program == "ssh" && request.arguments.suffix(3) == ["--", "nas1", "exec sh -s"])
        #expect(
            String(decoding: request.input, as: UTF8.self).contains(
                "exec 'btrfs' 'scrub' 'start' '-B' '-r' '-R' '/pool/it'\\''s' </dev/null"))
        entry.via = "-oProxyCommand=x"
        #expect(throws: EngineFailure.self) { try BtrfsCommand(entry, sshConfiguration: nil) }
    }
}
