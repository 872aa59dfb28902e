package import Contracts
import Foundation

/// A folder of its own with what an emitter wrote, and programs that run in it; removed in the end.
///
/// `bin/ssh` in it stands first in the path: it runs everything on this machine, tells bodies the host's name in `ON_HOST`,
/// writes it into the file `hosts`, and keeps this machine's `/run` clean.
package final class EmittedFolder: Sendable {
    package let path: String
    private let runner: any ProcessRunner

    package init(_ files: [EmittedFile], runner: any ProcessRunner) throws {
        path = FileManager.default.temporaryDirectory.path + "/groundup-emitted-\(UUID().uuidString)"
        self.runner = runner
        try FileManager.default.createDirectory(atPath: path + "/run", withIntermediateDirectories: true)
        for file in files { try write(file.name, file.contents, isExecutable: file.isExecutable) }
        try write("bin/ssh", Self.ssh, isExecutable: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    package func write(_ name: String, _ text: String, isExecutable: Bool = false) throws {
        let file = URL(filePath: "\(path)/\(name)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        let mode = isExecutable ? 0o755 : 0o644
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
    }

    package func read(_ name: String) -> String? {
        FileManager.default.contents(atPath: "\(path)/\(name)").map { String(decoding: $0, as: UTF8.self) }
    }

    package func lines(_ name: String) -> [String] {
        (read(name) ?? "").split(separator: "\n").map(String.init)
    }

    package func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }

    package func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }

    /// Every file and folder below it whose name is `name`.
    package func all(named name: String) -> [String] {
        let files = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return files.filter { $0 == name || $0.hasSuffix("/\(name)") }
    }

    /// Runs `program` in this folder; `WORK` tells bodies where that is.
    package func run(
        _ program: String, _ arguments: [String] = [], environment: [String: String] = [:], timeout: Int = 60
    ) async throws -> ProcessResult {
        let search = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        var all = ["PATH": "\(path)/bin:\(search)", "HOME": path, "WORK": path, "LC_ALL": "C.UTF-8"]
        all.merge(environment) { $1 }
        return try await runner.run(
            ProcessRequest(
                "sh", ["-c", #"cd "$WORK" && exec "$@""#, "sh", program] + arguments, environment: all,
                timeout: timeout))
    }

    private static let ssh = #"""
        #!/bin/sh
        echo "$*" >> "$WORK/ssh-arguments"
        while :; do
            case $1 in
            -F | -o | -l | -p | -S | -i | -O) shift 2 ;;
            -*) shift ;;
            *) break ;;
            esac
        done
        ON_HOST=$1
        export ON_HOST
        echo "$1" >> "$WORK/hosts"
        shift
        # What was put into this folder before comes back as it is.
        moved="s#$WORK/run/groundup#/run/groundup#g; s#/run/groundup#$WORK/run/groundup#g"
        command=$(printf '%s' "$*" | sed "$moved")
        case $command in
        # A script that comes by standard input, as Ansible or the program step send it.
        'sh -s' | *"dd of="*) sed "$moved" | sh -c "$command" ;;
        *) exec sh -c "$command" ;;
        esac
        """#
}

extension ProcessResult {
    /// What it printed.
    package var text: String { String(decoding: output, as: UTF8.self) }
}
