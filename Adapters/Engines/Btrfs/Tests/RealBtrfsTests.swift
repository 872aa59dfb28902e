import Btrfs
import Contracts
import Estate
import Foundation
import Host
import RecoveryPlan
import Synchronization
import TestKit
import Testing

@Suite(.serialized) struct RealBtrfsTests {
    @Test(.timeLimit(.minutes(5))) func `keeps the contract of engines`() async throws {
        try await withVolumes { volumes in
            let violations = try await EngineContract.violations(volumes)
            #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
        }
    }

    @Test(.timeLimit(.minutes(2))) func `what a snapshot lacks, and what is no snapshot, is told`() async throws {
        try await withVolumes { volumes in
            try await volumes.fill("odd")
            try await volumes.sh("btrfs -q subvolume create odd/data/nested; echo lost >odd/data/nested/file")
            try await volumes.run(["snapshot", "odd", "third"])
            try await volumes.sh("btrfs -q subvolume snapshot odd/data odd/snapshots/writable")
            let entry = volumes.entry("odd")
            let list = try await volumes.engine.restorePoints(in: entry)
            #expect(list.points.count == 3 && list.isComplete && list.warnings.count == 1)
            #expect(list.warnings.first?.contains("writable") == true)
            let third = try #require(list.points.last)
            let found = await volumes.engine.verify(VerifyRequest(point: third, depth: .structure), in: entry)
            #expect(found.outcome.word == "warned")
            let whole = await volumes.engine.verify(VerifyRequest(point: list.points[0], depth: .bytes), in: entry)
            #expect(whole.outcome.word == "ok" && whole.percent == 100)
        }
    }

    @Test(.timeLimit(.minutes(2))) func `files come back as they were, whatever they are called`() async throws {
        try await withVolumes { volumes in
            try await volumes.fill("good")
            try await volumes.sh(
                "printf hard >\"good/data/folder/it's \\\\ odd\"; ln -s /etc good/data/link; mkfifo good/data/pipe")
            try await volumes.run(["snapshot", "good", "third"])
            let entry = volumes.entry("good", source: volumes.path("host/srv"))
            let point = try #require(try await volumes.engine.restorePoints(in: entry).points.last)
            try await volumes.sh(
                "mkdir -p host/srv/folder; echo older >host/srv/one; echo stays >host/srv/folder/other")
            for _ in 0..<2 {
                let result = try await volumes.restore(point, entry, paths: [volumes.path("host/srv")])
                #expect(result.succeeded, "\(result.errors)")
                #expect(volumes.engine.outcome(of: result, after: .restore).word == "ok")
            }
            #expect(try volumes.text("host/srv/one") == "one\n" && volumes.text("host/srv/folder/three") == "three33\n")
            #expect(try volumes.text("host/srv/folder/it's \\ odd") == "hard")
            #expect(try volumes.text("host/srv/folder/other") == "stays\n")
            let link = try FileManager.default.destinationOfSymbolicLink(atPath: volumes.path("host/srv/link"))
            #expect(link == "/etc")

            // A path below a link of the snapshot would be read from this machine.
            let out = try await volumes.restore(point, entry, paths: [volumes.path("host/srv/link/hostname")])
            #expect(!out.succeeded && out.errors.contains("is a symbolic link"))
            let absent = try await volumes.restore(point, entry, paths: [volumes.path("host/srv/none")])
            #expect(!absent.succeeded && absent.errors.contains("does not hold ./none"))
            let elsewhere = try await volumes.restore(point, entry, paths: ["/etc"])
            #expect(!elsewhere.succeeded && elsewhere.errors.contains("expected paths at or below"))
            try await extracts(volumes, point, entry)
        }
    }

