import Btrfs
import Contracts
import Estate
import Foundation
import Host
import RecoveryPlan
import TestKit

/// Real btrfs file systems in files, in a folder of their own.
final class RealVolumes: EngineHarness {
    let engine: any Engine = BtrfsEngine(runner: SubprocessRunner())
    private let runner = SubprocessRunner()
    private let folder: URL

    init() throws {
        folder = URL(filePath: "/tmp/btrfs-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func remove() async { _ = try? await run(["remove"]) }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

    func entry(_ volume: String, source: String = "/srv/data") -> RepositoryEntry {
        RepositoryEntry(
            name: volume, engine: "btrfs", url: path("\(volume)/snapshots"),
            settings: ["host": "web01", "source": source])
    }

    /// Contents by path below `folder`.
    func files(_ folder: String) throws -> [String: Data] {
        let root = path(folder)
        return try FileManager.default.subpathsOfDirectory(atPath: root).reduce(into: [:]) { files, name in
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: "\(root)/\(name)", isDirectory: &isFolder)
            if !isFolder.boolValue { files[name] = try Data(contentsOf: URL(filePath: "\(root)/\(name)")) }
        }
    }

    @discardableResult func run(_ arguments: [String]) async throws -> String {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "volume.sh").path
        return try await checked(ProcessRequest("sh", [script] + arguments, environment: ["FOLDER": folder.path]))
    }

    func sh(_ script: String) async throws {
        _ = try await checked(
            ProcessRequest("sh", ["-c", "set -e\ncd \"$FOLDER\"\n\(script)"], environment: ["FOLDER": folder.path]))
    }

    private func checked(_ request: ProcessRequest) async throws -> String {
        let result = try await runner.run(request)
        guard result.succeeded else {
            throw GroundupError(
                .state, "\(request.arguments): \(result.errors)",
                hint: "Install btrfs-progs; root and loop devices are needed.")
        }
        return result.text
    }

    /// Two snapshots as the contract describes them, with bytes that can be damaged.
    func fill(_ volume: String) async throws {
        try await run(["make", volume])
        try await sh(
            """
            cd \(volume)/data
            mkdir folder
            echo one >one
            echo two2 >folder/two
            """)
        if volume == "damaged" {
            try await sh("for n in $(seq 20000); do echo marker-of-groundup; done >\(volume)/data/folder/bulk")
        }
        try await run(["snapshot", volume, "first"])
        try await sh("echo three33 >\(volume)/data/folder/three")
        try await run(["snapshot", volume, "second"])
    }

    func repository(in condition: EngineContract.Condition) async throws -> RepositoryEntry? {
        switch condition {
        case .filled:
            try await fill("filled")
            return entry("filled")
        case .empty:
            try await run(["make", "empty"])
            return entry("empty")
        case .missing: return entry("missing")
        case .moved:
            try await run(["make", "moved"])
            try await run(["send", "filled", "moved", "first"])
            try await sh("now=$(date +%s); while [ $(date +%s) = $now ]; do :; done")
            try await run(["send", "filled", "moved", "second", "first"])
            return entry("moved")
        case .damagedBytes:
            try await fill("damaged")
            try await run(["damage", "damaged", "marker-of-groundup"])
            return entry("damaged")
        // There are no passwords, and no locks against reading; what is damaged of the lists damages the file system.
        case .noPassword, .passwordFileAbsent, .wrongPassword, .lockedExclusively, .lockedShared, .damagedPoint,
            .damagedContents:
            return nil
        }
    }

    func fingerprint(of repository: RepositoryEntry) async throws -> String {
        try await run(["fingerprint", repository.url])
    }

    /// Runs the restore body against a host whose shell is this machine's.
    func restore(_ point: RestorePoint, _ entry: RepositoryEntry, paths: [String]) async throws -> ProcessResult {
        let ssh = path("ssh")
        try Data("#!/bin/sh\nexec sh -c \"$2\"\n".utf8).write(to: URL(filePath: ssh))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: ssh)
        let restoration = try engine.restoration(of: point, at: nil, in: entry)
        var environment = restoration.parameters.reduce(into: ["GU_HOST": "web01", "GU_SSH": ssh]) {
            $0[$1.name] = $1.value
        }
        environment["GU_PATHS"] = paths.joined(separator: "\n")
        environment["GU_SCRATCH"] = folder.path
        return try await runner.run(ProcessRequest("sh", ["-c", restoration.body.script], environment: environment))
    }
}
