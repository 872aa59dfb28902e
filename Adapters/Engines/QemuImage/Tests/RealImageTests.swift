import Contracts
import Estate
import Foundation
import Host
import QemuImage
import RecoveryPlan
import TestKit
import Testing

@Suite(.serialized) struct RealImageTests {
    @Test(.timeLimit(.minutes(2))) func `keeps the contract of engines`() async throws {
        let disks = try RealDisks()
        defer { disks.remove() }
        let violations = try await EngineContract.violations(disks)
        #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
    }

    @Test(.timeLimit(.minutes(2))) func `chains, sizes and times are read`() async throws {
        let disks = try RealDisks()
        defer { disks.remove() }
        let entry = try await disks.filled("a")
        let points = try await disks.engine.restorePoints(in: entry).points
        #expect(points.map(\.kind) == [.full, .incremental] && points.allSatisfy { $0.state == .complete })
        #expect(points[1].requires == [points[0].id] && points[1].id == "web01.2.qcow2@1793577600")
        #expect(points[1].sizes.restored == 8 << 20 && points[1].warnings.isEmpty)
        let found = await disks.engine.verify(VerifyRequest(depth: .restored), in: entry)
        #expect(found.reached == .restored && found.outcome.word == "ok", "\(found)")
    }

    @Test(.timeLimit(.minutes(2))) func `what nothing proves is not said to be good`() async throws {
        let disks = try RealDisks()
        defer { disks.remove() }
        let entry = try await disks.filled("a")
        try await disks.sh("rm a/SHA256SUMS")
        let decoded = await disks.engine.verify(VerifyRequest(depth: .decoded), in: entry)
        #expect(decoded.outcome.word == "warned" && decoded.reached == .decoded)
        let bytes = await disks.engine.verify(VerifyRequest(depth: .bytes), in: entry)
        #expect(bytes.outcome.word == "unsupported")
        // qemu-img converts what was cut off with status 0: the check tells.
        try await disks.sh("truncate -s 300000 a/web01.2.qcow2; touch -d '2026-11-02 00:00:00' a/web01.2.qcow2")
        let cut = await disks.engine.verify(VerifyRequest(depth: .decoded), in: entry)
        #expect(cut.outcome.word == "corrupt" && cut.reached == .structure)
        let point = try #require(try await disks.engine.restorePoints(in: entry).points.last)
        let restored = try await disks.restore(point, entry)
        #expect(!restored.succeeded && restored.errors.contains("is damaged"), "\(restored.errors)")
    }

