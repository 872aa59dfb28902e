import Contracts
import Estate
import Foundation
import TestKit
import Testing

@testable import QemuImage

@Suite(.serialized) struct RealExportTests {
    /// Runs `body` with a machine that goes away whatever happens.
    private func with(pace: Int = 0, _ body: (RealMachine) async throws -> Void) async throws {
        let machine = try await RealMachine(pace: pace)
        do { try await body(machine) } catch {
            await machine.remove()
            throw error
        }
        await machine.remove()
    }

    @Test(.timeLimit(.minutes(3))) func `full at first, then only what changed, and each is the disk of its moment`()
        async throws
    {
        try await with { machine in
            let entry = machine.entry()
            try await machine.act("write", "write -P 1 0 8M", "write -P 2 30M 1M")
            try await machine.act("copy", "first")
            let first = try await machine.backUp(entry)
            #expect(first.outcome?.word == "ok" && first.said.contains("full, 67108864 bytes"), "\(first)")
            // Zeros over data, and less than a cluster, count as well.
            try await machine.act("write", "write -P 3 50M 64k", "write -z 30M 300k", "write -P 4 5M 512")
            try await machine.act("copy", "second")
            let second = try await machine.backUp(entry)
            #expect(second.outcome?.word == "ok" && second.said.contains(" changed since "), "\(second)")
            let third = try await machine.backUp(entry)
            #expect(third.said.contains("0 of 67108864 bytes changed since"), "\(third)")

            let points = try await machine.points(entry)
            #expect(points.map(\.kind) == [.full, .incremental, .incremental])
            #expect(points.allSatisfy { $0.state == .complete && $0.warnings.isEmpty }, "\(points)")
            #expect(points[2].requires == [points[0].id, points[1].id])
            #expect(try #require(points[0].sizes.stored) > 9 << 20 && points[1].sizes.stored ?? .max < 1 << 20)
            try await machine.restore(points[0], entry, equals: "first")
            try await machine.restore(points[1], entry, equals: "second")
            try await machine.restore(points[2], entry, equals: "second")
            // The checksums came with them.
            let verified = await machine.engine.verify(VerifyRequest(depth: .bytes), in: entry)
            #expect(verified.outcome.word == "ok" && verified.reached == .bytes, "\(verified)")
            // Of earlier moments QEMU keeps nothing.
            let kept = try await machine.act("bitmaps").split(separator: "\n")
            #expect(kept.count == 1 && kept[0].contains("-web01."), "\(kept)")
            #expect(try await machine.leftovers().isEmpty)
        }
    }

