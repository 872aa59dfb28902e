import Contracts
import Foundation
import Host
import TestKit
import Tree

/// Makes and breaks real trees with rsnapshot, in a folder of its own.
final class RealTree: EngineHarness {
    let engine: any Engine
    let runner = SubprocessRunner()
    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder("rsnapshot", runner: runner)
        try folder.fillData()
        let lines = [
            "config_version\t1.2", "snapshot_root\t\(folder.path("trees"))/", "cmd_cp\t/bin/cp", "cmd_rm\t/bin/rm",
            "cmd_rsync\t/usr/bin/rsync", "lockfile\t\(folder.path("lock"))", "retain\tdaily\t5",
            "backup\t\(folder.data)/\tweb01/",
        ]
        try folder.write(lines.joined(separator: "\n") + "\n", "rsnapshot.conf")
        engine = TreeEngine(runner: runner)
    }

    var data: String { folder.data }

    func remove() { folder.remove() }

    func repository(in condition: EngineContract.Condition) async throws -> RepositoryEntry? {
        var entry = entry(folder.path(condition.rawValue))
        switch condition {
        // A tree is as open as its files, and nobody but who copies works in it.
        case .noPassword, .passwordFileAbsent, .wrongPassword, .lockedExclusively: return nil
        // The folders are all that there is, and root reads every one of them.
        case .damagedPoint, .damagedContents: return nil
        case .missing: return entry
        case .empty:
            try FileManager.default.createDirectory(atPath: entry.url, withIntermediateDirectories: true)
            return entry
        default: break
        }
        let original = folder.path("trees")
        if !FileManager.default.fileExists(atPath: original) {
            try await sum()
            try await runOnce()
            try await runOnce(more: "folder/three")
        }
        try await folder.command("cp", ["-a", original, entry.url])
        switch condition {
        case .moved:
            try FileManager.default.moveItem(atPath: entry.url, toPath: entry.url + "-elsewhere")
            entry.url += "-elsewhere"
        case .lockedShared:
            entry.settings["lock"] = folder.path("held")
            try folder.write("\(ProcessInfo.processInfo.processIdentifier)\n", "held")
        // A hard link: the very file of the other points, too.
        case .damagedBytes: try folder.damage("\(entry.url)/daily.0/web01\(data)/folder/bulk")
        default: break
        }
        return entry
    }

    func fingerprint(of repository: RepositoryEntry) async throws -> String {
        try await folder.fingerprint(of: repository.url)
    }

    /// The trees after some runs of rsnapshot.
    func repository(after runs: Int) async throws -> RepositoryEntry {
        for run in 0..<runs { try await runOnce(more: run == 0 ? nil : "more-\(run)") }
        return entry(folder.path("trees"))
    }

    /// One run of rsnapshot, in a second of its own.
    ///
    /// - Parameter more: a file that is there from this run on.
    func runOnce(more: String? = nil) async throws {
        if let more {
            try folder.write("three33\n", "data/\(more)")
            try await sum()
        }
        try await folder.command(
            "sh",
            [
                "-c", "rsnapshot -c \"$1/rsnapshot.conf\" daily && sleep 1.1", "sh", folder.path,
            ])
    }

    /// A program that stands for ssh, and runs what it is told on this machine.
    ///
    /// - Returns: its folder.
    func standInForSSH() throws -> String {
        let programs = folder.url.appending(path: "programs")
        try FileManager.default.createDirectory(at: programs, withIntermediateDirectories: true)
        let script = "#!/bin/sh\nwhile [ \"$1\" != -- ]; do shift; done\n[ \"$2\" = vault1 ] && exec sh -c \"$3\"\n"
        try Data(script.utf8).write(to: programs.appending(path: "ssh"))
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: programs.appending(path: "ssh").path)
        return programs.path
    }

    private func sum() async throws {
        try await folder.command(
            "sh",
            [
                "-c",
                "cd \"$1\" && rm -f SHA256SUMS && find . -type f -exec sha256sum {} + >\"$1.sums\" && mv \"$1.sums\" SHA256SUMS",
                "sh", data,
            ])
    }

    private func entry(_ url: String) -> RepositoryEntry {
        RepositoryEntry(
            name: "trees", engine: "tree", url: url,
            settings: [
                "host": "web01", "folder": "web01\(data)", "root": data, "lock": folder.path("lock"),
            ])
    }
}
