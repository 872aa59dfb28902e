import Contracts
import Estate
import Foundation
import TestKit
import Testing

@testable import QemuImage

/// Every recorded end of qemu-img 7.2 has the verdict that its data deserves.
@Suite struct RecordedEndTests {
    static let ends = RecordedEnds("../Fixtures/qemu-7.2", beside: #filePath)

    private static let verdicts: [String: (EngineOperation, String)] = [
        "backup-changing": (.backup, "source incomplete"),
        "backup-full": (.backup, "ok"),
        "backup-gone": (.backup, "network"),
        "backup-gone-increment": (.backup, "network"),
        "backup-increment": (.backup, "ok"),
        // The image is whole, and QEMU went away before it was told that the backup is over.
        "backup-left-open": (.backup, "warned"),
        "backup-no-export": (.backup, "source incomplete"),
        "backup-no-server": (.backup, "network"),
        "backup-no-socket": (.backup, "network"),
        "backup-no-space": (.backup, "no space"),
        "check": (.verify(.structure), "ok"),
        "check-corrupt": (.verify(.structure), "corrupt"),
        "check-cut": (.verify(.structure), "corrupt"),
        "check-leaks": (.verify(.structure), "warned"),
        "check-raw": (.verify(.structure), "unknown outcome"),
        "check-table": (.verify(.structure), "corrupt"),
        "compare-chain": (.changes, "ok"),
        "compare-different": (.changes, "warned"),
        "compare-same": (.changes, "ok"),
        "decode": (.verify(.decoded), "ok"),
        // Status 0 and not a word of an image that was cut off: only its check tells.
        "decode-cut": (.verify(.decoded), "ok"),
        "decode-table": (.verify(.decoded), "corrupt"),
        "info": (.manifest, "ok"),
        "info-absent": (.manifest, "no repository"),
        "info-backing-outside": (.manifest, "ok"),
        "info-backing-unstated": (.manifest, "ok"),
        "info-data-file": (.manifest, "ok"),
        "info-header": (.manifest, "corrupt"),
        "info-increment": (.manifest, "ok"),
        "info-locked": (.manifest, "locked"),
        "info-not-permitted": (.manifest, "permission"),
        "info-raw": (.manifest, "ok"),
        "list": (.list, "ok"),
        "list-absent": (.list, "no repository"),
        "list-bad": (.list, "ok"),
        "measure": (.manifest, "ok"),
        "measure-chain": (.manifest, "ok"),
        "version": (.manifest, "ok"),
    ]

    @Test(arguments: verdicts.keys.sorted()) func `is judged`(name: String) throws {
        let (operation, verdict) = try #require(Self.verdicts[name])
        #expect(ImageVerdict.outcome(of: try Self.ends.result(name), after: operation).word == verdict)
    }

    @Test func `none is left out`() throws {
        #expect(try Self.ends.names() == Set(Self.verdicts.keys))
    }

    @Test(arguments: ["", "{}", #"{"check-errors": 0"#, #"{"corruptions": 0}"#])
    func `a check without counts proves nothing`(
        output: String
    ) {
        let result = ProcessResult(outcome: .exited(0), output: Array(output.utf8), errors: "")
        #expect(ImageVerdict.outcome(of: result, after: .verify(.structure)).word == "unknown outcome")
    }

    @Test(arguments: ["", "added", "qemu-img: done\n", "added web01.qcow2: full\nImages are identical.\n"])
    func `a backup that does not say what it added proves nothing`(output: String) {
        let result = ProcessResult(outcome: .exited(0), output: Array(output.utf8), errors: "")
        #expect(ImageVerdict.outcome(of: result, after: .backup).word == "unknown outcome")
    }

    @Test(arguments: [
        ("ext 0 0\ncompared\n", "ok"), ("ext 0 0\next 1048576 4\ncompared\n", "corrupt"), ("compared\n", "warned"),
        ("ext 0 0\nother 1048576 xfs\ncompared\n", "warned"), ("ext 0 0\n", "unknown outcome"), ("", "unknown outcome"),
    ]) func `the guest's file systems are judged`(output: String, verdict: String) {
        let result = ProcessResult(outcome: .exited(0), output: Array(output.utf8), errors: "")
        #expect(ImageVerdict.outcome(of: result, after: .verify(.restored)).word == verdict)
    }
}

@Suite struct ChainTests {
    private func list(_ name: String) throws -> ImageList { try ImageList(RecordedEndTests.ends.result(name).output) }

    @Test func `a chain names every file of it, and nothing else is opened`() throws {
        let images = try list("list").images
        let chain = try ImageChain(of: "web01.2.qcow2", in: images, folder: "/srv/images")
        #expect(chain.images.map(\.name) == ["web01.1.qcow2", "web01.2.qcow2"])
        #expect(
            chain.source(in: "/srv/images")
                == #"json:{"backing":{"backing":null,"driver":"qcow2","file":{"driver":"file","filename":"/srv/images/web01.1.qcow2"}},"driver":"qcow2","file":{"driver":"file","filename":"/srv/images/web01.2.qcow2"}}"#
        )
        let raw = try ImageChain(of: "web01.raw", in: images, folder: "/srv/images").source(in: "/srv/images")
        #expect(raw == #"json:{"driver":"raw","file":{"driver":"file","filename":"/srv/images/web01.raw"}}"#)
    }

    @Test(arguments: [
        ("backing.qcow2", "which is no file of the repository"), ("ext.qcow2", "its data lies in another file"),
        ("unstated.qcow2", "does not state the format"),
    ]) func `hostile headers are refused`(name: String, reason: String) throws {
        let bad = try list("list-bad")
        #expect(!bad.isComplete && bad.warnings.contains { $0.contains("header.qcow2") })
        let failure = #expect(throws: EngineFailure.self) {
            try ImageChain(of: name, in: bad.images, folder: "/srv/images/bad")
        }
        #expect(failure?.words.contains(reason) == true)
    }

    private func image(_ name: String, backing: String?, format: String? = "qcow2", changed: Int64 = 0) throws
        -> DiskImage
    {
        var fields = [#""format": "qcow2", "virtual-size": 1"#]
        if let backing { fields.append("\"backing-filename\": \"\(backing)\"") }
        if let format, backing != nil { fields.append("\"backing-filename-format\": \"\(format)\"") }
        return try DiskImage(
            name: name, changed: Instant(seconds: changed), information: "{\(fields.joined(separator: ","))}")
    }

    @Test(arguments: [
        "../a.qcow2", "/etc/shadow", "nbd://evil/x", "json:{}", "a:b.qcow2", "sub/a.qcow2", "..", "", "/srvx/a.qcow2",
        "a@1.qcow2",
    ]) func `names that lead out are refused`(backing: String) throws {
        let top = try image("top.qcow2", backing: backing)
        #expect(throws: EngineFailure.self) {
            try ImageChain(of: "top.qcow2", in: ["top.qcow2": top, backing: top], folder: "/srv")
        }
    }

    @Test func `circles and endless chains end`() throws {
        let circle = ["a.qcow2": try image("a.qcow2", backing: "a.qcow2")]
        #expect(throws: EngineFailure.self) { try ImageChain(of: "a.qcow2", in: circle, folder: "/srv") }
        var long: [String: DiskImage] = [:]
        for number in 0..<1_000 {
            long["\(number).qcow2"] = try image("\(number).qcow2", backing: "/srv/\(number + 1).qcow2")
        }
        let failure = #expect(throws: EngineFailure.self) {
            try ImageChain(of: "0.qcow2", in: long, folder: "/srv")
        }
        #expect(failure?.words.contains("more than 64") == true)
        // Another format than the name of the file says.
        let odd = ["a.qcow2": try image("a.qcow2", backing: "b.raw", format: "qcow2")]
        #expect(throws: EngineFailure.self) { try ImageChain(of: "a.qcow2", in: odd, folder: "/srv") }
    }

