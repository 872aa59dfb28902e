import Applications
import Contracts
import FileContent
import Foundation
import Host
import RecoveryPlan
import SambaBackup
import TestKit
import Testing

@Suite(.serialized) struct RealSambaTests {
    @Test(.timeLimit(.minutes(5))) func `keeps the contract, and sees what archives lack`() async throws {
        let domain = try await RealDomain()
        do {
            let violations = try await EngineContract.violations(domain)
            #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
            try await brings(domain)
            try await works(domain)
            try await seesDamage(domain)
        } catch {
            domain.folder.remove()
            throw error
        }
        domain.folder.remove()
    }

    /// The very archive, in the folder from which the recipe restores.
    private func brings(_ domain: RealDomain) async throws {
        let point = try #require(try await domain.engine.restorePoints(in: domain.entry).points.last)
        for _ in 0..<2 {
            let result = try await domain.folder.run(
                try domain.engine.restoration(of: point, at: nil, in: domain.entry), paths: point.paths)
            #expect(result.succeeded, "\(result.text) \(result.errors)")
        }
        try await domain.folder.sh(
            "cmp \"$1\" \"$2\"", ["\(domain.entry.url)/\(point.id)", "\(point.paths[0])/\(point.id)"])
    }

    /// On the controller Samba works on the archive, in a sandbox; one that is damaged does not even get there.
    private func works(_ domain: RealDomain) async throws {
        let named = try await domain.folder.copy(
            domain.entry, to: "named", damage: "mv b.tar.bz2 samba-backup-b.tar.bz2")
        let points = try await domain.engine.restorePoints(in: named).points
        let (older, newest) = (try #require(points.first), try #require(points.last))
        let restored = domain.folder.path("restored")
        try await domain.engine.extract(["/elsewhere"], of: newest, in: named, to: restored)
        #expect(!FileManager.default.fileExists(atPath: restored), "nothing of it lies there")
        try await domain.engine.extract(nil, of: newest, in: named, to: restored)
        let checks = SandboxedChecks(
            runner: SubprocessRunner(), scratch: ScratchFolders(state: domain.folder.path("state")))
        let subjects = checks.subjects(in: try FileContent().tree(at: restored))
        #expect(subjects.map(\.kind) == ["samba-backup"])
        let finding = await checks.check(try #require(subjects.first), in: restored, within: 100)
        guard case .works(let proof) = finding else { Issue.record("\(finding)"); return }
        #expect(proof.contains("objects (0 errors)"), "\(proof)")

        try domain.folder.damage("\(named.url)/\(older.id)")
        let failure = await #expect(throws: EngineFailure.self) {
            try await domain.engine.extract(nil, of: older, in: named, to: domain.folder.path("damaged-restore"))
        }
        #expect(failure?.kind == .corrupt, "\(String(describing: failure))")
        let found = await domain.engine.verify(VerifyRequest(depth: .bytes), in: named)
        guard case .failed(let told) = found.outcome else { Issue.record("\(found)"); return }
        #expect(told.kind == .corrupt, "\(told)")
        #expect(found.points.map(\.point.id) == [older.id, newest.id])
        #expect(found.points.map(\.isDamaged) == [true, false])
    }

    private func seesDamage(_ domain: RealDomain) async throws {
        for (damage, depth) in [
            ("truncate --size=-1000 b.tar.bz2", VerifyDepth.structure),
            // Whole for bzip2 and tar, without the secrets that the recipe puts back.
            (
                "mkdir u && tar -xjf b.tar.bz2 -C u && rm u/private/secrets.ldb && tar -cjf b.tar.bz2 -C u . --transform s,^./,, && rm -r u",
                .bytes
            ),
            // Whole for everything but a check of the databases.
            (
                #"mkdir u && tar -xjf b.tar.bz2 -C u && dd if=/dev/urandom of="u/private/sam.ldb.d/DC=LAB,DC=TEST.ldb" bs=4096 count=400 conv=notrunc status=none && cd u && tar -cjf ../b.tar.bz2 * && cd .. && rm -r u"#,
                .decoded
            ),
        ] {
            let copy = try await domain.folder.copy(domain.entry, to: "damaged", damage: damage)
            let found = await domain.engine.verify(VerifyRequest(depth: depth), in: copy)
            #expect(found.outcome.word == "corrupt", "\(damage): \(found)")
        }
    }
}

/// A real domain, and two archives of it.
final class RealDomain: EngineHarness {
    let engine: any Engine
    let entry: RepositoryEntry
    let folder: ScratchFolder
    let held: [(path: String, bytes: Int64)]
    let looksAtPointsAlone = true
    let added = "/b.tar.bz2"

    init() async throws {
        let runner = SubprocessRunner()
        let folder = try ScratchFolder("samba", runner: runner)
        self.folder = folder
        engine = SambaBackupEngine(runner: runner)
        entry = RepositoryEntry(
            name: "dc", engine: "samba-backup", url: "\(folder.path)/repository",
            settings: ["host": "web01", "folder": "\(folder.path)/dumps"])
        do {
            try await folder.sh(
                """
                samba-tool domain provision --realm=LAB.TEST --domain=LAB --adminpass=Passw0rd99 --server-role=dc \\
                    --dns-backend=SAMBA_INTERNAL --targetdir="$FOLDER/dc" --host-name=web01 --host-ip=127.0.0.5 >said 2>&1 || { tail said >&2; exit 1; }
                for name in a b; do
                    samba-tool domain backup offline --targetdir="$FOLDER/$name" -s dc/etc/smb.conf >said 2>&1 || { tail said >&2; exit 1; }
                    mkdir -p repository
                    mv $name/*.tar.bz2 repository/$name.tar.bz2
                done
                """)
            let size = try #require(Int64(try await folder.sh("stat -c %s repository/b.tar.bz2")))
            held = [("/b.tar.bz2", size)]
        } catch {
            folder.remove()
            throw error
        }
    }

    func repository(in condition: EngineContract.Condition) async throws -> RepositoryEntry? {
        switch condition {
        case .filled: entry
        case .moved: try await folder.copy(entry, to: "moved")
        case .missing, .empty: try await folder.without(entry, isThere: condition == .empty)
        case .damagedBytes:
            try await folder.copy(
                entry, to: "bytes",
                damage: "printf XXXXXXXX | dd of=b.tar.bz2 bs=1 seek=700000 conv=notrunc status=none")
        case .damagedPoint:
            try await folder.copy(
                entry, to: "point", damage: "printf XXXXXXXX | dd of=a.tar.bz2 bs=1 seek=4 conv=notrunc status=none")
        // A folder of files has no password and no lock, and tells its contents as long as it opens.
        case .noPassword, .passwordFileAbsent, .wrongPassword, .lockedExclusively, .lockedShared, .damagedContents:
            nil
        }
    }

    func fingerprint(of repository: RepositoryEntry) async throws -> String {
        try await folder.fingerprint(of: repository.url)
    }
}
