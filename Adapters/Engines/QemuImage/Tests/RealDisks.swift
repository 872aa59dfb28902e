import Contracts
import Estate
import Foundation
import Host
import QemuImage
import RecoveryPlan
import TestKit

/// Real images of a small disk, in a folder of their own.
final class RealDisks: EngineHarness {
    let engine: any Engine = QemuImageEngine(runner: SubprocessRunner())
    let holdsOneFile = true
    private let runner = SubprocessRunner()
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "disks-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    func sh(_ script: String) async throws {
        _ = try await checked(
            ProcessRequest("sh", ["-c", "set -e\ncd \"$FOLDER\"\n\(script)"], environment: ["FOLDER": folder.path]))
    }

    /// A loop device of that size.
    func device(_ size: String) async throws -> String {
        try await sh("truncate -s \(size) device.\(size)")
        return try await checked(ProcessRequest("losetup", ["--find", "--show", path("device.\(size)")]))
    }

    private func checked(_ request: ProcessRequest) async throws -> String {
        let result = try await runner.run(request)
        guard result.succeeded else {
            throw GroundupError(
                .state, "\(request.arguments): \(result.errors)", hint: "Install qemu-utils, e2fsprogs.")
        }
        return result.text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func disk(_ arguments: [String]) async throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "disk.sh").path
        _ = try await checked(ProcessRequest("sh", [script] + arguments, environment: ["FOLDER": folder.path]))
    }

    private func entry(_ name: String) -> RepositoryEntry {
        RepositoryEntry(
            name: name, engine: "qemu-image", url: path(name),
            settings: ["host": "web01", "disk": path("host/disk.raw")])
    }

    func filled(_ name: String) async throws -> RepositoryEntry {
        try await disk(["fill", name])
        return entry(name)
    }

    func repository(in condition: EngineContract.Condition) async throws -> RepositoryEntry? {
        let name = condition.rawValue
        switch condition {
        case .filled: return try await filled(name)
        case .moved:
            try await disk(["fill", "before"])
            try await sh("mv before \(name)")
            return entry(name)
        case .missing: return entry(name)
        case .empty:
            try await sh("mkdir \(name)")
            return entry(name)
        case .damagedBytes:
            let entry = try await filled(name)
            try await disk(["damage", name])
            return entry
        case .damagedContents:
            // What the newer image rests on is no image any more.
            let entry = try await filled(name)
            try await sh("printf XXXX | dd of=\(name)/web01.1.qcow2 conv=notrunc status=none")
            return entry
        // There are no passwords; an image that is written to is told, and the others stay usable; see the tests of points.
        case .noPassword, .passwordFileAbsent, .wrongPassword, .lockedExclusively, .lockedShared, .damagedPoint:
            return nil
        }
    }

    func fingerprint(of repository: RepositoryEntry) async throws -> String {
        let all = try await runner.run(
            ProcessRequest(
                "sh", ["-c", "find \"$WHERE\" -type f -exec sha256sum {} + -exec stat -c '%n %Y' {} + 2>&1 | sort"],
                environment: ["WHERE": repository.url]))
        return all.text
    }

    /// Runs the restore body against a host whose shell is this machine's.
    func restore(_ point: RestorePoint, _ entry: RepositoryEntry) async throws -> ProcessResult {
        try await sh("printf '#!/bin/sh\\nexec sh -c \"$2\"\\n' >ssh; chmod +x ssh")
        let restoration = try engine.restoration(of: point, at: nil, in: entry)
        var environment = restoration.parameters.reduce(into: ["GU_HOST": "web01", "GU_SSH": path("ssh")]) {
            $0[$1.name] = $1.value
        }
        environment["GU_PATHS"] = entry.settings["disk"]
        environment["GU_SCRATCH"] = folder.path
        return try await runner.run(ProcessRequest("sh", ["-c", restoration.body.script], environment: environment))
    }
}
