package import Contracts
internal import Estate
internal import Foundation
internal import RecoveryPlan

/// What tests do with repositories that are folders in one of their own.
extension ScratchFolder {
    /// What the contract of engines wants to be backed up.
    package var data: String { path("data") }

    /// Writes it.
    package func fillData() throws {
        try FileManager.default.createDirectory(atPath: path("data/folder"), withIntermediateDirectories: true)
        try write("one\n", "data/one")
        try write("two2\n", "data/folder/two")
        // Enough to have bytes to overwrite that no index holds.
        try Data((0..<100_000).map { _ in UInt8.random(in: .min ... .max) })
            .write(to: url.appending(path: "data/folder/bulk"))
    }

    /// Gives one byte in the middle of a file another value, in place, so that every name of the file has it.
    package func damage(_ file: String) throws {
        let handle = try FileHandle(forUpdating: URL(filePath: file))
        let middle = try handle.seekToEnd() / 2
        try handle.seek(toOffset: middle)
        let byte = try handle.read(upToCount: 1)?.first ?? 0
        try handle.seek(toOffset: middle)
        try handle.write(contentsOf: [byte ^ 0x5a])
        try handle.close()
    }

    /// Names, sizes, times and sums of all that lies below a folder; empty when there is none.
    package func fingerprint(of folder: String) async throws -> String {
        guard FileManager.default.fileExists(atPath: folder) else { return "" }
        let script = "cd \"$1\" && find . -printf '%p %y %s %T@ %i\\n' && find . -type f -exec sha256sum {} +"
        return try await sh(script, [folder])
    }

    /// A copy of a repository that is a folder, after `damage` was done in it.
    package func copy(_ entry: RepositoryEntry, to name: String, damage: String = "true") async throws
        -> RepositoryEntry
    {
        var copy = entry
        copy.url = path(name)
        try await sh("rm -rf \"$2\" && cp -a \"$1\" \"$2\" && cd \"$2\" && \(damage)", [entry.url, copy.url])
        return copy
    }

    /// Repositories that hold nothing, or are not there.
    package func without(_ entry: RepositoryEntry, isThere: Bool) async throws -> RepositoryEntry {
        var other = entry
        other.url = path(isThere ? "empty" : "missing")
        if isThere { try await sh("mkdir -p empty") }
        return other
    }

    /// Runs a restore body; this machine is the host.
    ///
    /// - Parameter source: the host of the repository, when it is another one.
    package func run(_ restoration: Restoration, paths: [String], from source: SSHHost? = nil) async throws
        -> ProcessResult
    {
        try await sh("printf '#!/bin/sh\\nexec sh -c \"$2\"\\n' >ssh-host && chmod 755 ssh-host")
        var environment = restoration.parameters.reduce(into: ["GU_HOST": "web01"]) { $0[$1.name] = $1.value }
        environment["GU_PATHS"] = paths.joined(separator: "\n")
        environment["GU_SSH"] = path("ssh-host")
        environment["GU_SSH_CONFIG"] = source?.configuration
        return try await runner.run(
            ProcessRequest("sh", ["-c", restoration.body.script], environment: environment, timeout: 120))
    }
}
