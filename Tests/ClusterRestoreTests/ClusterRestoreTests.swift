import Contracts
import Foundation
import TestKit
import Testing

/// Databases that are backed up continuously: restored to the controller and let work there, as `groundup repository verify` does.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ClusterRestoreTests {
    @Test(arguments: TestedCluster.Tool.allCases) func `backups are restored, and let work`(tool: TestedCluster.Tool)
        async throws
    {
        let cluster = try await TestedCluster(tool)
        do {
            try await works(cluster)
            try await seesMissingLog(cluster)
            switch tool {
            case .pgbackrest: try await hearsOfDamage(cluster)
            case .barman:
                try await seesWhatBarmanPassesOver(cluster)
                try await forgivesTornPages(cluster)
                try await staysInItsFolder(cluster)
            }
            try await seesDamageBeforeTheBackup(cluster)
        } catch {
            await cluster.remove()
            throw error
        }
        await cluster.remove()
    }

    /// A byte of a row's header, in the page's last bytes: nothing but its transaction makes no sense.
    private static let rowDamage = "printf '\\360\\377\\377\\377' | dd bs=1 seek=8160 conv=notrunc status=none of="

    private func works(_ cluster: TestedCluster) async throws {
        for isRemote in [false, true] {
            let restored = try await cluster.verify(.restored, isRemote: isRemote)
            #expect(restored.reached == .restored)
            #expect(restored.proof?.contains("files restored with their sizes") == true, "\(restored)")
            let working = try await cluster.verify(.working, isRemote: isRemote)
            #expect(working.reached == .working)
            #expect(
                working.proof?.contains("started, recovered from its base backup and left recovery") == true,
                "\(working)")
        }
        #expect(try await cluster.sh("find state/scratch -mindepth 2 | head -n 1") == "", "nothing is left")
    }

    private func seesMissingLog(_ cluster: TestedCluster) async throws {
        let segment = try await cluster.sh(
            cluster.tool == .barman
                ? "sed -n s/^begin_wal=//p home/main/base/*/backup.info"
                : "find repository/archive -name '*.backup' -printf '%f\\n' | head -c 24")
        try await cluster.copy("gap", damage: "find . -name '\(segment)*' ! -name '*.backup*' -exec rm {} +")
        let point = try #require(try await cluster.points(of: "gap").last)
        let found = try await cluster.verify(.restored, of: "gap", point: point.id)
        #expect(found.failure?.kind == .corrupt && found.failure?.words.contains(segment) == true, "\(found)")
    }

    /// pgBackRest compares what it restores with its sums.
    private func hearsOfDamage(_ cluster: TestedCluster) async throws {
        let file = try await cluster.file(of: "single")
        try await cluster.copy(
            "bytes",
            damage: "printf XX | dd of=$(ls backup/main/*F/pg_data/\(file)*) bs=1 seek=60 conv=notrunc status=none")
        let found = try await cluster.verify(.working, of: "bytes")
        #expect(found.failure?.kind == .corrupt, "\(found)")
    }

    /// Of full size and restored without a word: only PostgreSQL itself sees it.
    private func seesWhatBarmanPassesOver(_ cluster: TestedCluster) async throws {
        let file = try await cluster.file(of: "single")
        try await cluster.copy("bytes", damage: "\(Self.rowDamage)\"$(ls main/base/*/data/\(file))\"")
        try await expectDamage(cluster, of: "bytes")
    }

    private func seesDamageBeforeTheBackup(_ cluster: TestedCluster) async throws {
        let file = try await cluster.file(of: "single")
        try await cluster.sql("checkpoint")
        try await cluster.sh("\(Self.rowDamage)\"data/\(file)\"")
        try await cluster.backup()
        try await expectDamage(cluster, of: nil)
    }

    private func expectDamage(_ cluster: TestedCluster, of name: String?) async throws {
        let restored = try await cluster.verify(.restored, of: name)
        #expect(restored.proof != nil, "\(restored)")
        let found = try await cluster.verify(.working, of: name)
        #expect(found.failure?.kind == .corrupt && found.failure?.words.contains("pg_amcheck") == true, "\(found)")
    }

    /// A page that was written while it was copied is bad until the log has been applied, and then good.
    private func forgivesTornPages(_ cluster: TestedCluster) async throws {
        let file = try await cluster.file(of: "busy")
        try await cluster.copy(
            "torn",
            damage: "printf XXXXXXXXXXXX | dd of=$(ls main/base/*/data/\(file)) bs=1 seek=8204 conv=notrunc status=none"
        )
        let restored = try await cluster.verify(.restored, of: "torn")
        guard case .warned(let words) = restored.outcome else {
            Issue.record("\(restored)")
            return
        }
        #expect(words.contains("1 of them bad"))
        let working = try await cluster.verify(.working, of: "torn")
        #expect(working.reached == .working && working.proof != nil, "\(working)")
    }

    /// What the catalogue holds is hostile: links in place of folders lead nowhere.
    private func staysInItsFolder(_ cluster: TestedCluster) async throws {
        try await cluster.sh("mkdir outside && chmod 777 outside")
        for link in ["pg_wal", "pg_tblspc"] {
            try await cluster.copy(
                "hostile", damage: "cd main/base/*/data && rm -r \(link) && ln -s \"$FOLDER/outside\" \(link)")
            let found = try await cluster.verify(.working, of: "hostile")
            #expect(found.proof == nil, "\(found)")
            #expect(try await cluster.sh("ls -A outside") == "")
        }
    }
}

extension PointVerification {
    fileprivate var proof: String? { if case .ok(let words) = outcome { words } else { nil } }
    fileprivate var failure: EngineFailure? { if case .failed(let failure) = outcome { failure } else { nil } }
}
