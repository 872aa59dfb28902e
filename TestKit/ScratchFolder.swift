package import Contracts
internal import Estate
internal import Foundation
internal import RecoveryPlan

/// A folder of its own for real repositories and for a host that this machine stands for; removed when asked.
package struct ScratchFolder: Sendable {
    package let path: String
    private let runner: any ProcessRunner

    package init(_ name: String, runner: any ProcessRunner) throws {
        path = "/tmp/\(name)-\(UUID().uuidString)"
        self.runner = runner
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    package func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// What a script prints; it finds this folder in `FOLDER`, works in it, and has to succeed.
    @discardableResult package func sh(_ script: String, _ arguments: [String] = [], timeout: Int = 120) async throws
        -> String
    {
        let result = try await runner.run(
            ProcessRequest(
                "sh", ["-c", "cd \"$FOLDER\"\n" + script, "sh"] + arguments, environment: ["FOLDER": path],
                timeout: timeout))
        guard result.succeeded else {
            throw GroundupError(.state, "\(script.prefix(200)): \(result.outcome) \(result.errors)", hint: "")
        }
        return result.text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Runs a restore body; this machine is the host.
    package func run(_ restoration: Restoration, paths: [String]) async throws -> ProcessResult {
        try await sh("printf '#!/bin/sh\\nexec sh -c \"$2\"\\n' >ssh && chmod 755 ssh")
        var environment = restoration.parameters.reduce(into: ["GU_HOST": "web01"]) { $0[$1.name] = $1.value }
        environment["GU_PATHS"] = paths.joined(separator: "\n")
        environment["GU_SSH"] = "\(path)/ssh"
        return try await runner.run(
            ProcessRequest("sh", ["-c", restoration.body.script], environment: environment, timeout: 120))
    }

    /// A digest of every file in a folder.
    package func fingerprint(_ folder: String) async throws -> String {
        guard FileManager.default.fileExists(atPath: folder) else { return "" }
        return try await sh("cd \"$1\" && find . -type f -print0 | sort -z | xargs -r -0 sha256sum", [folder])
    }

    /// A copy of a repository that is a folder, after `damage` was done in it.
    package func copy(_ entry: RepositoryEntry, to name: String, damage: String = "true") async throws
        -> RepositoryEntry
    {
        var copy = entry
        copy.url = "\(path)/\(name)"
        try await sh("rm -rf \"$2\" && cp -a \"$1\" \"$2\" && cd \"$2\" && \(damage)", [entry.url, copy.url])
        return copy
    }

    /// Repositories that hold nothing, or are not there.
    package func without(_ entry: RepositoryEntry, isThere: Bool) async throws -> RepositoryEntry {
        var other = entry
        other.url = "\(path)/\(isThere ? "empty" : "missing")"
        if isThere { try await sh("mkdir -p empty") }
        return other
    }
}