    @Test func `a list that was cut off anywhere is none`() throws {
        let whole = try RecordedEndTests.ends.result("list").output
        for length in stride(from: 0, to: whole.count, by: 13) {
            #expect(throws: EngineFailure.self) { try ImageList(Array(whole.prefix(length))) }
        }
    }

    @Test(arguments: [
        ["host": "a"], ["disk": "/d"], ["host": "a", "disk": "d"], ["host": "a", "disk": "/d", "format": "vmdk"],
        ["host": "a", "disk": "/d", "dsik": "/d"], ["host": "-a", "disk": "/d"],
    ]) func `settings that are wrong start nothing`(settings: [String: String]) {
        let entry = RepositoryEntry(name: "i", engine: "qemu-image", url: "/srv", settings: settings)
        #expect(throws: EngineFailure.self) { try ImageCommand(entry, sshConfiguration: nil) }
    }

    @Test func `only lines of images of the folder count as checksums`() {
        let sum = String(repeating: "a", count: 64)
        let sums = Checksums(Array("\(sum)  a.raw\n\(sum) *b.raw\n\(sum)  ../etc/x\nnonsense\n\(sum)\n".utf8))
        #expect(sums.line(of: "a.raw") != nil && sums.line(of: "b.raw") != nil && sums.line(of: "../etc/x") == nil)
    }
}