    @Test(.timeLimit(.minutes(2))) func `what the guest writes meanwhile belongs to the next image`() async throws {
        try await with(pace: 16 << 20) { machine in
            let entry = machine.entry()
            try await machine.act("write", "write -P 1 0 16M")
            try await machine.act("copy", "first")
            let during = try await machine.backUp(
                entry, during: #"sh "$TOOL" write "write -P 9 12M 64k" "write -P 9 40M 64k""#)
            #expect(during.outcome?.word == "ok", "\(during)")
            try await machine.act("copy", "second")
            let next = try await machine.backUp(entry)
            #expect(next.said.contains("131072 of 67108864 bytes changed"), "\(next)")
            let points = try await machine.points(entry)
            try await machine.restore(points[0], entry, equals: "first")
            try await machine.restore(points[1], entry, equals: "second")
        }
    }

    @Test(.timeLimit(.minutes(3))) func `a killed backup leaves no point, and loses no change`() async throws {
        try await with(pace: 8 << 20) { machine in
            let entry = machine.entry()
            #expect(try await machine.backUp(entry).outcome?.word == "ok")
            try await machine.act("write", "write -P 5 8M 8M")
            let killed = try await machine.backUp(entry, during: #"kill -s KILL -- -"$body""#)
            #expect(killed.outcome == nil && killed.said.contains("body ended with 137"), "\(killed)")
            #expect(try await machine.points(entry).count == 1)
            let left = try await machine.leftovers()
            #expect(left.contains { $0.hasSuffix(".part") } && left.contains { $0.hasSuffix(".frozen") }, "\(left)")

            try await machine.act("write", "write -P 6 20M 64k")
            try await machine.act("copy", "now")
            let next = try await machine.backUp(entry)
            #expect(next.said.contains("8454144 of 67108864 bytes changed since"), "\(next)")
            let points = try await machine.points(entry)
            #expect(points.map(\.kind) == [.full, .incremental])
            try await machine.restore(points[1], entry, equals: "now")
            #expect(try await machine.leftovers().isEmpty)
            #expect(try await machine.act("bitmaps").split(separator: "\n").count == 1)
        }
    }

    @Test(.timeLimit(.minutes(2))) func `a second backup at the same time is refused`() async throws {
        try await with(pace: 8 << 20) { machine in
            let entry = machine.entry()
            try await machine.act("write", "write -P 1 0 8M")
            let first = try await machine.backUp(
                entry, during: #"GU_PATIENCE=0 sh -s <body >second 2>&1 && exit 1; cat second >&2"#)
            #expect(first.outcome?.word == "ok" && first.said.contains("another backup of this host"), "\(first)")
            #expect(try await machine.points(entry).count == 1)
        }
    }

    @Test(.timeLimit(.minutes(2))) func `an export that goes away half-way leaves nothing`() async throws {
        try await with(pace: 8 << 20) { machine in
            let entry = machine.entry()
            try await machine.act("write", "write -P 1 0 16M")
            let full = try await machine.backUp(entry, during: #"sh "$TOOL" end KILL"#)
            #expect(full.outcome?.word == "network", "\(full)")
            try await machine.act("start", "\(8 << 20)")
            #expect(try await machine.backUp(entry).outcome?.word == "ok")
            try await machine.act("write", "write -P 2 0 16M")
            let increment = try await machine.backUp(entry, during: #"sh "$TOOL" end KILL"#)
            #expect(increment.outcome?.word == "network", "\(increment)")
            #expect(try await machine.points(entry).map(\.kind) == [.full])
            #expect(try await machine.leftovers().isEmpty)
            // A bitmap that a crash left behind may lack changes, so it is not relied on.
            try await machine.act("start", "0")
            try await machine.act("copy", "now")
            let again = try await machine.backUp(entry)
            #expect(again.outcome?.word == "ok" && again.said.contains("full, "), "\(again)")
            try await machine.restore(try #require(try await machine.points(entry).last), entry, equals: "now")
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `a bitmap outlives a machine that is shut down, and none rests on a damaged image`()
        async throws
    {
        try await with { machine in
            let entry = machine.entry()
            #expect(try await machine.backUp(entry).outcome?.word == "ok")
            try await machine.act("write", "write -P 2 1M 64k")
            try await machine.act("end", "TERM")
            try await machine.act("start", "0")
            let second = try await machine.backUp(entry)
            #expect(second.said.contains("65536 of 67108864 bytes changed since"), "\(second)")
            try await machine.disks.sh("for image in images/web01.*.qcow2; do truncate -s 100000 \"$image\"; done")
            let third = try await machine.backUp(entry)
            #expect(third.outcome?.word == "ok" && third.said.contains("is damaged"), "\(third)")
            #expect(try await machine.points(entry).last?.kind == .full)
        }
    }

    @Test(.timeLimit(.minutes(2))) func `an export at rest is copied whole`() async throws {
        try await with { machine in
            try await machine.disks.sh(
                "truncate -s 3M rest.raw; yes | head -c 1000000 | dd of=rest.raw conv=notrunc status=none")
            try await machine.act(
                "export", "driver=raw,file.driver=file,file.filename=\(machine.disks.path("rest.raw"))")
            let entry = machine.entry(rest: "rest")
            for _ in 0..<2 {
                let result = try await machine.backUp(entry)
                #expect(result.outcome?.word == "ok" && result.said.contains("full, 3145728 bytes"), "\(result)")
            }
            let points = try await machine.points(entry)
            #expect(points.map(\.kind) == [.full, .full])
            try await machine.restore(try #require(points.last), entry, equals: "rest.raw")
            let wrong = try await machine.backUp(machine.entry(rest: "wrong"))
            #expect(wrong.outcome?.word == "source incomplete", "\(wrong)")
            try await machine.act("leave")
            let closed = try await machine.backUp(entry)
            #expect(closed.outcome?.word == "network", "\(closed)")
            #expect(try await machine.points(entry).count == 2)
            #expect(try await machine.leftovers().isEmpty)
        }
    }

    @Test(.timeLimit(.minutes(2))) func `a folder without room, and a disk of any size that a server claims`()
        async throws
    {
        try await with { machine in
            try await machine.act("write", "write -P 1 0 16M")
            try await machine.disks.sh("mount -t tmpfs -o size=5M tmpfs images")
            let entry = machine.entry()
            let full = try await machine.backUp(entry)
            #expect(full.outcome?.word == "no space", "\(full)")
            #expect(try await machine.points(entry).isEmpty)
            #expect(try await machine.leftovers().isEmpty)
            var narrow = entry
            narrow.settings["scratch"] = machine.disks.path("images")
            let refused = try await machine.backUp(narrow)
            #expect(refused.outcome == nil && refused.said.contains("expected room for 67108864 bytes"), "\(refused)")

            try await machine.act("export", "driver=null-co,size=\(1 << 60)")
            let huge = try await machine.backUp(machine.entry(rest: "rest"))
            #expect(huge.outcome == nil && huge.said.contains("found one of 1152921504606846976 bytes"), "\(huge)")
            #expect(try await machine.leftovers().isEmpty)
        }
    }

    @Test(.timeLimit(.minutes(2))) func `what QEMU refuses is told in its words`() async throws {
        try await with { machine in
            var entry = machine.entry()
            entry.settings["node"] = "web02"
            #expect(try await machine.backUp(entry).said.contains("expected a block node web02"))
            entry = machine.entry()
            entry.settings["export"] = "nbd+unix:///guest?socket=\(machine.disks.path("nbd.sock"))"
            let taken = try await machine.backUp(entry)
            #expect(taken.outcome == nil && taken.said.contains("already has export named 'guest'"), "\(taken)")
            #expect(try await machine.act("bitmaps").isEmpty)
            try await machine.disks.sh(
                "setsid socat -u UNIX-CONNECT:monitor.sock - </dev/null >held 2>&1 & echo $! >holder.pid; until [ -s held ]; do :; done"
            )
            let held = try await machine.backUp(machine.entry(), ["GU_PATIENCE": "1"])
            #expect(held.outcome == nil && held.said.contains("who else uses this monitor?"), "\(held)")
            entry.url = machine.disks.path("absent")
            #expect(try await machine.backUp(entry).said.contains("expected the folder"))
            try await machine.act("end", "TERM")
            #expect(try await machine.backUp(machine.entry()).said.contains("does the machine run?"))
            #expect(try await machine.leftovers().isEmpty)
        }
    }
}