    @Test(.timeLimit(.minutes(2))) func `errors in the guest's file system are found`() async throws {
        let disks = try RealDisks()
        defer { disks.remove() }
        var entry = try await disks.filled("a")
        try await disks.sh(
            """
            mkdir guests
            truncate -s 8M guests/disk.raw
            mkfs.ext4 -q -E lazy_itable_init=0 guests/disk.raw
            debugfs -w -R 'clri <11>' guests/disk.raw >/dev/null 2>&1
            (cd guests && sha256sum disk.raw >SHA256SUMS)
            """)
        entry.url = disks.path("guests")
        let raw = await disks.engine.verify(VerifyRequest(depth: .decoded), in: entry)
        #expect(raw.outcome.word == "ok" && raw.reached == .decoded, "\(raw)")
        #expect(
            await disks.engine.verify(VerifyRequest(depth: .structure), in: entry).outcome.word == "unknown outcome")
        let found = await disks.engine.verify(VerifyRequest(depth: .restored), in: entry)
        #expect(found.outcome.word == "corrupt", "\(found)")
    }

    @Test(.timeLimit(.minutes(3))) func `a header opens nothing outside of the repository`() async throws {
        let disks = try RealDisks()
        defer { disks.remove() }
        let entry = try await disks.filled("a")
        try await disks.sh(
            """
            cd a
            echo secret >../outside
            truncate -s 64k ../outside
            qemu-img create -q -f qcow2 -u -b "$PWD/../outside" -F raw evil.1.qcow2 1M
            qemu-img create -q -f qcow2 -u -b 'json:{"driver":"nbd","host":"127.0.0.1"}' -F raw evil.2.qcow2 1M
            qemu-img create -q -f qcow2 -u -b evil.4.qcow2 -F qcow2 evil.3.qcow2 1M
            qemu-img create -q -f qcow2 -u -b evil.3.qcow2 -F qcow2 evil.4.qcow2 1M
            qemu-img create -q -f qcow2 -o data_file="$PWD/../data" evil.5.qcow2 1M
            qemu-img create -q -f qcow2 -u -b none.qcow2 -F qcow2 evil.6.qcow2 1M
            # A raw disk whose guest wrote the header of an image that names a file of this machine.
            cp evil.1.qcow2 evil.7.raw
            """)
        let list = try await disks.engine.restorePoints(in: entry)
        let evil = list.points.filter { $0.id.hasPrefix("evil") && !$0.id.contains("raw") }
        #expect(evil.count == 6 && evil.allSatisfy { $0.state == .failed && !$0.isRestorable })
        for point in evil {
            #expect(throws: EngineFailure.self) { try disks.engine.restoration(of: point, at: nil, in: entry) }
            await #expect(throws: EngineFailure.self) {
                try await disks.engine.manifest(of: point, below: ["/"], in: entry) { _ in }
            }
            let found = await disks.engine.verify(VerifyRequest(point: point, depth: .restored), in: entry)
            #expect(found.outcome.word == "corrupt")
            // The body follows the chain by itself: a plan may be older than the image.
            let again = RestorePoint(id: point.id, host: point.host, takenAt: point.takenAt, paths: point.paths)
            let restored = try await disks.restore(again, entry)
            #expect(!restored.succeeded && restored.errors.contains("restore web01"), "\(restored.errors)")
            try await disks.sh("test ! -e host")
        }
        // It is what its name says: a disk of these bytes, and no image.
        let raw = try #require(list.points.first { $0.id.contains("raw") })
        #expect(raw.state == .complete && raw.kind == .full && raw.requires.isEmpty)
        let restored = try await disks.restore(raw, entry)
        #expect(restored.succeeded, "\(restored.errors)")
        #expect(try Data(contentsOf: URL(filePath: disks.path("host/disk.raw"))).starts(with: Array("QFI".utf8)))
    }

    @Test(.timeLimit(.minutes(2))) func `a disk is put on the host whole, or not at all`() async throws {
        let disks = try RealDisks()
        defer { disks.remove() }
        let entry = try await disks.filled("a")
        let points = try await disks.engine.restorePoints(in: entry).points
        for _ in 0..<2 {
            let result = try await disks.restore(points[1], entry)
            #expect(result.succeeded, "\(result.errors)")
            #expect(disks.engine.outcome(of: result, after: .restore).word == "ok")
        }
        let bytes = try Data(contentsOf: URL(filePath: disks.path("host/disk.raw")))
        #expect(bytes.count == 8 << 20 && bytes[(7 << 20) + 5] == 77)
        try await disks.sh("test ! -e host/disk.raw.groundup")

        // It was judged as another one.
        try await disks.sh("touch a/web01.2.qcow2")
        let changed = try await disks.restore(points[1], entry)
        #expect(!changed.succeeded && changed.errors.contains("was changed since it was listed"))
        try await disks.sh("touch -d '2026-11-02 00:00:00' a/web01.2.qcow2; touch a/web01.1.qcow2")
        let later = try await disks.engine.restorePoints(in: entry).points.first { $0.kind == .incremental }
        #expect(later?.warnings.first?.contains("was changed after") == true)
    }

    @Test(.timeLimit(.minutes(2))) func `a block device is written, when there is room on it`() async throws {
        let disks = try RealDisks()
        defer { disks.remove() }
        var entry = try await disks.filled("a")
        let point = try #require(try await disks.engine.restorePoints(in: entry).points.last)
        for (size, isEnough) in [("16M", true), ("4M", false)] {
            let device = try await disks.device(size)
            entry.settings["disk"] = device
            let result = try await disks.restore(point, entry)
            try await disks.sh("head -c 8388608 \(device) >read; losetup -d \(device)")
            #expect(result.succeeded == isEnough, "\(result.errors)")
            guard isEnough else {
                #expect(result.errors.contains("expected room for 8388608 bytes"))
                continue
            }
            #expect(try Data(contentsOf: URL(filePath: disks.path("read")))[(7 << 20) + 5] == 77)
        }
    }

    @Test(.timeLimit(.minutes(2))) func `an image that a program writes to is no restore point yet`() async throws {
        let disks = try RealDisks()
        defer { disks.remove() }
        let entry = try await disks.filled("a")
        try await disks.sh(
            "qemu-nbd --fork --persistent --pid-file=nbd.pid -f qcow2 -k \"$PWD/nbd.sock\" a/web01.2.qcow2 >/dev/null 2>&1"
        )
        let list = try await disks.engine.restorePoints(in: entry)
        try await disks.sh("kill $(cat nbd.pid); while kill -0 $(cat nbd.pid) 2>/dev/null; do :; done")
        #expect(list.points.map(\.state) == [.complete, .running] && list.isComplete)
    }
}
