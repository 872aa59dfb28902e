import Contracts
import Etcd
import Foundation
import Host
import RecoveryPlan
import TestKit
import Testing

@Suite(.serialized) struct RealEtcdTests {
    @Test(.timeLimit(.minutes(3))) func `keeps the contract, restores, and proves what etcdctl does not`() async throws
    {
        let member = try await RealMember()
        do {
            let violations = try await EngineContract.violations(member)
            #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
            try await restores(member)
            try await seesDamage(member)
        } catch {
            await member.remove()
            throw error
        }
        await member.remove()
    }

    /// A member that starts on it has exactly the keys of then.
    private func restores(_ member: RealMember) async throws {
        let points = try await member.engine.restorePoints(in: member.entry).points
        for _ in 0..<2 {
            let result = try await member.restore(points[0], from: member.entry)
            #expect(result.succeeded, "\(result.text) \(result.errors)")
        }
        #expect(try await member.run("keys", member.data) == "one")
        #expect(try await member.folder.sh("ls -d data.before-* | wc -l") == "1")
        #expect(try await member.restore(points[1], from: member.entry).succeeded)
        #expect(try await member.run("keys", member.data) == "one\ntwo")
    }

    /// What is bad stays out, and what was there stays in place.
    private func seesDamage(_ member: RealMember) async throws {
        let before = try await member.folder.fingerprint(of: member.data)
        for (damage, word) in [
            ("printf XXXX | dd of=new.db bs=1 seek=9000 conv=notrunc status=none", "corrupt"),
            ("printf XXXX | dd of=new.db bs=1 seek=$(($(stat -c %s new.db) - 4)) conv=notrunc status=none", "corrupt"),
            ("truncate --size=-100 new.db", "corrupt"), ("truncate --size=-32 new.db", "unknown outcome"),
        ] {
            let copy = try await member.folder.copy(member.entry, to: "damaged", damage: damage)
            let point = try #require(
                try await member.engine.restorePoints(in: copy).points.first { $0.id.hasPrefix("new.db") })
            for depth in [VerifyDepth.structure, .decoded] {
                let found = await member.engine.verify(VerifyRequest(point: point, depth: depth), in: copy)
                #expect(found.outcome.word == word, "\(damage): \(found)")
            }
            let refused = try await member.restore(point, from: copy)
            #expect(!refused.succeeded, "\(damage)")
        }
        // Another file under the name that was planned.
        let newest = try #require(try await member.engine.restorePoints(in: member.entry).points.last)
        let exchanged = try await member.folder.copy(member.entry, to: "exchanged", damage: "cp old.db new.db")
        let refused = try await member.restore(newest, from: exchanged)
        #expect(!refused.succeeded && refused.errors.contains("it is another file now"))
        #expect(try await member.folder.fingerprint(of: member.data) == before)
    }
}

/// One real member with two snapshots; other conditions are copies of those.
final class RealMember: EngineHarness {
    let engine: any Engine
    let entry: RepositoryEntry
    let folder: ScratchFolder
    let held: [(path: String, bytes: Int64)]
    let looksAtPointsAlone = true
    var data: String { "\(folder.path)/data" }

    init() async throws {
        let runner = SubprocessRunner()
        let folder = try ScratchFolder("etcd", runner: runner)
        self.folder = folder
        engine = EtcdEngine(runner: runner)
        entry = RepositoryEntry(
            name: "keys", engine: "etcd", url: "\(folder.path)/repository",
            settings: ["host": "web01", "data": "\(folder.path)/data", "member": "web01"])
        do {
            try await folder.sh("mkdir repository")
            try await Self.run(folder, ["make"])
            try await Self.run(folder, ["put", "first", "one"])
            try await Self.run(folder, ["save", "\(entry.url)/old.db"])
            // Times are whole seconds.
            try await folder.sh("touch -d '1 hour ago' repository/old.db")
            try await Self.run(folder, ["put", "second", "two"])
            try await Self.run(folder, ["save", "\(entry.url)/new.db"])
            try await Self.run(folder, ["stop"])
            let size = try #require(Int64(try await folder.sh("stat -c %s repository/new.db")))
            held = [("/member/snap/db", size - 32)]
        } catch {
            _ = try? await Self.run(folder, ["stop"])
            folder.remove()
            throw error
        }
    }

    func remove() async {
        _ = try? await run("stop")
        folder.remove()
    }

    @discardableResult private static func run(_ folder: ScratchFolder, _ arguments: [String]) async throws -> String {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "member.sh").path
        return try await folder.sh("exec sh \"$@\"", [script] + arguments)
    }

    @discardableResult func run(_ arguments: String...) async throws -> String { try await Self.run(folder, arguments) }

    func restore(_ point: RestorePoint, from repository: RepositoryEntry) async throws -> ProcessResult {
        try await folder.run(try engine.restoration(of: point, at: nil, in: repository), paths: [data])
    }

    func repository(in condition: EngineContract.Condition) async throws -> RepositoryEntry? {
        switch condition {
        case .filled: entry
        case .moved: try await folder.copy(entry, to: "moved")
        case .missing, .empty: try await folder.without(entry, isThere: condition == .empty)
        case .damagedBytes:
            try await folder.copy(
                entry, to: "bytes", damage: "printf XXXXXXXX | dd of=new.db bs=1 seek=9000 conv=notrunc status=none")
        case .damagedPoint:
            try await folder.copy(
                entry, to: "point", damage: "printf XXXXXXXX | dd of=old.db bs=1 seek=16 conv=notrunc status=none")
        // A folder of files has no password and no lock, and tells its contents as long as it opens.
        case .noPassword, .passwordFileAbsent, .wrongPassword, .lockedExclusively, .lockedShared, .damagedContents:
            nil
        }
    }

    func fingerprint(of repository: RepositoryEntry) async throws -> String {
        try await folder.fingerprint(of: repository.url)
    }
}