    private func extracts(_ volumes: RealVolumes, _ point: RestorePoint, _ entry: RepositoryEntry) async throws {
        let folder = volumes.path("extracted")
        let source = volumes.path("host/srv")
        try await volumes.engine.extract(
            ["\(source)/folder", "\(source)/link/hostname"], of: point, in: entry, to: folder)
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder + source).sorted()
        #expect(names == ["folder", "folder/it's \\ odd", "folder/three", "folder/two"])
    }

    @Test(.timeLimit(.minutes(2))) func `a damaged file is neither restored nor brought here in silence`() async throws
    {
        try await withVolumes { volumes in
            let entry = try #require(try await volumes.repository(in: .damagedBytes))
            let point = try #require(try await volumes.engine.restorePoints(in: entry).points.last)
            let result = try await volumes.restore(point, entry, paths: point.paths)
            #expect(!result.succeeded && result.errors.contains("not to be used"), "\(result.errors)")
            await #expect(throws: EngineFailure.self) {
                try await volumes.engine.extract(nil, of: point, in: entry, to: volumes.path("extracted"))
            }
            let found = await volumes.engine.verify(VerifyRequest(point: point, depth: .bytes), in: entry)
            #expect(found.outcome.word == "corrupt" && found.reached == .bytes)
        }
    }

    /// Any sequence of changes comes down to what really differs between the two snapshots.
    @Test(.timeLimit(.minutes(3)), arguments: [1, 2, 3, 4])
    func `changes are those that a comparison of all files finds`(seed: Int) async throws {
        try await withVolumes { volumes in
            try await volumes.run(["make", "v"])
            var random = Steps(seed: UInt64(seed))
            try await volumes.sh(random.script(30, in: "v/data"))
            try await volumes.run(["snapshot", "v", "first"])
            let before = try volumes.files("v/data")
            try await volumes.sh(random.script(60, in: "v/data"))
            try await volumes.run(["snapshot", "v", "second"])
            let after = try volumes.files("v/data")
            let entry = volumes.entry("v", source: "/srv")
            let points = try await volumes.engine.restorePoints(in: entry).points
            try #require(points.count == 2)
            let gathered = Mutex<Set<PathChange>>([])
            try await volumes.engine.changes(from: points[0], to: points[1], in: entry) { change in
                _ = gathered.withLock { $0.insert(change) }
            }
            let names = Set(before.keys).union(after.keys)
            let expected = names.compactMap { name -> PathChange? in
                switch (before[name], after[name]) {
                case (nil, _): PathChange(.added, "/srv/\(name)")
                case (_, nil): PathChange(.removed, "/srv/\(name)")
                case (let old, let new): old == new ? nil : PathChange(.modified, "/srv/\(name)")
                }
            }
            // Folders are told too; only files are compared here.
            let found = gathered.withLock { $0 }.filter { names.contains(String($0.path.dropFirst(5))) }
            #expect(found == Set(expected), "\(found.symmetricDifference(expected).sorted { $0.path < $1.path })")
            #expect(!expected.isEmpty)
        }
    }

    private func withVolumes(_ body: (RealVolumes) async throws -> Void) async throws {
        let volumes = try RealVolumes()
        do { try await body(volumes) } catch {
            await volumes.remove()
            throw error
        }
        await volumes.remove()
    }
}

/// Writes scripts that change files: made, written, moved, linked, removed, folders too.
private struct Steps {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

    private mutating func next(_ count: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % count
    }

    private mutating func path() -> String { ["", "a/", "b/", "a/c/"][next(4)] + "f\(next(6))" }

    mutating func script(_ count: Int, in folder: String) -> String {
        let steps = (0..<count).map { _ in
            let (path, other) = (path(), path())
            return switch next(7) {
            case 0, 1: "mkdir -p $(dirname \(path)); echo \(state) >\(path)"
            case 2: "[ ! -f \(path) ] || echo \(state) >>\(path)"
            case 3: "[ ! -f \(path) ] || { mkdir -p $(dirname \(other)); mv -f \(path) \(other); }"
            case 4: "rm -f \(path)"
            case 5: "[ ! -f \(path) ] || { mkdir -p $(dirname \(other)); ln -f \(path) \(other) || true; }"
            default: "[ \(next(4)) != 0 ] || rm -rf \(["a/c", "b"][next(2)])"
            }
        }
        return "cd \(folder)\n" + steps.joined(separator: "\n") + "\n"
    }
}
