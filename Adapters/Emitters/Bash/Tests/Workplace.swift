import Contracts
import Foundation
import Host

@testable import BashEmitter

/// A folder with an emitted script and an `ssh` that runs everything on this machine; removed in the end.
final class Workplace: Sendable {
    let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/groundup-bash-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/bin", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: folder + "/run", withIntermediateDirectories: true)
        try write("bin/ssh", Self.ssh, isExecutable: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    func write(_ name: String, _ text: String, isExecutable: Bool = false) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
        let mode = isExecutable ? 0o755 : 0o600
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(folder)/\(name)")
    }

    func read(_ name: String) -> String? {
        FileManager.default.contents(atPath: "\(folder)/\(name)").map { String(decoding: $0, as: UTF8.self) }
    }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(folder)/\(name)") }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(folder)/\(name)") }

    /// Runs the script in this folder; `WORK` tells bodies where that is.
    func restore(_ arguments: [String] = [], environment: [String: String] = [:]) async throws -> ProcessResult {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        var all = ["PATH": "\(folder)/bin:\(path)", "HOME": folder, "WORK": folder]
        all.merge(environment) { $1 }
        return try await run("bash", ["\(folder)/restore.sh", "--state", "\(folder)/state"] + arguments, all)
    }

    /// Runs `driver`, a bash script that starts `"$@"` in its own way.
    func restore(driver: String) async throws -> ProcessResult {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let environment = ["PATH": "\(folder)/bin:\(path)", "HOME": folder, "WORK": folder]
        return try await run(
            "bash", ["-c", driver, "driver", "bash", "\(folder)/restore.sh", "--state", "\(folder)/state"], environment)
    }

    func run(
        _ program: String, _ arguments: [String], _ environment: [String: String] = [:], input: String = ""
    ) async throws -> ProcessResult {
        try await SubprocessRunner().run(
            ProcessRequest(program, arguments, environment: environment, input: Array(input.utf8), timeout: 60))
    }

    /// Takes the options that the script gives, remembers the host, and keeps /run of this machine clean.
    private static let ssh = """
        #!/bin/sh
        test "$1 $3 $4" = "-F -o BatchMode=yes" || exit 90
        shift 2
        while [ "$1" = -o ]; do shift 2; done
        host=$1
        shift
        echo "$host" >> "$WORK/hosts"
        command=$(printf '%s' "$*" | sed "s#/run/groundup#$WORK/run/groundup#g")
        ON_HOST=$host exec sh -c "$command"
        """
}

extension ProcessResult {
    var text: String { String(decoding: output, as: UTF8.self) }
}
